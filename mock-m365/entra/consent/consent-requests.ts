/**
 * Requests for an administrator's consent, where the tenant lets people send them.
 * https://learn.microsoft.com/entra/identity/enterprise-apps/configure-admin-consent-workflow
 */

import type { Entity } from '../../base.ts'
import type { Tenant, View, Write } from '../../tenant.ts'
import { DAY_MS, secondsText } from '../../times.ts'
import { offeredBy, recordsIn, text } from '../directory/directory.ts'
import type { Account } from '../directory/people.ts'
import type { Registration } from '../realm.ts'
import type { Entra } from '../service.ts'
import type { Permissions } from './consenting.ts'

/** The policy's kind, and its default values (version and zeros inferred). */
const [KIND, POLICY] = ['adminConsentRequestPolicies', 'adminConsentRequestPolicy']
const UNSET: Entity = {
  isEnabled: false,
  notifyReviewers: false,
  remindersEnabled: false,
  requestDurationInDays: 0,
  version: 0,
  reviewers: [],
}

export const consentRequestPolicy = (view: View): Entity => view.get(KIND, POLICY) ?? UNSET

export function putConsentRequestPolicy(tenant: Tenant, write: Write, changes: Entity): void {
  const before = consentRequestPolicy(tenant)
  const version = Number(before.version) + 1
  tenant.commit(write, KIND, POLICY, { ...before, ...changes, version })
}

export const requestsAreTaken = (view: View): boolean => consentRequestPolicy(view).isEnabled === true

/** A user's request. */
export interface Wish {
  readonly entra: Entra
  readonly registration: Registration
  readonly account: Account
  readonly permissions: readonly Permissions[]
  /** The justification. */
  readonly reason: string
}

/**
 * A request for the application, with a user's request in it; a user's second request is not stored
 * (inferred).
 */
export function requestConsent(
  { entra, registration, account, permissions, reason }: Wish,
  write: Write,
): void {
  const { tenant, user } = account
  const { appId, application } = registration
  const known = tenant.list('appConsentRequests').find((one) => one.appId === appId)
  const id = text(known?.id) || entra.ids.uuid()
  const names = permissions.flatMap(({ resource, scopes, appRoles }) => {
    const values = offeredBy(entra, text(resource.appId)).appRoles
    return [...scopes, ...appRoles.map((role) => values.get(role) ?? role)]
  })
  const before = recordsIn(known?.pendingScopes).map(({ displayName }) => text(displayName))
  const pendingScopes = [...new Set([...before, ...names])].map((displayName) => ({ displayName }))
  const appDisplayName = text(application.displayName)
  tenant.commit(write, 'appConsentRequests', id, {
    id,
    appId,
    appDisplayName,
    consentType: 'Dynamic',
    pendingScopes,
  })
  const isOpen = userRequestsOf(tenant, id, write.at).some(
    ({ status, createdBy }) => status === 'InProgress' && userIdIn(createdBy) === user.id,
  )
  if (isOpen) return
  const own = entra.ids.uuid()
  tenant.commit(write, 'userConsentRequests', own, {
    id: own,
    appConsentRequestId: id,
    reason,
    status: 'InProgress',
    createdDateTime: secondsText(write.at),
    createdBy: {
      user: {
        id: user.id,
        displayName: user.displayName ?? null,
        userPrincipalName: user.userPrincipalName,
        mail: user.mail ?? null,
      },
    },
    approvalId: own,
    completedDateTime: null,
    customData: null,
  })
}

/** The users' requests in a request, each with its status at that moment: old ones have expired. */
export function userRequestsOf(view: View, requestId: string, at: number): Entity[] {
  const lastsMs = Number(consentRequestPolicy(view).requestDurationInDays) * DAY_MS
  return view
    .find('userConsentRequests', 'appConsentRequestId', requestId)
    .map((one) =>
      one.status === 'InProgress' && lastsMs > 0 && Date.parse(text(one.createdDateTime)) + lastsMs <= at
        ? { ...one, status: 'Expired' }
        : one,
    )
}

/** An administrator's consent completes all requests for the application (inferred). */
export function completeRequests(tenant: Tenant, write: Write, appId: string): void {
  const completedDateTime = secondsText(write.at)
  const decided = decisionOf(tenant, write, completedDateTime)
  for (const request of tenant.list('appConsentRequests').filter((one) => one.appId === appId)) {
    tenant.commit(write, 'appConsentRequests', text(request.id), { ...request, pendingScopes: [] })
    for (const one of userRequestsOf(tenant, text(request.id), write.at))
      if (one.status === 'InProgress')
        tenant.commit(write, 'userConsentRequests', text(one.id), {
          ...one,
          status: 'Completed',
          completedDateTime,
          decided,
        })
  }
}

/** What a decision tells of itself. https://learn.microsoft.com/graph/api/userconsentrequest-get (words documented) */
function decisionOf(view: View, { actor }: Write, reviewedDateTime: string): Entity {
  const { displayName, userPrincipalName, mail } = view.get('users', actor.id) ?? {}
  return {
    reviewedDateTime,
    reviewResult: 'Approve',
    status: 'Completed',
    justification: 'Admin consent granted.',
    reviewedBy: {
      id: actor.id,
      displayName: displayName ?? '',
      userPrincipalName: userPrincipalName ?? '',
      mail: mail ?? '',
    },
  }
}

const userIdIn = (createdBy: unknown): unknown =>
  recordsIn([createdBy]).flatMap(({ user }) => recordsIn([user]))[0]?.id
