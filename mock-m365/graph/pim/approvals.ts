/**
 * Deciding on activations that need somebody's approval: one step for each request, under the request's own id.
 * https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-approval-workflow
 */
import type { Entity } from '../../base.ts'
import { spanOf } from '../../entra/directory/role-assignments.ts'
import { seededIds } from '../../seeded-ids.ts'
import type { Answer } from '../../wire.ts'
import type { Action } from '../actions/action.ts'
import { record } from '../applications/credentials.ts'
import type { Access } from '../authorization/access.ts'
import { queryOf } from '../odata/query.ts'
import { schemaOf } from '../schema.ts'
import { contextText } from '../verbs/collection.ts'
import { idOf } from '../verbs/entities.ts'
import { noContent, ok } from '../wire/answer.ts'
import { jsonOf } from '../wire/body.ts'
import {
  requestDenied,
  resourceNotFound,
  segmentUnknown,
  typeInvalid,
  valueInvalid,
  valueRequired,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { isPending, mayDecide, stageOf } from './approvers.ts'
import { carryOut } from './carry-out.ts'
import { approvalDecided, requirePremium } from './refusals.ts'
import { roleAssignmentScheduleRequests } from './roleAssignmentScheduleRequests.ts'

/** Decisions by the id of their request; a request without an entry is not decided. */
const DECISIONS = 'roleAssignmentApprovals'
const ROOT = `roleManagement/directory/${DECISIONS}`
const TITLE = 'ApprovalStep'
const JUSTIFICATION_MAX = 500

/** Applications cannot decide (documented); the permissions to read are inferred from those to decide. */
const access = (delegated: readonly string[]): Access => ({
  application: new Set(),
  delegated: new Set(delegated),
  roles: new Set(),
  actions: [],
  members: true,
})
const WRITE = access(['RoleAssignmentSchedule.ReadWrite.Directory'])
const READ = access(['RoleAssignmentSchedule.Read.Directory', 'RoleAssignmentSchedule.ReadWrite.Directory'])

const STEP = schemaOf('approvalStep', { id: { type: 'String' } })

const page = (name: string) =>
  ({
    source: `https://learn.microsoft.com/graph/api/${name}`,
    provenance: 'documented',
  }) as const

export const approvalActions: readonly Action[] = [
  { method: 'GET', path: `${ROOT}/{id}`, access: READ, ...page('approval-get'), run: getApproval },
  { method: 'GET', path: `${ROOT}/{id}/steps`, access: READ, ...page('approval-list-steps'), run: listSteps },
  { method: 'GET', path: `${ROOT}/{id}/steps/{id}`, access: READ, ...page('approvalstep-get'), run: getStep },
  {
    method: 'PATCH',
    path: `${ROOT}/{id}/steps/{id}`,
    access: WRITE,
    ...page('approvalstep-update'),
    run: decide,
  },
]

function getApproval(turn: Turn): Answer {
  const request = requestByPath(turn)
  const id = idOf(request)
  const steps = `"steps":[${JSON.stringify(stepOf(turn, request))}]`
  const inside = turn.annotated
    ? `${contextOf(turn, `${ROOT}('${id}')/steps`, 'steps@odata.context')},${steps}`
    : steps
  return answered(turn, `${ROOT}/$entity`, `"id":${JSON.stringify(id)},${inside}`)
}

function listSteps(turn: Turn): Answer {
  const request = requestByPath(turn)
  const value = JSON.stringify([stepOf(turn, request)])
  return answered(turn, `${ROOT}('${idOf(request)}')/steps`, `"value":${value}`)
}

function getStep(turn: Turn): Answer {
  const request = requestByPath(turn)
  const step = JSON.stringify(stepByPath(turn, request)).slice(1, -1)
  return answered(turn, `${ROOT}('${idOf(request)}')/steps/$entity`, step)
}

function decide(turn: Turn): Answer {
  const { tenant, write, arrival } = turn
  requirePremium(tenant)
  const request = requestByPath(turn)
  const step = stepByPath(turn, request)
  if (step.assignedToMe !== true) throw requestDenied()
  const { reviewResult, justification } = decisionIn(turn, request)
  if (!isPending(request, arrival.at)) throw approvalDecided()
  const at = new Date(arrival.at).toISOString()
  const reviewedBy = { id: write.actor.id, displayName: write.actor.displayName }
  const decision = { id: request.id, reviewResult, justification, reviewedBy, reviewedDateTime: at }
  tenant.commit(write, DECISIONS, idOf(request), { ...decision, ...endsOf(request) })
  const after =
    reviewResult === 'Approve'
      ? approved(request, arrival.at)
      : { ...request, status: 'Denied', completedDateTime: at }
  tenant.commit(write, roleAssignmentScheduleRequests.kind, idOf(request), after, true)
  if (after.status !== 'Denied') carryOut(turn, 'Assignment', after)
  return noContent(turn)
}

const endsOf = ({ principalId, roleDefinitionId }: Entity) => ({ principalId, roleDefinitionId })

/** A start before the approval is moved to the approval (inferred). */
function approved(request: Entity, at: number): Entity {
  const before = record(request.scheduleInfo)
  const from = Math.max(spanOf(request).from, at)
  const scheduleInfo = { ...before, startDateTime: new Date(from).toISOString() }
  const isLater = from > at
  return {
    ...request,
    scheduleInfo,
    status: isLater ? 'Granted' : 'Provisioned',
    completedDateTime: new Date(from).toISOString(),
    targetScheduleId: request.id,
  }
}

/** @throws GraphError 400; that the policy may ask approvers for a reason is documented, the refusal is inferred */
function decisionIn({ tenant, arrival }: Turn, request: Entity) {
  const sent = jsonOf(arrival)
  const reviewResult = ['Approve', 'Deny'].find(
    (name) => name.toLowerCase() === String(sent.reviewResult).toLowerCase(),
  )
  if (sent.reviewResult === undefined) throw valueRequired('reviewResult', TITLE)
  if (!reviewResult) throw valueInvalid('reviewResult', TITLE)
  const justification = sent.justification ?? ''
  if (typeof justification !== 'string') throw typeInvalid('justification', 'String')
  if (justification.length > JUSTIFICATION_MAX) throw valueInvalid('justification', TITLE)
  const { isApproverJustificationRequired } = stageOf(tenant, String(request.roleDefinitionId))
  if (isApproverJustificationRequired === true && justification.trim() === '')
    throw valueRequired('justification', TITLE)
  return { reviewResult, justification }
}

/**
 * Only beta serves approvals (documented). @throws GraphError 404 where it does not exist; 403 for callers
 * who are not concerned
 */
function requestByPath(turn: Turn): Entity {
  const { tenant, keys, version, claims, arrival } = turn
  if (version !== 'beta') throw segmentUnknown(DECISIONS)
  const id = (keys[0]?.value ?? '').toLowerCase()
  const request = tenant.get(roleAssignmentScheduleRequests.kind, id)
  if (!request || request.approvalId !== id) throw resourceNotFound(id)
  const isOwn = request.principalId === claims.oid
  if (!isOwn && !mayDecide(tenant, request, claims.oid, arrival.at)) throw requestDenied()
  return request
}

function stepByPath(turn: Turn, request: Entity): Entity {
  const id = (turn.keys[1]?.value ?? '').toLowerCase()
  const step = stepOf(turn, request)
  if (step.id !== id) throw resourceNotFound(id)
  return step
}

/** Property order as documented. */
function stepOf({ tenant, claims, arrival }: Turn, request: Entity): Entity {
  const id = seededIds(`approval step of ${request.id}`).uuid()
  const decision = tenant.get(DECISIONS, idOf(request))
  const isOpen = isPending(request, arrival.at)
  const {
    reviewedDateTime = null,
    reviewResult = 'NotReviewed',
    justification = '',
    reviewedBy = null,
  } = decision ?? {}
  return {
    id,
    displayName: null,
    reviewedDateTime,
    reviewResult,
    status: isOpen ? 'InProgress' : decision ? 'Completed' : 'Expired',
    assignedToMe: mayDecide(tenant, request, claims.oid, arrival.at),
    justification,
    reviewedBy,
  }
}

function contextOf(turn: Turn, fragment: string, name = '@odata.context'): string {
  return contextText(turn, fragment, queryOf(STEP, '')).replace('"@odata.context"', JSON.stringify(name))
}

function answered(turn: Turn, fragment: string, inside: string): Answer {
  const context = turn.annotated ? `${contextOf(turn, fragment)},` : ''
  return ok(turn, 200, { body: `{${context}${inside}}` })
}
