/**
 * What the audit log calls the acts of Privileged Identity Management. The names for activations, assignments
 * and their requests are documented; which change gets which name is inferred.
 * https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
 */
import type { Change } from '../../tenant.ts'
import { record } from '../applications/credentials.ts'

type Names = (change: Change) => string | undefined

/** The log's word for whether it ends by itself. */
const term = (change: Change): string => {
  const { scheduleInfo } = change.after ?? change.before ?? {}
  const { type } = record(record(scheduleInfo).expiration)
  return type === undefined || type === 'noExpiration' ? 'permanent' : 'timebound'
}

const subject = (change: Change): string =>
  change.kind.startsWith('roleEligibility') ? 'eligible member' : 'member'

const ASKED: Readonly<Record<string, Names>> = {
  selfActivate: () => 'Add member to role requested (PIM activation)',
  selfDeactivate: () => 'Remove member from role requested (PIM deactivate)',
  adminAssign: (change) => `Add ${subject(change)} to role in PIM requested (${term(change)})`,
  adminRemove: (change) => `Remove ${subject(change)} from role in PIM requested (permanent)`,
  // The brackets of these two are inferred.
  adminExtend: (change) => `Add ${subject(change)} to role in PIM requested (extend)`,
  adminRenew: (change) => `Add ${subject(change)} to role in PIM requested (renew)`,
  adminUpdate: (change) => `Update ${subject(change)} in PIM requested`,
}

const requests: Names = (change) => {
  const { before, after } = change
  if (!after) return undefined
  if (!before && after.status === 'PendingApproval')
    return 'Add member to role approval requested (PIM activation)'
  if (!before) return ASKED[String(after.action)]?.(change)
  if (after.status === 'Canceled') return 'Add member to role canceled (PIM activation)'
  return undefined
}

const decisions: Names = ({ after }) =>
  after &&
  `Add member to role request ${after.reviewResult === 'Approve' ? 'approved' : 'denied'} (PIM activation)`

const schedules: Names = (change) => {
  const { before, after } = change
  const isActivation = (after ?? before)?.assignmentType === 'Activated'
  if (isActivation && !before) return 'Add member to role completed (PIM activation)'
  if (isActivation && !after) return 'Remove member from role completed (PIM deactivate)'
  const who = subject(change)
  if (!before) return `Add ${who} to role in PIM completed (${term(change)})`
  if (!after) return `Remove ${who} from role in PIM completed (${term(change)})`
  return `Update ${who} in PIM completed`
}

const NAMES: ReadonlyMap<string, Names> = new Map([
  ['roleAssignmentScheduleRequests', requests],
  ['roleEligibilityScheduleRequests', requests],
  ['roleAssignmentApprovals', decisions],
  ['roleAssignmentSchedules', schedules],
  ['roleEligibilitySchedules', schedules],
  ['roleManagementPolicies/rules', ({ after }) => after && 'Update role setting in PIM'],
])

export const PIM_KINDS: ReadonlySet<string> = new Set(NAMES.keys())

/** Undefined for changes that have no log entry. */
export const pimActivityOf = (change: Change): string | undefined => NAMES.get(change.kind)?.(change)
