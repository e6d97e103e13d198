/**
 * Requests for a role, for oneself or for others, now or later, with or without an end.
 * https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignmentschedulerequests
 */

import type { Entity } from '../../base.ts'
import { directoryRolesAt, spanOf } from '../../entra/directory/role-assignments.ts'
import type { Claims } from '../../entra/tokens/tokens.ts'
import type { View } from '../../tenant.ts'
import { durationMs } from '../../times.ts'
import { record } from '../applications/credentials.ts'
import type { Access } from '../authorization/access.ts'
import { findPrincipal } from '../directory/directory-object.ts'
import { ROLE_ENDS } from '../resources/roleAssignments.ts'
import { findRoleDefinition, isAssignable } from '../resources/roleDefinitions.ts'
import type { Property } from '../schema.ts'
import { type Body, type Navigation, type Resource, resource } from '../verbs/resource.ts'
import { notEmulated, requestDenied, valueInvalid, valueRequired } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { ADMINISTRATORS } from './administrators.ts'
import { isPending as isStillPending } from './approvers.ts'
import { carryOut } from './carry-out.ts'
import { rulesOfRole } from './policies.ts'
import {
  assignmentExists,
  assignmentMissing,
  contextMissing,
  durationTooShort,
  policyFailed,
  requestPending,
  requirePremium,
  roleUnknown,
  subjectUnknown,
} from './refusals.ts'
import { roleAssignmentSchedules } from './roleAssignmentSchedules.ts'
import { roleEligibilitySchedules } from './roleEligibilitySchedules.ts'
import { brokenRules, contextAsked, needsApproval } from './rules.ts'
import { expiredAt, type Relation, schedulesAt } from './schedules.ts'

const ACTIONS = [
  'adminAssign',
  'adminUpdate',
  'adminRemove',
  'selfActivate',
  'selfDeactivate',
  'adminExtend',
  'adminRenew',
  'selfExtend',
  'selfRenew',
] as const
type ActionName = (typeof ACTIONS)[number]

/** How long a role must have been active before it can be given back (observed). */
const ACTIVE_MIN_MS = 5 * 60_000

/** A request that has been read and judged, with its role. */
interface Asked {
  readonly relation: Relation
  readonly action: ActionName
  readonly principalId: string
  readonly roleDefinitionId: string
  readonly scheduleInfo: Entity | null
}

const permissionsOf = (relation: Relation) => [
  `Role${relation}Schedule.ReadWrite.Directory`,
  'RoleManagement.ReadWrite.Directory',
]

/** Users act for themselves without any role; the role of administrators is checked below. */
const access = (permissions: readonly string[]): Access => ({
  application: new Set(permissions),
  delegated: new Set(permissions),
  roles: ADMINISTRATORS,
  actions: [],
  members: true,
})

const filtered: Property = { type: 'String', filter: 'default', max: 128 }

/** Requests of one relation, as a resource. */
export const requests = (relation: Relation): Resource =>
  resource({
    segment: `roleManagement/directory/role${relation}ScheduleRequests`,
    type: `unifiedRole${relation}ScheduleRequest`,
    source: `https://learn.microsoft.com/graph/api/resources/unifiedrole${relation.toLowerCase()}schedulerequest`,
    provenance: 'documented',
    properties: {
      id: { type: 'String', readOnly: true, filter: 'default' },
      status: { type: 'String', readOnly: true, filter: 'default' },
      createdDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'default' },
      completedDateTime: { type: 'DateTimeOffset', readOnly: true },
      approvalId: { type: 'String', readOnly: true },
      customData: { type: 'String', max: 1024 },
      action: { type: 'String', required: true, max: 64 },
      principalId: { ...filtered, required: true },
      roleDefinitionId: { ...filtered, required: true },
      directoryScopeId: { ...filtered, filterNull: 'default' },
      appScopeId: { ...filtered, filterNull: 'default' },
      isValidationOnly: { type: 'Boolean' },
      targetScheduleId: filtered,
      justification: { type: 'String', max: 500 },
      createdBy: { type: 'Complex', readOnly: true },
      scheduleInfo: { type: 'Complex' },
      ticketInfo: { type: 'Complex', initial: { ticketNumber: null, ticketSystem: null } },
    },
    list: access(permissionsOf(relation)),
    get: access(permissionsOf(relation)),
    create: {
      access: access([
        ...permissionsOf(relation),
        ...(relation === 'Assignment' ? ['RoleAssignmentSchedule.Remove.Directory'] : []),
      ]),
      complete: (turn, draft, body) => newRequest(turn, relation, draft, body),
      attach: (turn, made) => carryOut(turn, relation, made),
      isDry: ({ isValidationOnly }) => isValidationOnly === true,
    },
    derived: (view, at) => requestsAt(view, relation, at),
    expandsMany: true,
    navigations: { ...ROLE_ENDS, ...scheduleEnds(relation) },
  })

