/** Refusals of Privileged Identity Management, and the licence that it needs. */
import type { View } from '../../tenant.ts'
import { GraphError } from '../wire/errors.ts'

const badRequest = (code: string, message: string) => new GraphError(400, code, message)

// Codes and texts are observed, except the texts for the two unknown ids.
export const assignmentExists = () =>
  badRequest('RoleAssignmentExists', 'The Role assignment already exists.')
export const assignmentMissing = () =>
  badRequest('RoleAssignmentDoesNotExist', 'The Role assignment does not exist.')
export const durationTooShort = () =>
  badRequest('ActiveDurationTooShort', 'The Active duration is too short. Miniumum Required is 5 minutes.')
export const roleUnknown = () => new GraphError(404, 'RoleNotFound', 'The role is not found.')
export const subjectUnknown = () => new GraphError(404, 'SubjectNotFound', 'The subject is not found.')
export const policyFailed = (rules: readonly string[]) =>
  badRequest(
    'RoleAssignmentRequestPolicyValidationFailed',
    `The following policy rules failed: ${JSON.stringify(rules)}`,
  )
/**
 * There is no header and no JSON: the message is a parameter for the sign-in page, with an unencoded space
 * (observed).
 */
export const contextMissing = (context: string) => {
  const claims = `{"access_token":{"acrs":{"essential":true, "value":${JSON.stringify(context)}}}}`
  return badRequest('RoleAssignmentRequestAcrsValidationFailed', `&claims=${encodeURIComponent(claims)}`)
}
export const requestPending = () =>
  badRequest('PendingRoleAssignmentRequest', 'There is already an existing pending Role assignment request.')
// The status and its cause are documented, the text is inferred.
export const approvalDecided = () =>
  new GraphError(409, 'Conflict', 'The request has been decided on already, or can no longer be.')
// The text is inferred.
export const requestNotCancellable = () =>
  badRequest('RoleAssignmentRequestCannotBeCancelled', 'The request is not in a state that can be canceled.')

/** Service plans that include it: Microsoft Entra ID P2, and Governance. */
const PLANS = new Set(['eec0eb4f-6444-4f95-aba0-50c24d67f998', 'e866a266-3cff-43a3-acca-0c90a7e00c8b'])

/** @throws GraphError 400 AadPremiumLicenseRequired for a tenant that has not bought it (observed) */
export function requirePremium(view: View): void {
  const isLicensed = view
    .list('subscribedSkus')
    .some(
      ({ capabilityStatus, servicePlans }) =>
        (capabilityStatus === 'Enabled' || capabilityStatus === 'Warning') &&
        Array.isArray(servicePlans) &&
        servicePlans.some((plan) => PLANS.has(plan?.servicePlanId)),
    )
  if (!isLicensed)
    throw badRequest(
      'AadPremiumLicenseRequired',
      'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
    )
}
