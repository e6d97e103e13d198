/** Who may decide on an activation. https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings */
import type { Entity } from '../../base.ts'
import { directoryRolesAt } from '../../entra/directory/role-assignments.ts'
import type { View } from '../../tenant.ts'
import { record } from '../applications/credentials.ts'
import { ADMINISTRATORS } from './administrators.ts'
import { rulesOfRole } from './policies.ts'

/** A request that nobody decides on lapses after a day (documented). */
const APPROVAL_MS = 24 * 3_600_000
/** Proposed: the portal shows no limit either; it bounds the work of one request. */
const APPROVERS_MAX = 100

/** The only stage: the service does not support more (documented). */
export function stageOf(view: View, roleDefinitionId: string): Entity {
  const rule = rulesOfRole(view, roleDefinitionId).find(({ id }) => id === 'Approval_EndUser_Assignment')
  const { approvalStages } = record(rule?.setting)
  return record(Array.isArray(approvalStages) ? approvalStages[0] : undefined)
}

/**
 * Approvers are users and members of groups; where the policy names none, those who manage PIM are
 * (documented). Requestors do not decide on their own request (documented). @param at milliseconds since the
 * epoch
 */
export function mayDecide(view: View, request: Entity, userId: string, at: number): boolean {
  if (request.principalId === userId || record(record(request.createdBy).user).id === userId) return false
  const { primaryApprovers } = stageOf(view, String(request.roleDefinitionId))
  const named = (Array.isArray(primaryApprovers) ? primaryApprovers : []).slice(0, APPROVERS_MAX).map(record)
  if (named.length === 0) return directoryRolesAt(view, userId, at).some((role) => ADMINISTRATORS.has(role))
  // Both spellings of the id occur in documented examples.
  return named.some(
    ({ userId: user, groupId, id }) =>
      (user ?? id) === userId || view.get('groups/members', `${groupId ?? id}/${userId}`) !== undefined,
  )
}

/** Whether the request is pending and has not lapsed. @param at milliseconds since the epoch */
export const isPending = ({ status, createdDateTime }: Entity, at: number): boolean =>
  status === 'PendingApproval' && at < Date.parse(String(createdDateTime)) + APPROVAL_MS
