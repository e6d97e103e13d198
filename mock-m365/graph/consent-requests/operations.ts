/**
 * Graph's part of the admin consent workflow: its policy, and reads of the requests.
 * https://learn.microsoft.com/graph/api/resources/consentrequests-overview
 */
import type { Entity } from '../../base.ts'
import {
  consentRequestPolicy,
  putConsentRequestPolicy,
  userRequestsOf,
} from '../../entra/consent/consent-requests.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { seededIds } from '../../seeded-ids.ts'
import type { Answer } from '../../wire.ts'
import { record } from '../applications/credentials.ts'
import { ANYONE } from '../authorization/access.ts'
import { noContent, ok } from '../wire/answer.ts'
import { jsonOf } from '../wire/body.ts'
import { notEmulated, propertyInvalid, requestDenied, resourceNotFound } from '../wire/errors.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'

const POLICY = 'policies/adminConsentRequestPolicy'
const REQUESTS = 'identityGovernance/appConsent/appConsentRequests'
const USERS = `${REQUESTS}/{id}/userConsentRequests`
const PAGES = 'https://learn.microsoft.com/graph/api'

/** An application or a user needs a permission; a user also needs one of the roles. */
interface Needed {
  readonly permissions: readonly string[]
  readonly roles: readonly string[]
}

// That these roles may read is inferred: pages name them for the portal.
const READERS = [
  'Global Administrator',
  'Global Reader',
  'Application Administrator',
  'Cloud Application Administrator',
]
const READ_REQUESTS = {
  permissions: ['ConsentRequest.Read.All', 'ConsentRequest.ReadWrite.All'],
  roles: READERS,
}
const READ_POLICY = { permissions: ['Policy.Read.All', 'Policy.ReadWrite.ConsentRequest'], roles: READERS }
const WRITE_POLICY = { permissions: ['Policy.ReadWrite.ConsentRequest'], roles: ['Global Administrator'] }

const operation = (
  method: 'GET' | 'PUT',
  path: string,
  needed: Needed,
  page: string,
  act: (turn: Turn) => Answer,
): Operation => ({
  method,
  path,
  access: ANYONE,
  source: `${PAGES}/${page}`,
  provenance: 'documented',
  run(turn) {
    check(turn, needed)
    // Query options are documented for the lists; they are not emulated.
    if (turn.arrival.query !== '') throw notEmulated()
    return act(turn)
  },
})

export const consentRequestOperations: readonly Operation[] = [
  operation('GET', POLICY, READ_POLICY, 'adminconsentrequestpolicy-get', (turn) =>
    answerEntity(turn, `${POLICY}/$entity`, consentRequestPolicy(turn.tenant)),
  ),
  operation('PUT', POLICY, WRITE_POLICY, 'adminconsentrequestpolicy-update', putPolicy),
  operation('GET', REQUESTS, READ_REQUESTS, 'appconsentapprovalroute-list-appconsentrequests', (turn) =>
    many(
      turn,
      REQUESTS,
      turn.tenant.list('appConsentRequests').map((request) => shownRequest(turn, request)),
    ),
  ),
  operation('GET', `${REQUESTS}/{id}`, READ_REQUESTS, 'appconsentrequest-get', (turn) =>
    answerEntity(turn, `${REQUESTS}/$entity`, shownRequest(turn, requestIn(turn))),
  ),
  operation('GET', USERS, READ_REQUESTS, 'appconsentrequest-list-userconsentrequests', (turn) =>
    many(turn, usersOf(requestIn(turn)), userRequests(turn, requestIn(turn))),
  ),
  operation('GET', `${USERS}/{id}`, READ_REQUESTS, 'userconsentrequest-get', (turn) => {
    const id = turn.keys[1]?.value ?? ''
    const request = requestIn(turn)
    const found = userRequests(turn, request).find((one) => one.id === id.toLowerCase())
    if (!found) throw resourceNotFound(id)
    return answerEntity(turn, `${usersOf(request)}/$entity`, found)
  }),
]

function check({ claims }: Turn, { permissions, roles }: Needed): void {
  const isApp = claims.idtyp === 'app'
  const held = isApp ? (claims.roles ?? []) : (claims.scp ?? '').split(' ')
  const hasRole = isApp || roles.some((role) => claims.wids?.includes(roleTemplate(role)))
  if (!hasRole || !permissions.some((name) => held.includes(name))) throw requestDenied()
}

