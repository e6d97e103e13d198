/**
 * The authorization endpoint: a person signs in, consents where that is needed, and the browser takes a code or an id
 * token back to the application. https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */

import type { Answer, Arrival } from '../../wire.ts'
import { approval } from '../consent/approval.ts'
import { consentOf, giveConsent } from '../consent/user-consent.ts'
import { text } from '../directory/directory.ts'
import { type Account, nameOf } from '../directory/people.ts'
import { EntraError } from '../errors.ts'
import { parametersOf } from '../form.ts'
import { consentPage, pickPage, signInPage } from '../pages.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import {
  clientInfoOf,
  halfHash,
  type IdTokenFacts,
  type Issuing,
  idToken,
  userToken,
} from '../tokens/access-token.ts'
import { claimsAsked } from '../tokens/claims-request.ts'
import { principalIn } from '../tokens/client.ts'
import { allowedScopes, ticket } from '../tokens/grants/grant.ts'
import { askedOf, wordsOf } from '../tokens/scopes.ts'
import {
  type Authorization,
  authorizationOf,
  checkAuthorization,
  refuseBack,
  sendBack,
  typeOf,
} from './authorization-request.ts'
import { checkLoop } from './loops.ts'
import { secondStep } from './second-step.ts'
import { isOwnForm, signInOn, tellApplication, type Visitor, visitorOf } from './visitor.ts'

/** Refusals that are only shown to the person and not sent to the application (inferred). */
const SHOWN = new Set([50196, 7000112, 50105, 53003])

/**
 * The page, or the answer to its form: `username` and `password`, `account`, `decision`.
 * @throws EntraError to be shown as a page, where the request itself is wrong
 */
export function authorize(
  entra: Entra,
  arrival: Arrival,
  segment: string,
  version: 1 | 2,
  requestId: string,
): Answer {
  const isForm = arrival.method === 'POST' && arrival.query !== ''
  const parameters = parametersOf(arrival.query || arrival.body)
  const asked = authorizationOf({ version, entra, arrival, requestId }, segment, parameters)
  const form = isForm ? parametersOf(arrival.body) : undefined
  try {
    checkAuthorization(asked)
    if (!isForm) checkLoop(asked)
    return asked.prompts.has('none') ? silently(asked) : withPerson(asked, form)
  } catch (error) {
    const isSilent = asked.prompts.has('none')
    if (!(error instanceof EntraError) || (SHOWN.has(error.code) && !isSilent)) throw error
    return refuseBack(asked, error, isSilent ? { error: silentError(error, version) } : {})
  }
}

/** Refusals that a page can resolve. That the two versions have different names for it is inferred. */
function silentError({ error, code }: EntraError, version: 1 | 2): string {
  if (error !== 'invalid_grant' || code === 50196) return error
  return code === 65001 && version === 2 ? 'consent_required' : 'interaction_required'
}

/** No page: uses the signed-in person, if that suffices. */
function silently(asked: Authorization): Answer {
  const { entra, arrival, realm, parameters } = asked
  const visitor = visitorOf(entra, arrival, realm)
  const hint = parameters.get('login_hint')
  const fitting = visitor.accounts.filter(({ user }) => !hint || isNamed(user.userPrincipalName, hint))
  const [account, ...others] = fitting
  if (!account) throw refuse.nobodySignedIn()
  if (others.length > 0) throw refuse.severalSignedIn()
  proved(asked, visitor, account)
  return finish(asked, account, visitor)
}

function withPerson(asked: Authorization, form: URLSearchParams | undefined): Answer {
  const { entra, arrival, realm, parameters, prompts } = asked
  const hint = parameters.get('login_hint') ?? ''
  if (form?.has('username')) {
    const username = form.get('username') ?? ''
    try {
      const visitor = signInOn(entra, arrival, realm, username, form.get('password') ?? '')
      return proceed(asked, visitor, visitor.accounts[0], form)
    } catch (error) {
      if (!(error instanceof EntraError) || !SIGN_IN_ERRORS.has(error.code)) throw error
      return signIn(asked, username, error.message)
    }
  }
  const visitor = visitorOf(entra, arrival, realm)
  if (form && isOwnForm(visitor, form)) {
    const picked = form.get('account')
    if (picked === 'other') return signIn(asked, '')
    const account = picked ? visitor.accounts.find(({ user }) => user.id === picked) : visitor.accounts[0]
    if (account) return proceed(asked, visitor, account, form)
  }
  const [account, ...others] = visitor.accounts
  if (prompts.has('login') || !account) return signIn(asked, hint)
  if (prompts.has('select_account')) return pick(asked, visitor)
  const hinted = visitor.accounts.find(({ user }) => isNamed(user.userPrincipalName, hint))
  if (hint !== '') return hinted ? proceed(asked, visitor, hinted, undefined) : signIn(asked, hint)
  return others.length > 0 ? pick(asked, visitor) : proceed(asked, visitor, account, undefined)
}

/** Refusals that show the sign-in page again. */
const SIGN_IN_ERRORS = new Set([50034, 50020, 50126, 50057])

const isNamed = (upn: unknown, hint: string): boolean => text(upn).toLowerCase() === hint.toLowerCase()

