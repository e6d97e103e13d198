/**
 * Who has a role when, and who may activate it: schedules, and their instances at the time of the request.
 */
import type { Entity } from '../../base.ts'
import { roleAssignmentId } from '../../entra/directory/object-ids.ts'
import { holdsAt, spanOf } from '../../entra/directory/role-assignments.ts'
import type { View } from '../../tenant.ts'
import { reading } from '../authorization/access.ts'
import { ROLE_ENDS } from '../resources/roleAssignments.ts'
import type { Property } from '../schema.ts'
import { type Resource, resource } from '../verbs/resource.ts'
import { requirePremium } from './refusals.ts'

/** The two relations: having a role, and being eligible for it. */
export type Relation = 'Assignment' | 'Eligibility'

export const scheduleKind = (relation: Relation) => `role${relation}Schedules`

const readOf = (relation: Relation) =>
  reading([
    `Role${relation}Schedule.Read.Directory`,
    `Role${relation}Schedule.ReadWrite.Directory`,
    'RoleManagement.Read.All',
    'RoleManagement.Read.Directory',
    'RoleManagement.ReadWrite.Directory',
  ])

const filtered: Property = { type: 'String', filter: 'default' }
const nullable: Property = { ...filtered, filterNull: 'default' }
/** Properties that a schedule, its instance and its request begin with. */
const TRIPLE: Readonly<Record<string, Property>> = {
  id: { type: 'String', readOnly: true, filter: 'default' },
  principalId: filtered,
  roleDefinitionId: filtered,
  directoryScopeId: nullable,
  appScopeId: nullable,
}
const ASSIGNMENT_TYPE = { assignmentType: filtered }

/** Schedules of one relation, as a resource. */
export const schedules = (relation: Relation): Resource =>
  resource({
    segment: `roleManagement/directory/${scheduleKind(relation)}`,
    type: `unifiedRole${relation}Schedule`,
    source: `https://learn.microsoft.com/graph/api/resources/unifiedrole${relation.toLowerCase()}schedule`,
    provenance: 'documented',
    properties: {
      ...TRIPLE,
      createdUsing: nullable,
      createdDateTime: { type: 'DateTimeOffset' },
      modifiedDateTime: { type: 'DateTimeOffset' },
      status: filtered,
      ...(relation === 'Assignment' ? ASSIGNMENT_TYPE : {}),
      memberType: filtered,
      scheduleInfo: { type: 'Complex' },
    },
    list: readOf(relation),
    get: readOf(relation),
    derived: (view, at) => {
      requirePremium(view)
      return schedulesAt(view, relation, at).map((one) => shownSchedule(one, at))
    },
    expandsMany: true,
    navigations: ROLE_ENDS,
  })

/** Instances that hold now, as a resource. */
export const instances = (relation: Relation): Resource =>
  resource({
    segment: `roleManagement/directory/role${relation}ScheduleInstances`,
    type: `unifiedRole${relation}ScheduleInstance`,
    source: `https://learn.microsoft.com/graph/api/resources/unifiedrole${relation.toLowerCase()}scheduleinstance`,
    provenance: 'documented',
    properties: {
      ...TRIPLE,
      startDateTime: { type: 'DateTimeOffset', filter: 'default' },
      endDateTime: { type: 'DateTimeOffset', filter: 'default' },
      ...(relation === 'Assignment'
        ? {
            ...ASSIGNMENT_TYPE,
            memberType: filtered,
            roleAssignmentOriginId: filtered,
            roleAssignmentScheduleId: filtered,
          }
        : { memberType: filtered, roleEligibilityScheduleId: filtered }),
    },
    list: readOf(relation),
    get: readOf(relation),
    derived: (view, at) => {
      requirePremium(view)
      return schedulesAt(view, relation, at)
        .filter((one) => one.scheduleInfo === null || holdsAt(one, at))
        .map((one) => instanceOf(one, relation))
    },
    expandsMany: true,
    navigations: ROLE_ENDS,
  })

/** The last one that is over, which can be renewed. */
export const expiredAt = (view: View, relation: Relation, at: number): Entity[] =>
  view.list(scheduleKind(relation)).filter((one) => spanOf(one).until <= at)

/**
 * Schedules that are not over; a plain assignment counts as a schedule with its own id and without times
 * (observed).
 */
export function schedulesAt(view: View, relation: Relation, at: number): Entity[] {
  const kept = view.list(scheduleKind(relation)).filter((one) => at < spanOf(one).until)
  if (relation === 'Eligibility') return kept
  const plain = view.list('roleAssignments').map(
    ({ id, principalId, roleDefinitionId, directoryScopeId }): Entity => ({
      id,
      principalId,
      roleDefinitionId,
      directoryScopeId,
      appScopeId: null,
      createdUsing: null,
      createdDateTime: null,
      modifiedDateTime: null,
      status: 'Provisioned',
      assignmentType: 'Assigned',
      memberType: 'Direct',
      scheduleInfo: null,
    }),
  )
  return [...plain, ...kept]
}

/**
 * A plain assignment has no start: it is shown as starting now (documented by examples at different times).
 */
const shownSchedule = (schedule: Entity, at: number): Entity =>
  schedule.scheduleInfo === null
    ? {
        ...schedule,
        scheduleInfo: {
          startDateTime: new Date(at).toISOString(),
          recurrence: null,
          expiration: { type: 'noExpiration', endDateTime: null, duration: null },
        },
      }
    : schedule

function instanceOf(schedule: Entity, relation: Relation): Entity {
  const { id, principalId, roleDefinitionId, directoryScopeId, appScopeId, assignmentType, memberType } =
    schedule
  const assignmentId = roleAssignmentId(String(roleDefinitionId), String(principalId))
  const isPlain = schedule.scheduleInfo === null
  const { from, until } = spanOf(schedule)
  const times = {
    startDateTime: isPlain ? null : new Date(from).toISOString(),
    endDateTime: isPlain || !Number.isFinite(until) ? null : new Date(until).toISOString(),
  }
  const shared = { principalId, roleDefinitionId, directoryScopeId, appScopeId, ...times }
  if (relation === 'Eligibility')
    return { id: `${assignmentId}-e`, ...shared, memberType, roleEligibilityScheduleId: id }
  return {
    id: assignmentId,
    ...shared,
    assignmentType,
    memberType,
    roleAssignmentOriginId: assignmentId,
    roleAssignmentScheduleId: id,
  }
}