/** The schedule that the request made, and the eligibility that an activation used. */
function scheduleEnds(relation: Relation): Readonly<Record<string, Navigation>> {
  const end = (
    schedules: Resource,
    find: (at: Entity, schedule: Entity) => boolean,
    of: Relation,
  ): Navigation => ({
    type: schedules.type,
    context: schedules.segment,
    schema: schedules.schema,
    resource: () => schedules,
    access: access(permissionsOf(relation)),
    single: true,
    expand: true,
    expandOnly: true,
    reach: ({ tenant, arrival }, request) =>
      schedulesAt(tenant, of, arrival.at)
        .filter((one) => find(request, one))
        .map((entity) => ({ kind: schedules.kind, entity })),
  })
  const own = relation === 'Assignment' ? roleAssignmentSchedules : roleEligibilitySchedules
  const targetSchedule = end(own, ({ targetScheduleId }, { id }) => targetScheduleId === id, relation)
  if (relation === 'Eligibility') return { targetSchedule }
  const isUsed = ({ action, principalId, roleDefinitionId }: Entity, one: Entity) =>
    action === 'selfActivate' && one.principalId === principalId && one.roleDefinitionId === roleDefinitionId
  return { targetSchedule, activatedUsing: end(roleEligibilitySchedules, isUsed, 'Eligibility') }
}

/**
 * A request for later is `Granted` until its time comes; a request without a decision in time has failed
 * (status inferred).
 */
function requestsAt(view: View, relation: Relation, at: number): Entity[] {
  requirePremium(view)
  return view.list(`role${relation}ScheduleRequests`).map((one) => {
    if (one.status === 'Granted' && spanOf(one).from <= at) return { ...one, status: 'Provisioned' }
    return one.status === 'PendingApproval' && !isStillPending(one, at) ? { ...one, status: 'Failed' } : one
  })
}

function newRequest(turn: Turn, relation: Relation, draft: Entity, { values }: Body): Entity {
  requirePremium(turn.tenant)
  const asked = askedBy(turn, relation, values)
  checkCaller(turn, asked)
  const current = scheduleOf(turn, asked)
  const isAssigning = MAKING.has(asked.action)
  if (isAssigning && current) throw isAhead(turn, asked, current) ? requestPending() : assignmentExists()
  if (!isAssigning && !current) throw assignmentMissing()
  if (asked.action === 'adminRenew' && !hasExpired(turn, asked)) throw assignmentMissing()
  // A schedule without an end cannot be extended (inferred).
  if (asked.action === 'adminExtend' && !Number.isFinite(spanOf(current ?? {}).until))
    throw assignmentMissing()
  if (asked.action === 'selfActivate' && !eligibilityOf(turn, asked)) throw assignmentMissing()
  if (asked.action === 'selfDeactivate' && current?.assignmentType !== 'Activated') throw assignmentMissing()
  if (current && isEnding(asked.action)) checkActiveLongEnough(turn, asked, current)
  const rules = rulesOfRole(turn.tenant, asked.roleDefinitionId)
  if (!isEnding(asked.action)) checkRules(turn, asked, rules, values)
  if (values.isValidationOnly === true) return { ...draft, ...validated(turn, asked) }
  const isPending = asked.action === 'selfActivate' && needsApproval(rules)
  if (isPending && isAskedAlready(turn, asked)) throw requestPending()
  return {
    ...draft,
    ...answered(turn, asked, isPending),
    approvalId: isPending ? draft.id : null,
    targetScheduleId: targetOf(draft, asked, current, isPending),
  }
}

function targetOf(
  draft: Entity,
  { action }: Asked,
  current: Entity | undefined,
  isPending: boolean,
): unknown {
  if (isPending) return null
  return MAKING.has(action) ? draft.id : (current?.id ?? null)
}