/** The person is known. Next come what a policy requires, consent where it is needed, and the answer. */
function proceed(
  asked: Authorization,
  visitor: Visitor,
  known: Account | undefined,
  form: URLSearchParams | undefined,
): Answer {
  if (!known) return signIn(asked, '')
  const account = proved(asked, visitor, known, form)
  if ('status' in account) return account
  const consent = consentOf(asked, account)
  if (!consent) return finish(asked, account, visitor)
  const decision = form?.get('decision') ?? ''
  const person = { name: text(account.user.userPrincipalName), canary: visitor.canary }
  const page = { ...formOf(asked), headers: visitor.headers }
  if (consent.reasonAgainst) {
    if (decision === 'return') return refuseBack(asked, consent.reasonAgainst)
    return approval({
      asked,
      account,
      visitor,
      consent,
      reason: consent.reasonAgainst,
      page: formOf(asked),
      form,
    })
  }
  if (decision === 'accept') {
    giveConsent(asked, account, consent, form?.get('organization') === 'on')
    return finish(asked, account, visitor)
  }
  if (decision !== '') return refuseBack(asked, refuse.consentDeclined(), { error_subcode: 'cancel' })
  return consentPage({
    ...page,
    application: applicationName(asked),
    organization: nameOf(account.tenant),
    permissions: consent.shown,
    person,
    forAll: consent.forAll,
  })
}

/** A sign-in that is too old for a policy must be repeated. */
function proved(
  asked: Authorization,
  visitor: Visitor,
  account: Account,
  form?: URLSearchParams,
): Account | Answer {
  try {
    return secondStep({ asked, account, visitor, form, page: formOf(asked) })
  } catch (error) {
    const isTooOld = error instanceof EntraError && error.code === 70043
    if (!isTooOld || asked.prompts.has('none')) throw error
    return signIn(asked, text(account.user.userPrincipalName))
  }
}

/** Code, id token and access token, as the response type names them. */
function finish(asked: Authorization, account: Account, visitor: Visitor): Answer {
  const { version, entra, arrival, registration, parameters, prompts } = asked
  principalIn(account.tenant, registration, false)
  const { scope, resource } = wantedOf(asked)
  const parts = new Set(typeOf(parameters).split(' '))
  const isInAddress = parameters.get('response_mode') !== 'form_post'
  const answer: Record<string, string> = {}
  const words = wordsOf(scope, resource)
  const [first = ''] = words.byResource.keys()
  const ofFirst = [
    ...words.openid,
    ...(words.byResource.get(first) ?? []).map((name) => (first ? `${first}/${name}` : name)),
  ]
  const issuing: Issuing = {
    entra,
    arrival,
    tenant: account.tenant,
    client: { ...registration, proof: '0' },
    asked: askedOf(entra, account.tenant, resource ? scope : ofFirst.join(' '), resource),
    wanted: claimsAsked(parameters),
  }
  const scopes = allowedScopes(issuing, account)
  const code = parts.has('code') ? codeFor(asked, account) : undefined
  if (code) answer.code = code
  const hashes: Record<string, string> = code ? { c_hash: halfHash(code) } : {}
  if (parts.has('token')) {
    const access = userToken(issuing, account, scopes, isInAddress)
    Object.assign(answer, {
      access_token: access.token(),
      token_type: 'Bearer',
      expires_in: String(access.lifetime),
      scope: scopes.join(' '),
    })
    hashes.at_hash = halfHash(access.token())
  }
  if (parts.has('id_token')) {
    const facts: IdTokenFacts = {
      issuing,
      account,
      version,
      nonce: parameters.get('nonce') ?? undefined,
      hashes,
      isInAddress,
    }
    answer.id_token = idToken(facts)
  }
  if (parameters.get('client_info') === '1') answer.client_info = clientInfoOf(account)
  if (prompts.has('admin_consent')) answer.admin_consent = 'True'
  answer.session_state = entra.ids.uuid()
  tellApplication(entra, arrival, visitor, registration.appId)
  return sendBack(asked, answer, visitor.headers)
}

function codeFor(
  { entra, arrival, registration, reply, parameters, ...asked }: Authorization,
  account: Account,
): string {
  const code = ticket(entra, '1.')
  const challenge = parameters.get('code_challenge')
  const { scope, resource } = wantedOf({ ...asked, entra, arrival, registration, reply, parameters })
  entra.signIns.codes.put(
    code,
    {
      appId: registration.appId,
      who: account.who,
      redirectUri: reply.uri,
      platform: reply.platform,
      scope,
      resource,
      nonce: parameters.get('nonce') ?? undefined,
      challenge: challenge
        ? { value: challenge, method: parameters.get('code_challenge_method') ?? 'plain' }
        : undefined,
      contexts: claimsAsked(parameters).contexts,
      at: arrival.at,
      redeemed: false,
    },
    arrival.at,
  )
  return code
}

/** A v1 request names one resource. A request without scope and resource is only a sign-in. */
function wantedOf({ version, parameters }: Authorization): { scope: string; resource: string | undefined } {
  const resource = version === 1 ? parameters.get('resource') || undefined : undefined
  return { scope: parameters.get('scope') ?? '', resource }
}

function signIn(asked: Authorization, username: string, message = ''): Answer {
  return signInPage({ ...formOf(asked), application: applicationName(asked), username, message })
}

function pick(asked: Authorization, { accounts, canary }: Visitor): Answer {
  return pickPage({
    ...formOf(asked),
    application: applicationName(asked),
    canary,
    accounts: accounts.map(({ user }) => ({
      id: text(user.id),
      name: text(user.displayName),
      upn: text(user.userPrincipalName),
    })),
  })
}

/** A form posts to the address of the request, so that its parameters stay. */
const formOf = ({ arrival, parameters, reply }: Authorization) => ({
  action: `${arrival.path}?${arrival.query || parameters}`,
  next: reply.uri,
})

const applicationName = ({ registration }: Authorization): string =>
  text(registration.application.displayName)
