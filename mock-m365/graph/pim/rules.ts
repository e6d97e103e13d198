/**
 * The default rules of a role's policy, and whether a request keeps them. The rules are observed in a real
 * export. The longest times are inferred, since that export had changed ones.
 * https://learn.microsoft.com/graph/identity-governance-pim-rules-overview
 */

import type { Entity } from '../../base.ts'
import { spanOf } from '../../entra/directory/role-assignments.ts'
import { durationMs } from '../../times.ts'
import type { Relation } from './schedules.ts'

type Caller = 'Admin' | 'EndUser'

const TYPE = '#microsoft.graph.unifiedRoleManagementPolicy'
const target = (caller: Caller, level: Relation): Entity => ({
  caller,
  operations: ['All'],
  level,
  inheritableSettings: [],
  enforcedSettings: [],
})
const expiration = (
  caller: Caller,
  level: Relation,
  isExpirationRequired: boolean,
  maximumDuration: string,
) => ({
  '@odata.type': `${TYPE}ExpirationRule`,
  id: `Expiration_${caller}_${level}`,
  isExpirationRequired,
  maximumDuration,
  target: target(caller, level),
})
const enablement = (caller: Caller, level: Relation, enabledRules: readonly string[]) => ({
  '@odata.type': `${TYPE}EnablementRule`,
  id: `Enablement_${caller}_${level}`,
  enabledRules,
  target: target(caller, level),
})
const notification = (recipientType: string, caller: Caller, level: Relation) => ({
  '@odata.type': `${TYPE}NotificationRule`,
  id: `Notification_${recipientType}_${caller}_${level}`,
  notificationType: 'Email',
  recipientType,
  notificationLevel: 'All',
  isDefaultRecipientsEnabled: true,
  notificationRecipients: [],
  target: target(caller, level),
})
const notifications = (caller: Caller, level: Relation) =>
  ['Admin', 'Requestor', 'Approver'].map((recipient) => notification(recipient, caller, level))

/**
 * Kept although no approval is needed.
 * https://learn.microsoft.com/graph/api/policyroot-list-rolemanagementpolicyassignments (documented)
 */
const APPROVAL_STAGE: Entity = {
  approvalStageTimeOutInDays: 1,
  isApproverJustificationRequired: true,
  escalationTimeInMinutes: 0,
  isEscalationEnabled: false,
  primaryApprovers: [],
  escalationApprovers: [],
}

export const DEFAULT_RULES: readonly Entity[] = [
  expiration('Admin', 'Eligibility', false, 'P365D'),
  ...notifications('Admin', 'Eligibility'),
  enablement('Admin', 'Eligibility', []),
  expiration('Admin', 'Assignment', false, 'P180D'),
  enablement('Admin', 'Assignment', ['Justification']),
  ...notifications('Admin', 'Assignment'),
  expiration('EndUser', 'Assignment', true, 'PT8H'),
  enablement('EndUser', 'Assignment', ['MultiFactorAuthentication', 'Justification']),
  {
    '@odata.type': `${TYPE}ApprovalRule`,
    id: 'Approval_EndUser_Assignment',
    target: target('EndUser', 'Assignment'),
    setting: {
      isApprovalRequired: false,
      isApprovalRequiredForExtension: false,
      isRequestorJustificationRequired: true,
      approvalMode: 'SingleStage',
      approvalStages: [APPROVAL_STAGE],
    },
  },
  {
    '@odata.type': `${TYPE}AuthenticationContextRule`,
    id: 'AuthenticationContext_EndUser_Assignment',
    isEnabled: false,
    claimValue: '',
    target: target('EndUser', 'Assignment'),
  },
  ...notifications('EndUser', 'Assignment'),
]

/** What a request has to satisfy rules. */
export interface Brought {
  readonly justification: unknown
  readonly ticketInfo: unknown
  readonly scheduleInfo: unknown
  /** True where the caller has shown a second factor, or is an application, which has none. */
  readonly strong: boolean
}

/**
 * Names of the rules that the request breaks, as the refusal lists them. The name for the ticket is inferred.
 */
export function brokenRules(
  rules: readonly Entity[],
  caller: Caller,
  level: Relation,
  brought: Brought,
): string[] {
  const ruleOf = (name: string) => rules.find(({ id }) => id === `${name}_${caller}_${level}`)
  const enabled = ruleOf('Enablement')?.enabledRules
  const asks = (name: string) => Array.isArray(enabled) && enabled.includes(name)
  const isSaid = (text: unknown) => typeof text === 'string' && text.trim() !== ''
  const ticket = brought.ticketInfo
  const number =
    typeof ticket === 'object' && ticket !== null ? Reflect.get(ticket, 'ticketNumber') : undefined
  return [
    asks('Justification') && !isSaid(brought.justification) ? 'JustificationRule' : '',
    asks('MultiFactorAuthentication') && !brought.strong ? 'MfaRule' : '',
    asks('Ticketing') && !isSaid(number) ? 'TicketingRule' : '',
    isTooLong(ruleOf('Expiration'), brought.scheduleInfo) ? 'ExpirationRule' : '',
  ].filter(Boolean)
}

/**
 * The longest time applies to requests with an end; a request without an end is judged by whether an end is
 * required.
 */
function isTooLong(rule: Entity | undefined, scheduleInfo: unknown): boolean {
  const { from, until } = spanOf({ scheduleInfo })
  if (!rule) return false
  if (!Number.isFinite(until)) return rule.isExpirationRequired === true
  const longest = durationMs(String(rule.maximumDuration))
  return longest !== undefined && until - from > longest
}

/** The authentication context that an activation needs, where the policy names one. */
export function contextAsked(rules: readonly Entity[]): string | undefined {
  const { isEnabled, claimValue } =
    rules.find(({ id }) => id === 'AuthenticationContext_EndUser_Assignment') ?? {}
  return isEnabled === true && typeof claimValue === 'string' && claimValue !== '' ? claimValue : undefined
}

export function needsApproval(rules: readonly Entity[]): boolean {
  const setting = rules.find(({ id }) => id === 'Approval_EndUser_Assignment')?.setting
  return (
    typeof setting === 'object' && setting !== null && Reflect.get(setting, 'isApprovalRequired') === true
  )
}