/** @throws GraphError 400, 404, 501 for requests that cannot be made */
function askedBy({ tenant, arrival }: Turn, relation: Relation, values: Body['values']): Asked {
  const title = `UnifiedRole${relation}ScheduleRequest`
  const action = ACTIONS.find((name) => name.toLowerCase() === String(values.action).toLowerCase())
  const isSelf = action === 'selfActivate' || action === 'selfDeactivate'
  if (!action || (relation === 'Eligibility' && isSelf)) throw valueInvalid('action', title)
  const scope = values.directoryScopeId ?? '/'
  // Requests of users to extend or renew wait for an administrator, who decides in the portal.
  if (action === 'selfExtend' || action === 'selfRenew' || scope !== '/' || values.appScopeId)
    throw notEmulated()
  const principalId = String(values.principalId).toLowerCase()
  const roleDefinitionId = String(values.roleDefinitionId).toLowerCase()
  const principal = findPrincipal(tenant, principalId)
  if (!principal) throw subjectUnknown()
  const role = findRoleDefinition(tenant, roleDefinitionId)
  if (!role || !isAssignable(role)) throw roleUnknown()
  // Only role-assignable groups can hold a role; which refusal PIM gives is inferred.
  if (principal.kind === 'groups' && principal.entity.isAssignableToRole !== true)
    throw valueInvalid('principalId', title)
  // A request that ends one needs no times, and the answer repeats those that were sent (documented).
  const isSaid = !isEnding(action) || (values.scheduleInfo ?? null) !== null
  const scheduleInfo = isSaid ? scheduleIn(values.scheduleInfo, arrival.at, title) : null
  return { relation, action, principalId, roleDefinitionId, scheduleInfo }
}

const isEnding = (action: ActionName): boolean => action === 'adminRemove' || action === 'selfDeactivate'
/** Actions that make a schedule, not change one. */
const MAKING: ReadonlySet<ActionName> = new Set(['adminAssign', 'adminRenew', 'selfActivate'])

const EXPIRATIONS = ['noExpiration', 'afterDateTime', 'afterDuration'] as const

/** The schedule as answers spell it; a start in the past is now (observed). */
function scheduleIn(sent: unknown, at: number, title: string): Entity {
  const { startDateTime, expiration } = record(sent)
  if (sent === undefined || sent === null) throw valueRequired('scheduleInfo', title)
  const { type = 'noExpiration', endDateTime = null, duration = null } = record(expiration)
  const start = startDateTime === undefined || startDateTime === null ? at : Date.parse(String(startDateTime))
  const spelled = EXPIRATIONS.find((name) => name.toLowerCase() === String(type).toLowerCase())
  if (!spelled || Number.isNaN(start)) throw valueInvalid('scheduleInfo', title)
  const from = Math.max(start, at)
  const end = spelled === 'afterDateTime' ? Date.parse(String(endDateTime)) : Number.NaN
  const length = spelled === 'afterDuration' ? durationMs(String(duration)) : undefined
  if (spelled === 'afterDateTime' && !(end > from)) throw valueInvalid('scheduleInfo', title)
  if (spelled === 'afterDuration' && !length) throw valueInvalid('scheduleInfo', title)
  return {
    startDateTime: new Date(from).toISOString(),
    recurrence: null,
    expiration: {
      type: spelled,
      endDateTime: spelled === 'afterDateTime' ? new Date(end).toISOString() : null,
      duration: spelled === 'afterDuration' ? String(duration) : null,
    },
  }
}

/** Applications act only for others; users act for themselves, or as administrators with the role for it. */
function checkCaller({ claims, grant, tenant, arrival }: Turn, { action, principalId }: Asked): void {
  const isSelf = action.startsWith('self')
  const onlyRemoves =
    grant.permissions.length > 0 && grant.permissions.every((one) => one.includes('.Remove.'))
  if (onlyRemoves && action !== 'adminRemove') throw requestDenied()
  if (isSelf) {
    const groups = tenant.get('groups/members', `${principalId}/${claims.oid}`)
    if (claims.idtyp === 'app' || (principalId !== claims.oid && !groups)) throw requestDenied()
    return
  }
  if (claims.idtyp === 'app') return
  const roles = directoryRolesAt(tenant, claims.oid, arrival.at)
  if (!roles.some((role) => ADMINISTRATORS.has(role) && claims.wids?.includes(role))) throw requestDenied()
}

