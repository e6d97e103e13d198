import type { Entity } from '../../base.ts'
import type { Turn } from '../wire/turn.ts'
import { type Relation, scheduleKind } from './schedules.ts'

/** Carries out a request: a schedule is made, changed or ended. */
export function carryOut(turn: Turn, relation: Relation, made: Entity): void {
  const { tenant, write } = turn
  const kind = scheduleKind(relation)
  const { action, targetScheduleId, principalId, roleDefinitionId, scheduleInfo, createdDateTime } = made
  if (targetScheduleId === null) return
  const target = String(targetScheduleId)
  if (action === 'adminRemove' || action === 'selfDeactivate') {
    tenant.commit(write, kind, target, undefined, true)
    if (relation === 'Assignment') tenant.commit(write, 'roleAssignments', target, undefined, true)
    else endActivations(turn, made)
    return
  }
  const before = tenant.get(kind, target)
  const schedule = {
    id: target,
    principalId,
    roleDefinitionId,
    directoryScopeId: '/',
    appScopeId: null,
    createdUsing: made.id,
    createdDateTime: before?.createdDateTime ?? createdDateTime,
    modifiedDateTime: before ? createdDateTime : null,
    status: 'Provisioned',
    ...(relation === 'Assignment'
      ? { assignmentType: action === 'selfActivate' ? 'Activated' : 'Assigned' }
      : {}),
    memberType: 'Direct',
    scheduleInfo,
  }
  tenant.commit(write, kind, target, schedule, true)
  // An update of a plain assignment turns it into a schedule with times.
  if (relation === 'Assignment') tenant.commit(write, 'roleAssignments', target, undefined, true)
}

/** A principal that is no longer eligible does not stay active (inferred). */
function endActivations({ tenant, write }: Turn, { principalId, roleDefinitionId }: Entity): void {
  for (const one of tenant.find('roleAssignmentSchedules', 'principalId', principalId))
    if (one.roleDefinitionId === roleDefinitionId && one.assignmentType === 'Activated')
      tenant.commit(write, 'roleAssignmentSchedules', String(one.id), undefined, true)
}
