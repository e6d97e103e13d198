/**
 * The admin-consent endpoints: an administrator signs in on the page and accepts, and the tenant gets the
 * application's service principal and permissions. https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */

import type { Tenant } from '../../tenant.ts'
import type { Answer, Arrival } from '../../wire.ts'
import { replyAddressOf } from '../authorize/redirect-uris.ts'
import { isOwnForm, signInOn, type Visitor, visitorOf } from '../authorize/visitor.ts'
import { text } from '../directory/directory.ts'
import { type Account, nameOf } from '../directory/people.ts'
import { described, EntraError, errorUriOf } from '../errors.ts'
import { correlationOf, parametersOf, required } from '../form.ts'
import { approvalPage, consentPage } from '../pages.ts'
import { type Realm, type Registration, realmOf, registrationIn } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import { wordsOf } from '../tokens/scopes.ts'
import { completeRequests } from './consent-requests.ts'
import {
  consentedPrincipal,
  grantToAll,
  mayConsentForAll,
  namedPermissions,
  namesOf,
  type Permissions,
  requiredPermissions,
  withSignIn,
} from './consenting.ts'

/** A consent request, checked as far as possible before the sign-in. */
interface Asked {
  readonly entra: Entra
  readonly arrival: Arrival
  readonly version: 1 | 2
  readonly realm: Realm
  readonly registration: Registration
  readonly redirectUri: string
  readonly query: URLSearchParams
}

type Decided = Asked & { readonly requestId: string }

/** The page to sign in on. @throws EntraError to be shown as a page, where the request itself is wrong */
export function showConsent(entra: Entra, arrival: Arrival, segment: string, version: 1 | 2): Answer {
  const asked = askedBy(entra, arrival, segment, version)
  const visitor = visitorOf(entra, arrival, asked.realm)
  return page(asked, visitor, visitor.accounts[0])
}

/** The page's form: `username`, `password` and `decision` (accept, decline or return). Redirects, or shows a page again. */
export function decideConsent(
  entra: Entra,
  arrival: Arrival,
  segment: string,
  version: 1 | 2,
  requestId: string,
): Answer {
  const asked = { ...askedBy(entra, arrival, segment, version), requestId }
  try {
    return decided(asked, parametersOf(arrival.body))
  } catch (error) {
    if (error instanceof EntraError && SENT_BACK.has(error.code)) return back(asked, error)
    throw error
  }
}

/** Refusals that are sent to the application and not shown on a page (observed). */
const SENT_BACK = new Set([650051, 650052])

function decided(asked: Decided, form: URLSearchParams): Answer {
  const { entra, arrival, requestId, registration } = asked
  const decision = form.get('decision') ?? ''
  let visitor = visitorOf(entra, arrival, asked.realm)
  if (!isOwnForm(visitor, form)) {
    if (decision === 'decline' && !form.get('username')) return back(asked, refuse.consentDeclined())
    try {
      visitor = signInOn(entra, arrival, asked.realm, form.get('username') ?? '', form.get('password') ?? '')
    } catch (error) {
      if (!(error instanceof EntraError)) throw error
      return page(asked, visitor, undefined, error.message, form.get('username') ?? '')
    }
  } else if (form.get('account') === 'other') return page(asked, visitor, undefined)
  const [account] = visitor.accounts
  if (!account) return page(asked, visitor, undefined)
  const permissions = permissionsIn(asked, account.tenant)
  if (!mayConsentForAll(account, permissions, arrival.at))
    return decision === 'return' ? back(asked, unable(asked)) : approval(asked, visitor, account)
  if (decision === '') return page(asked, visitor, account)
  if (decision !== 'accept') return back(asked, refuse.consentDeclined())
  const { user, tenant } = account
  const actor = { type: 'user', id: text(user.id), displayName: text(user.displayName) } as const
  const write = { at: arrival.at, actor, call: 'Consent to application', requestId }
  const client = consentedPrincipal(entra, tenant, registration, write)
  for (const one of permissions) grantToAll(entra, tenant, write, client, one)
  completeRequests(tenant, write, registration.appId)
  return accepted(asked, tenant, visitor)
}