function requestIn({ tenant, keys }: Turn): Entity {
  const id = keys[0]?.value ?? ''
  const found = tenant.get('appConsentRequests', id.toLowerCase())
  if (!found) throw resourceNotFound(id)
  return found
}

const usersOf = ({ id }: Entity): string => `${REQUESTS}('${id}')/userConsentRequests`

/** What people asked for comes with the request, though nobody expands it (documented by the pages' examples). */
const shownRequest = (turn: Turn, request: Entity): Entity => ({
  ...request,
  ...contextOf(turn, usersOf(request), 'userConsentRequests@odata.context'),
  userConsentRequests: userRequests(turn, request),
})

function userRequests(turn: Turn, request: Entity): Entity[] {
  const id = String(request.id)
  return userRequestsOf(turn.tenant, id, turn.arrival.at).map((one) => shownUserRequest(turn, id, one))
}

/** The approval is inside, with its only stage (documented by the pages' examples). */
function shownUserRequest(
  turn: Turn,
  requestId: string,
  { appConsentRequestId: _, decided, approvalId, completedDateTime, customData, ...shown }: Entity,
): Entity {
  const place = `${usersOf({ id: requestId })}('${shown.id}')/approval`
  const stage = {
    id: seededIds(`consent stage of ${shown.id}`).uuid(),
    displayName: null,
    reviewedDateTime: null,
    reviewResult: 'NotReviewed',
    status: shown.status,
    assignedToMe: isReviewer(turn),
    justification: null,
    reviewedBy: null,
    ...record(decided),
  }
  // The two versions call it differently (documented).
  const name = turn.version === 'beta' ? 'steps' : 'stages'
  const steps = { ...contextOf(turn, `${place}/${name}`, `${name}@odata.context`), [name]: [stage] }
  const approval = { id: approvalId, ...steps }
  return {
    ...shown,
    ...contextOf(turn, `${place}/$entity`, 'approval@odata.context'),
    approval,
    approvalId,
    completedDateTime,
    customData,
  }
}

/** Reviewers are named by queries: people themselves, groups and roles by their members (documented); people alone count here. */
function isReviewer({ tenant, claims }: Turn): boolean {
  const { reviewers } = consentRequestPolicy(tenant)
  return (Array.isArray(reviewers) ? reviewers : []).some(
    (one) => claims.idtyp !== 'app' && String(record(one).query).endsWith(`/users/${claims.oid}`),
  )
}

function answerEntity(turn: Turn, context: string, entity: Entity): Answer {
  return ok(turn, 200, { body: JSON.stringify({ ...contextOf(turn, context), ...entity }) })
}

/** Lists of this workload contain their count (documented by their examples). */
function many(turn: Turn, context: string, value: readonly Entity[]): Answer {
  const head = { ...contextOf(turn, context), '@odata.count': value.length }
  return ok(turn, 200, { body: JSON.stringify({ ...head, value }) })
}

const contextOf = ({ annotated, arrival, version }: Turn, name: string, member = '@odata.context') =>
  annotated ? { [member]: `${arrival.origin}/${version}/$metadata#${name}` } : {}

/** The properties of a body with their types. The refusal's text is inferred. */
const SETTABLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  isEnabled: (value) => typeof value === 'boolean',
  notifyReviewers: (value) => typeof value === 'boolean',
  remindersEnabled: (value) => typeof value === 'boolean',
  requestDurationInDays: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 60,
  reviewers: (value) => Array.isArray(value) && value.length <= REVIEWERS_MAX,
}
const REVIEWERS_MAX = 100

function putPolicy(turn: Turn): Answer {
  const sent = Object.entries(jsonOf(turn.arrival)).filter(([name]) => !name.startsWith('@'))
  for (const [name, value] of sent)
    if (!Object.hasOwn(SETTABLE, name) || SETTABLE[name]?.(value) !== true) throw propertyInvalid(name)
  putConsentRequestPolicy(turn.tenant, turn.write, Object.fromEntries(sent))
  return noContent(turn)
}
