/** Cancelling a request, and the lists of the caller's own objects. */

import type { Entity } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import type { Action } from '../actions/action.ts'
import { record } from '../applications/credentials.ts'
import { answerList } from '../verbs/collection.ts'
import { entitiesOf, getByPath, idOf } from '../verbs/entities.ts'
import type { Resource } from '../verbs/resource.ts'
import { noContent } from '../wire/answer.ts'
import { meNeedsUser, requestDenied } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { approvalActions } from './approvals.ts'
import { isPending, mayDecide } from './approvers.ts'
import { policyActions } from './policies.ts'
import { requestNotCancellable } from './refusals.ts'
import { roleAssignmentScheduleInstances } from './roleAssignmentScheduleInstances.ts'
import { roleAssignmentScheduleRequests } from './roleAssignmentScheduleRequests.ts'
import { roleAssignmentSchedules } from './roleAssignmentSchedules.ts'
import { roleEligibilityScheduleInstances } from './roleEligibilityScheduleInstances.ts'
import { roleEligibilityScheduleRequests } from './roleEligibilityScheduleRequests.ts'
import { roleEligibilitySchedules } from './roleEligibilitySchedules.ts'
import { type Relation, scheduleKind } from './schedules.ts'

const REQUESTS: readonly { relation: Relation; resource: Resource }[] = [
  { relation: 'Assignment', resource: roleAssignmentScheduleRequests },
  { relation: 'Eligibility', resource: roleEligibilityScheduleRequests },
]

const LISTED: readonly Resource[] = [
  roleAssignmentScheduleRequests,
  roleEligibilityScheduleRequests,
  roleAssignmentSchedules,
  roleEligibilitySchedules,
  roleAssignmentScheduleInstances,
  roleEligibilityScheduleInstances,
]

type Concerns = (turn: Turn, one: Entity) => boolean

/** Values of `on`: the principal, the requestor, or the approver. */
const CONCERNS: Readonly<Record<string, Concerns>> = {
  principal: ({ claims }, { principalId }) => principalId === claims.oid,
  createdBy: ({ claims }, { createdBy }) => record(record(createdBy).user).id === claims.oid,
  approver: ({ tenant, claims, arrival }, one) =>
    isPending(one, arrival.at) && mayDecide(tenant, one, claims.oid, arrival.at),
}

export const pimActions: readonly Action[] = [
  ...policyActions,
  ...approvalActions,
  ...REQUESTS.flatMap(({ relation, resource }): Action[] => {
    if (!resource.get) return []
    return [
      {
        method: 'POST',
        path: `${resource.segment}/{id}/cancel`,
        access: resource.get,
        source: `https://learn.microsoft.com/graph/api/${resource.type.toLowerCase()}-cancel`,
        provenance: 'documented',
        run: (turn) => cancel(turn, relation, resource),
      },
    ]
  }),
  ...LISTED.flatMap((resource): Action[] => {
    const { list: access, segment, type } = resource
    if (!access) return []
    return Object.entries(CONCERNS)
      .filter(([on]) => on === 'principal' || segment.endsWith('Requests'))
      .map(([on, concerns]) => ({
        method: 'GET',
        path: `${segment}/filterByCurrentUser(on='${on}')`,
        access,
        source: `https://learn.microsoft.com/graph/api/${type.toLowerCase()}-filterbycurrentuser`,
        provenance: 'documented',
        run: (turn) => listOwn(turn, resource, concerns),
      }))
  }),
]

/**
 * Only requests that wait for their time or for approval (documented); by the requestor or an administrator.
 */
function cancel(turn: Turn, relation: Relation, resource: Resource): Answer {
  const { tenant, write, claims } = turn
  const request = getByPath(turn, resource)
  const isOwn = JSON.stringify(request.createdBy ?? null).includes(claims.oid)
  const isAdministrator = claims.idtyp === 'app' || turn.grant.roles.length > 0 || hasRole(turn, resource)
  if (!isOwn && !isAdministrator) throw requestDenied()
  // Judged at the request's time: a request that has begun, or has waited too long, cannot be cancelled.
  if (request.status !== 'Granted' && request.status !== 'PendingApproval') throw requestNotCancellable()
  tenant.commit(write, resource.kind, idOf(request), { ...request, status: 'Canceled' })
  if (request.targetScheduleId === request.id)
    tenant.commit(write, scheduleKind(relation), idOf(request), undefined, true)
  return noContent(turn)
}

const hasRole = ({ claims }: Turn, { get }: Resource): boolean =>
  claims.wids?.some((id) => get?.roles.has(id)) ?? false

function listOwn(turn: Turn, resource: Resource, concerns: Concerns): Answer {
  const { claims, arrival } = turn
  if (claims.idtyp === 'app') throw meNeedsUser()
  return answerList(turn, {
    schema: resource.schema,
    context: `Collection(${resource.type})`,
    cost: 1,
    rows: (view) => entitiesOf(view, resource, arrival.at).filter((one) => concerns(turn, one)),
    typeOf: () => ({ schema: resource.schema, annotation: `#microsoft.graph.${resource.type}` }),
  })
}
