/**
 * Sign-in for devices without a browser: the device gets two codes, and the user types one of them on a page.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */

import type { Answer, Arrival } from '../../wire.ts'
import { approval } from '../consent/approval.ts'
import { consentOf, giveConsent } from '../consent/user-consent.ts'
import { text } from '../directory/directory.ts'
import { type Account, nameOf } from '../directory/people.ts'
import { EntraError, TOKEN_HEADERS } from '../errors.ts'
import { parametersOf, required } from '../form.ts'
import { consentPage, devicePage, notePage, signInPage, userCodePage } from '../pages.ts'
import { isMicrosofts, realmOf, registrationIn } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import type { DeviceCode } from '../sign-ins.ts'
import { DEVICE_CODE_SECONDS, POLLING_SECONDS } from '../tokens/grants/device-code.ts'
import { ticket } from '../tokens/grants/grant.ts'
import type { Authorization } from './authorization-request.ts'
import { secondStep } from './second-step.ts'
import { isOwnForm, signInOn, type Visitor, visitorOf } from './visitor.ts'

/** Letters that are not mistaken for one another or for digits (observed: nine of them). */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const LETTERS_COUNT = 9
/** The page's address on the mock's own host (proposed). */
const PAGE = '/common/oauth2/deviceauth'
/**
 * The real service's address: this one (observed, 2025 and later), or microsoft.com/devicelogin (documented),
 * whose host is not served.
 */
const REAL_PAGE = 'https://login.microsoft.com/device'

/** The device's first request. @throws EntraError */
export function beginDevice(entra: Entra, arrival: Arrival, segment: string, version: 1 | 2): Answer {
  const form = parametersOf(arrival.body)
  const realm = realmOf(entra, segment)
  const { appId } = registrationIn(entra, realm, required(form, 'client_id').toLowerCase())
  const resource = version === 1 ? form.get('resource') || undefined : undefined
  const scope = version === 1 ? (form.get('scope') ?? '') : required(form, 'scope')
  const code = ticket(entra, '')
  const userCode = lettersFrom(ticket(entra, ''))
  const { at } = arrival
  const asked: DeviceCode = {
    appId,
    segment,
    userCode,
    scope,
    resource,
    at,
    polledAt: undefined,
    state: 'pending',
  }
  entra.signIns.deviceCodes.put(code, asked, at)
  entra.signIns.userCodes.put(userCode, code, at)
  const page = isMicrosofts(arrival.host) ? REAL_PAGE : `${arrival.origin}${PAGE}`
  const numbers = { expires_in: DEVICE_CODE_SECONDS, interval: POLLING_SECONDS }
  const body = {
    user_code: userCode,
    device_code: code,
    ...(version === 1 ? { verification_url: page } : { verification_uri: page }),
    ...(version === 1
      ? { expires_in: String(numbers.expires_in), interval: String(numbers.interval) }
      : numbers),
    message: `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`,
  }
  return { status: 200, headers: TOKEN_HEADERS, body: JSON.stringify(body) }
}

/** The user's pages: the code, sign-in, consent where it is needed, and a confirmation. */
export function confirmDevice(entra: Entra, arrival: Arrival, requestId: string): Answer {
  const query = parametersOf(arrival.query)
  const form = arrival.method === 'POST' ? parametersOf(arrival.body) : undefined
  const typed = form?.get('user_code') ?? query.get('otc') ?? ''
  if (typed === '' || (!form && query.has('otc'))) return askForCode(typed)
  const userCode = typed.trim().toUpperCase()
  const code = entra.signIns.userCodes.get(userCode, arrival.at)
  const asked = code ? entra.signIns.deviceCodes.get(code, arrival.at) : undefined
  const isOpen = asked?.state === 'pending' && arrival.at < asked.at + DEVICE_CODE_SECONDS * 1000
  if (!form || !code || !asked || !isOpen) return askForCode(typed, refuse.userCodeUnknown().message)
  return withCode({ entra, arrival, requestId, form, code, asked })
}