const scheduleOf = ({ tenant, arrival }: Turn, asked: Asked): Entity | undefined =>
  schedulesAt(tenant, asked.relation, arrival.at).find(
    (one) => one.principalId === asked.principalId && one.roleDefinitionId === asked.roleDefinitionId,
  )

const hasExpired = ({ tenant, arrival }: Turn, { relation, principalId, roleDefinitionId }: Asked): boolean =>
  expiredAt(tenant, relation, arrival.at).some(
    (one) => one.principalId === principalId && one.roleDefinitionId === roleDefinitionId,
  )

/** An activation with a later start counts as a pending request (documented). */
const isAhead = ({ arrival }: Turn, { action }: Asked, current: Entity): boolean =>
  action === 'selfActivate' && current.scheduleInfo !== null && spanOf(current).from > arrival.at

/** One request at a time waits for approval (observed). */
const isAskedAlready = ({ tenant, arrival }: Turn, { principalId, roleDefinitionId }: Asked): boolean =>
  tenant
    .find('roleAssignmentScheduleRequests', 'principalId', principalId)
    .some((one) => one.roleDefinitionId === roleDefinitionId && isStillPending(one, arrival.at))

/** The principal must be eligible now, and for the asked scope. */
const eligibilityOf = ({ tenant, arrival }: Turn, asked: Asked): Entity | undefined =>
  schedulesAt(tenant, 'Eligibility', arrival.at).find(
    (one) =>
      one.principalId === asked.principalId &&
      one.roleDefinitionId === asked.roleDefinitionId &&
      spanOf(one).from <= arrival.at,
  )

function checkActiveLongEnough({ arrival }: Turn, { relation }: Asked, current: Entity): void {
  if (relation !== 'Assignment' || current.scheduleInfo === null) return
  const active = arrival.at - spanOf(current).from
  if (active >= 0 && active < ACTIVE_MIN_MS) throw durationTooShort()
}

function checkRules(turn: Turn, asked: Asked, rules: readonly Entity[], values: Body['values']): void {
  const { claims } = turn
  const isSelf = asked.action.startsWith('self')
  const context = isSelf ? contextAsked(rules) : undefined
  if (context !== undefined && !hasContext(claims, context)) throw contextMissing(context)
  // An authentication context replaces the second factor (documented).
  const strong = context !== undefined || claims.idtyp === 'app' || listIn(claims.amr).includes('mfa')
  const { justification, ticketInfo } = values
  const { scheduleInfo, relation } = asked
  const broken = brokenRules(rules, isSelf ? 'EndUser' : 'Admin', relation, {
    justification,
    ticketInfo,
    scheduleInfo,
    strong,
  })
  if (broken.length > 0) throw policyFailed(broken)
}

/**
 * A client must have declared that it answers claims challenges; otherwise its token's claims do not count
 * (observed).
 */
const hasContext = ({ acrs, xms_cc }: Claims, context: string): boolean =>
  listIn(acrs).includes(context) && listIn(xms_cc).some((one) => String(one).toLowerCase() === 'cp1')

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The answer to a request with `isValidationOnly` (its status is inferred); nothing is stored. */
const validated = (turn: Turn, asked: Asked): Entity => ({
  ...answered(turn, asked, false),
  status: 'Granted',
  completedDateTime: null,
  approvalId: null,
  targetScheduleId: null,
  isValidationOnly: true,
})

/** The request as answered and stored. */
function answered({ arrival, write }: Turn, asked: Asked, isPending: boolean): Entity {
  const { action, principalId, roleDefinitionId, scheduleInfo } = asked
  const now = new Date(arrival.at).toISOString()
  const isLater = !isEnding(action) && spanOf({ scheduleInfo }).from > arrival.at
  const status = isPending
    ? 'PendingApproval'
    : isEnding(action)
      ? 'Revoked'
      : isLater
        ? 'Granted'
        : 'Provisioned'
  const { type, id } = write.actor
  const who = { displayName: null, id }
  return {
    status,
    createdDateTime: now,
    completedDateTime: isPending ? null : isLater ? scheduleInfo?.startDateTime : now,
    action,
    principalId,
    roleDefinitionId,
    directoryScopeId: '/',
    appScopeId: null,
    isValidationOnly: false,
    scheduleInfo,
    createdBy: {
      application: type === 'application' ? who : null,
      device: null,
      user: type === 'user' ? who : null,
    },
  }
}
