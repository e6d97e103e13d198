/**
 * Consent at sign-in: what is missing, and whether the person may consent, for themselves or for everybody.
 */

import type { Authorization } from '../authorize/authorization-request.ts'
import { grantsOf, recordsIn, scopesOf, servicePrincipalOf, text } from '../directory/directory.ts'
import { firstPartyOf } from '../directory/first-party.ts'
import type { Account } from '../directory/people.ts'
import type { EntraError } from '../errors.ts'
import type { Permission } from '../pages.ts'
import type { Registration } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import { wordsOf } from '../tokens/scopes.ts'
import { completeRequests, requestsAreTaken } from './consent-requests.ts'
import {
  consentedPrincipal,
  grantToAll,
  grantToUser,
  mayConsentForAll,
  namedPermissions,
  namesOf,
  type Permissions,
  reasonAgainstUser,
  requiredPermissions,
  withSignIn,
} from './consenting.ts'
import { consentLacking, isAgreedBeforehand } from './lacking.ts'

export interface Consent {
  readonly permissions: readonly Permissions[]
  readonly shown: readonly Permission[]
  readonly forAll: 'always' | 'never' | 'asked'
  /** Why this person cannot consent. */
  readonly reasonAgainst: EntraError | undefined
}

/**
 * The consent that is needed; undefined where nothing is missing. @throws EntraError of scopes; 65001 for
 * `prompt=none`
 */
export function consentOf(asked: Authorization, account: Account): Consent | undefined {
  const { entra, arrival, registration, prompts } = asked
  const forced = prompts.has('consent') || prompts.has('admin_consent')
  const wanted = wantedFrom(asked, account)
  const missing = forced ? wanted : wanted.filter((one) => isMissing(asked, account, one))
  if (missing.length === 0 && !forced && !isFirstSignIn(asked, account)) return undefined
  for (const one of missing) checkAskable(registration, one)
  if (prompts.has('none'))
    throw refuse.consentRequired({
      appId: registration.appId,
      name: text(registration.application.displayName),
    })
  const forEverybody = prompts.has('admin_consent')
  const isAdmin = mayConsentForAll(account, forEverybody ? missing : missing.map(withoutRoles), arrival.at)
  const unable = forEverybody
    ? refuse.onlyAdministrators()
    : reasonAgainstUser(entra, account, registration, missing)
  return {
    permissions: missing,
    shown: shownOf(entra, missing, forEverybody),
    forAll: forEverybody ? 'always' : isAdmin ? 'asked' : 'never',
    reasonAgainst: isAdmin ? undefined : unable && askable(asked, account, unable),
  }
}

/** Whether anybody could consent to it. @throws EntraError 65002, 650057 */
function checkAskable({ appId, application }: Registration, one: Permissions): void {
  const { resource, scopes, appRoles, isDefault } = one
  if (isAgreedBeforehand(appId, resource)) throw consentLacking(appId, application, resource)
  if (!isDefault || scopes.length + appRoles.length > 0 || resource.appId === appId) return
  throw refuse.resourceNotRequired({
    appId,
    name: text(application.displayName),
    value: text(resource.appId),
    resource: text(resource.appId),
    valid: recordsIn(application.requiredResourceAccess)
      .map(({ resourceAppId }) => text(resourceAppId))
      .join(', '),
  })
}

/** Where the tenant accepts requests, the person is told that they can send one. */
const askable = ({ registration }: Authorization, { tenant }: Account, unable: EntraError): EntraError =>
  requestsAreTaken(tenant)
    ? refuse.approvalRequired({ name: text(registration.application.displayName) })
    : unable

/**
 * Writes the accepted consent. With `.default`, an administrator who consents for everybody also gives app
 * roles (observed); otherwise an administrator's consent is only for themselves (documented).
 */
export function giveConsent(asked: Authorization, account: Account, consent: Consent, ticked: boolean): void {
  const { entra, arrival, requestId, registration } = asked
  const { user, tenant } = account
  const actor = { type: 'user', id: text(user.id), displayName: text(user.displayName) } as const
  const write = { at: arrival.at, actor, call: 'Consent to application', requestId }
  const principal = consentedPrincipal(entra, tenant, registration, write)
  const forAll = consent.forAll === 'always' || (consent.forAll === 'asked' && ticked)
  const withRoles = mayConsentForAll(account, consent.permissions, arrival.at)
  const { openid } = wordsOf(asked.parameters.get('scope') ?? '', undefined)
  for (const one of withSignIn(tenant, consent.permissions, openid))
    if (forAll) grantToAll(entra, tenant, write, principal, withRoles ? one : withoutRoles(one))
    else grantToUser(tenant, write, principal, one, text(user.id))
  if (forAll) completeRequests(tenant, write, registration.appId)
}

function wantedFrom(asked: Authorization, { tenant }: Account): Permissions[] {
  const { version, entra, registration, parameters, prompts } = asked
  const resource = version === 1 ? parameters.get('resource') || undefined : undefined
  const { application } = registration
  if (prompts.has('admin_consent') || (version === 1 && !resource))
    return requiredPermissions(entra, tenant, application)
  return namedPermissions(entra, tenant, registration, wordsOf(parameters.get('scope') ?? '', resource))
}

/** `.default` asks for nothing where any scope is granted already (documented). */
function isMissing(
  { entra, registration }: Authorization,
  { tenant, user }: Account,
  one: Permissions,
): boolean {
  const principal = servicePrincipalOf(tenant, registration.appId)
  if (!principal) return true
  const granted = scopesOf(entra, tenant, principal, one.resource, text(user.id))
  return one.isDefault ? granted.length === 0 : one.scopes.some((name) => !granted.includes(name))
}

/** A sign-in without a resource asks for consent once (inferred), and never for a preauthorized tool. */
function isFirstSignIn({ registration }: Authorization, { tenant, user }: Account): boolean {
  if (firstPartyOf(registration.appId)?.client?.beforehand) return false
  const principal = servicePrincipalOf(tenant, registration.appId)
  return !principal || grantsOf(tenant, principal, text(user.id)).length === 0
}

const withoutRoles = (one: Permissions): Permissions => ({ ...one, appRoles: [] })

function shownOf(entra: Entra, permissions: readonly Permissions[], withAppRoles: boolean): Permission[] {
  const shown = permissions.map((one) => ({
    resource: text(one.resource.displayName),
    names: namesOf(entra, withAppRoles ? one : withoutRoles(one)),
  }))
  return shown.length > 0 ? shown : [{ resource: 'Sign-in', names: ['sign you in and read your profile'] }]
}
