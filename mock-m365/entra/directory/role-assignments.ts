/**
 * Which directory roles hold at a moment. Plain assignments hold until they are removed; those of Privileged
 * Identity Management hold only for their time, so that nothing has to run at their end.
 */

import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { durationMs } from '../../times.ts'
import { builtInRole } from './directory-roles.ts'
import { roleAssignmentId } from './object-ids.ts'

/** The time of a schedule, in milliseconds since the epoch; `until` is infinite where it does not expire. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** https://learn.microsoft.com/graph/api/resources/requestschedule (documented) */
export function spanOf({ scheduleInfo }: Entity): Span {
  const info = record(scheduleInfo)
  const { type, endDateTime, duration } = record(info.expiration)
  const from = Date.parse(String(info.startDateTime))
  const kind = String(type).toLowerCase()
  if (kind === 'afterdatetime') return { from, until: Date.parse(String(endDateTime)) }
  if (kind === 'afterduration') return { from, until: from + (durationMs(String(duration)) ?? 0) }
  return { from, until: Number.POSITIVE_INFINITY }
}

export const holdsAt = (schedule: Entity, at: number): boolean => {
  const { from, until } = spanOf(schedule)
  return from <= at && at < until
}

/** Everything that `roleAssignments` shows at that moment: plain assignments, and those of schedules. */
export function roleAssignmentsAt(view: View, at: number): Entity[] {
  const stored = view.list('roleAssignments')
  return [...stored, ...broughtBySchedules(view.list('roleAssignmentSchedules'), at)]
}

/** The same for one principal, by index. */
export function roleAssignmentsOf(view: View, principalId: string, at: number): Entity[] {
  const stored = view.find('roleAssignments', 'principalId', principalId)
  return [
    ...stored,
    ...broughtBySchedules(view.find('roleAssignmentSchedules', 'principalId', principalId), at),
  ]
}

/**
 * Roles of a principal at that moment, held directly or through a role-assignable group; without eligible
 * ones.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/groups-concept
 * @param at milliseconds since the epoch
 */
export function roleAssignmentsAround(view: View, principalId: string, at: number): Entity[] {
  const groups = view
    .find('groups', 'isAssignableToRole', true)
    .filter(({ id }) => view.get('groups/members', `${id}/${principalId}`))
  const holders = [principalId, ...groups.map(({ id }) => String(id))]
  return holders.flatMap((holder) => roleAssignmentsOf(view, holder, at))
}

/** Whether a role is held for the whole directory, not for one object. */
export const isTenantWide = ({ directoryScopeId = '/' }: Entity): boolean => directoryScopeId === '/'

/**
 * Template ids of the built-in roles that a principal holds for the whole directory, each once: what `wids` in its
 * tokens says. Custom roles and those for a single object are not in it (documented).
 */
export function directoryRolesAt(view: View, principalId: string, at: number): string[] {
  const held = roleAssignmentsAround(view, principalId, at).filter(isTenantWide)
  const ids = held.map(({ roleDefinitionId }) => String(roleDefinitionId))
  return [...new Set(ids.filter(builtInRole))]
}

/** `scheduleId` names the schedule that made it; no answer shows it. */
function broughtBySchedules(schedules: readonly Entity[], at: number): Entity[] {
  return schedules
    .filter((one) => holdsAt(one, at))
    .map(({ id: scheduleId, principalId, roleDefinitionId, directoryScopeId }) => ({
      id: roleAssignmentId(String(roleDefinitionId), String(principalId)),
      principalId,
      directoryScopeId,
      roleDefinitionId,
      scheduleId,
    }))
}

const record = (value: unknown): Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entity) : {}