const unable = ({ registration }: Asked): EntraError =>
  refuse.adminApprovalNeeded({ name: text(registration.application.displayName) })

function askedBy(entra: Entra, arrival: Arrival, segment: string, version: 1 | 2): Asked {
  const query = parametersOf(arrival.query)
  const realm = realmOf(entra, segment)
  // The documentation of v2 names only `organizations`, that of v1 `common`. The error for others is
  // inferred.
  if (version === 2 && realm.word === 'common') throw refuse.tenantUnnamed()
  const registration = registrationIn(entra, realm, required(query, 'client_id').toLowerCase())
  const { uri: redirectUri } = replyAddressOf(registration, query.get('redirect_uri'))
  if (version === 2) required(query, 'scope')
  const asked = { entra, arrival, version, realm, registration, redirectUri, query }
  if (realm.tenant) shownIn(asked, realm.tenant)
  return asked
}

/**
 * v1 asks for everything that the application requires, v2 for what `scope` names, the OpenID scopes among it (documented);
 * app roles only by `.default`.
 */
function permissionsIn({ entra, version, registration, query }: Asked, tenant: Tenant): Permissions[] {
  if (version === 1) return requiredPermissions(entra, tenant, registration.application)
  const words = wordsOf(query.get('scope') ?? '', undefined)
  return withSignIn(tenant, namedPermissions(entra, tenant, registration, words), words.openid)
}

/** As `permissionsIn`, for a page: the application is told of a refusal. */
function shownIn(asked: Asked, tenant: Tenant): Permissions[] {
  try {
    return permissionsIn(asked, tenant)
  } catch (error) {
    if (error instanceof EntraError && SENT_BACK.has(error.code)) return []
    throw error
  }
}

function accepted(asked: Asked, tenant: Tenant, { headers }: Visitor): Answer {
  const scope = asked.version === 2 ? asked.query.get('scope') : null
  return sentBack(asked, { tenant: tenant.id, ...(scope === null ? {} : { scope }) }, headers)
}

function back(asked: Decided, error: EntraError): Answer {
  const { arrival, requestId } = asked
  return sentBack(asked, {
    error: error.error,
    error_description: described(error, arrival.at, requestId, correlationOf(arrival, requestId)),
    error_uri: errorUriOf(error),
  })
}

function sentBack(
  { redirectUri, query }: Asked,
  answer: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const target = new URL(redirectUri)
  // It names the flow; it does not say that consent was given (observed).
  target.searchParams.set('admin_consent', 'True')
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value)
  const state = query.get('state')
  if (state !== null) target.searchParams.set('state', state)
  const sent = { Location: target.href, 'Cache-Control': 'no-store, no-cache' }
  return { status: 302, headers: { ...sent, ...headers }, body: '' }
}

function page(
  asked: Asked,
  visitor: Visitor,
  account: Account | undefined,
  message = '',
  username = '',
): Answer {
  const tenant = account?.tenant ?? asked.realm.tenant
  const permissions = tenant ? shownIn(asked, tenant) : []
  return consentPage({
    ...formOf(asked),
    message,
    headers: visitor.headers,
    application: text(asked.registration.application.displayName),
    organization: tenant ? nameOf(tenant) : 'your organization',
    permissions: permissions.map((one) => ({
      resource: text(one.resource.displayName),
      names: namesOf(asked.entra, one),
    })),
    person: account && { name: text(account.user.userPrincipalName), canary: visitor.canary },
    username,
    forAll: 'always',
  })
}

function approval(asked: Asked, { canary, headers }: Visitor, { user }: Account): Answer {
  const { message } = refuse.adminApprovalNeeded({ name: text(asked.registration.application.displayName) })
  return approvalPage({ ...formOf(asked), name: text(user.userPrincipalName), canary, headers, message })
}

const formOf = ({ arrival, redirectUri }: Asked) => ({
  action: `${arrival.path}?${arrival.query}`,
  next: redirectUri,
})