interface Visit {
  readonly entra: Entra
  readonly arrival: Arrival
  readonly requestId: string
  readonly form: URLSearchParams
  readonly code: string
  readonly asked: DeviceCode
}

function withCode(visit: Visit): Answer {
  const { entra, arrival, form, asked } = visit
  const authorization = authorizationFor(visit)
  const application = text(authorization.registration.application.displayName)
  // A query parameter distinguishes the forms after the code from the first one.
  const page = { action: `${PAGE}?otc=${encodeURIComponent(asked.userCode)}` }
  const { realm } = authorization
  let visitor = visitorOf(entra, arrival, realm)
  if (form.has('username'))
    try {
      visitor = signInOn(entra, arrival, realm, form.get('username') ?? '', form.get('password') ?? '')
    } catch (error) {
      if (!(error instanceof EntraError)) throw error
      return signInPage({
        ...page,
        application,
        username: form.get('username') ?? '',
        message: error.message,
      })
    }
  const [account] = visitor.accounts
  const isAnother = form.get('account') === 'other' && isOwnForm(visitor, form)
  if (!account || isAnother) return signInPage({ ...page, application, username: '' })
  return decided(visit, authorization, visitor, account)
}

function decided(visit: Visit, authorization: Authorization, visitor: Visitor, known: Account): Answer {
  const { entra, form, code, asked } = visit
  const application = text(authorization.registration.application.displayName)
  const action = `${PAGE}?otc=${encodeURIComponent(asked.userCode)}`
  const person = { name: text(known.user.userPrincipalName), canary: visitor.canary }
  const page = { action, headers: visitor.headers }
  const decision = isOwnForm(visitor, form) ? (form.get('decision') ?? '') : ''
  if (decision === 'decline' || decision === 'return') {
    entra.signIns.deviceCodes.replace(code, { ...asked, state: 'declined' })
    return notePage('Cancelled', `You did not sign in to ${application}. You may close this window.`)
  }
  const account = secondStep({ asked: authorization, account: known, visitor, form, page: { action } })
  if ('status' in account) return account
  const consent = consentOf(authorization, account)
  if (consent?.reasonAgainst)
    return approval({
      asked: authorization,
      account,
      visitor,
      consent,
      reason: consent.reasonAgainst,
      page: { action },
      form: isOwnForm(visitor, form) ? form : undefined,
    })
  if (decision === '') return devicePage({ ...page, application, person })
  if (consent && decision !== 'accept')
    return consentPage({
      ...page,
      application,
      organization: nameOf(account.tenant),
      permissions: consent.shown,
      person,
      forAll: consent.forAll,
    })
  if (consent) giveConsent(authorization, account, consent, form.get('organization') === 'on')
  entra.signIns.deviceCodes.replace(code, { ...asked, state: account.who })
  return notePage(
    application,
    `You have signed in to ${application} on your device. You may close this window.`,
  )
}

/** The device's request in the form of a browser's request. */
function authorizationFor({ entra, arrival, requestId, asked }: Visit): Authorization {
  const { appId, segment, scope, resource } = asked
  const realm = realmOf(entra, segment)
  return {
    version: resource ? 1 : 2,
    entra,
    arrival,
    requestId,
    realm,
    registration: registrationIn(entra, realm, appId),
    reply: { uri: `${arrival.origin}${PAGE}`, platform: 'publicClient' },
    parameters: new URLSearchParams({ scope, ...(resource ? { resource } : {}) }),
    prompts: new Set(),
  }
}

const askForCode = (code: string, message = ''): Answer => userCodePage({ action: PAGE, code, message })

function lettersFrom(ticketText: string): string {
  const bytes = Buffer.from(ticketText, 'base64url').subarray(0, LETTERS_COUNT)
  return [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join('')
}
