/** Reads a request to /authorize, and sends its answer back to the application. */

import type { Answer, Arrival } from '../../wire.ts'
import { recordOf } from '../directory/directory.ts'
import { described, type EntraError, errorUriOf } from '../errors.ts'
import { correlationOf, required } from '../form.ts'
import { postingPage } from '../pages.ts'
import { type Realm, type Registration, realmOf, registrationIn } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import { type ReplyAddress, replyAddressOf } from './redirect-uris.ts'

export interface Authorization {
  readonly version: 1 | 2
  readonly entra: Entra
  readonly arrival: Arrival
  readonly requestId: string
  readonly realm: Realm
  readonly registration: Registration
  readonly reply: ReplyAddress
  readonly parameters: URLSearchParams
  readonly prompts: ReadonlySet<string>
}

const RESPONSE_TYPES = new Set(['code', 'id_token', 'code id_token', 'id_token token', 'token'])
const RESPONSE_MODES = new Set(['query', 'fragment', 'form_post'])
const PROMPTS = new Set(['login', 'none', 'consent', 'select_account', 'admin_consent'])

/**
 * The parts of the request that must be valid before the browser may be sent back. @throws EntraError to be
 * shown as a page
 */
export function authorizationOf(
  base: Pick<Authorization, 'version' | 'entra' | 'arrival' | 'requestId'>,
  segment: string,
  parameters: URLSearchParams,
): Authorization {
  const realm = realmOf(base.entra, segment)
  const registration = registrationIn(base.entra, realm, required(parameters, 'client_id').toLowerCase())
  const reply = replyAddressOf(registration, parameters.get('redirect_uri'))
  const prompts = new Set((parameters.get('prompt') ?? '').split(' ').filter(Boolean))
  return { ...base, realm, registration, reply, parameters, prompts }
}

/** The other parts of the request. @throws EntraError to be sent back */
export function checkAuthorization({
  version,
  registration,
  reply,
  parameters,
  prompts,
}: Authorization): void {
  const type = typeOf(parameters)
  if (type === '') required(parameters, 'response_type')
  if (!RESPONSE_TYPES.has(type)) throw refuse.responseTypeUnsupported({ type })
  const parts = new Set(type.split(' '))
  const implicit = recordOf(recordOf(registration.application.web).implicitGrantSettings)
  if (parts.has('token') && implicit.enableAccessTokenIssuance !== true) throw refuse.tokenDisabled()
  if (parts.has('id_token') && implicit.enableIdTokenIssuance !== true) throw refuse.idTokenDisabled()
  const mode = parameters.get('response_mode')
  if (mode && (!RESPONSE_MODES.has(mode) || (mode === 'query' && type !== 'code')))
    throw refuse.responseModeUnsupported({ mode })
  if (parameters.has('request_uri')) throw refuse.requestByReference()
  if (parameters.has('request')) throw refuse.requestByValue()
  if (version === 2 && parameters.has('resource')) throw refuse.resourceUnsupported()
  if (version === 2) required(parameters, 'scope')
  if (parts.has('id_token')) required(parameters, 'nonce')
  const isAlone = !prompts.has('none') || prompts.size === 1
  for (const prompt of prompts)
    if (!isAlone || !PROMPTS.has(prompt) || (prompt === 'admin_consent' && version === 2))
      throw refuse.promptUnsupported()
  checkChallenge(parameters, reply)
}

/** https://datatracker.ietf.org/doc/html/rfc7636#section-4.2 */
function checkChallenge(parameters: URLSearchParams, { platform }: ReplyAddress): void {
  const challenge = parameters.get('code_challenge')
  if (challenge === null) {
    if (platform === 'spa' && typeOf(parameters).includes('code')) throw refuse.challengeMissing()
    return
  }
  if (!['plain', 'S256', null].includes(parameters.get('code_challenge_method')))
    throw refuse.challengeMethod()
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(challenge)) throw refuse.challengeSize()
}

export const typeOf = (parameters: URLSearchParams): string =>
  (parameters.get('response_type') ?? '').split(' ').filter(Boolean).sort().join(' ')

/** Sends the browser back with an answer. @param more headers of the answer */
export function sendBack(
  { reply, parameters }: Authorization,
  answer: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Answer {
  const state = parameters.get('state')
  const all = state === null ? answer : { ...answer, state }
  const asked = parameters.get('response_mode') ?? ''
  const usual = typeOf(parameters).includes('token') ? 'fragment' : 'query'
  const mode = RESPONSE_MODES.has(asked) ? asked : usual
  if (mode === 'form_post') return postingPage(reply.uri, all, more)
  const target = new URL(reply.uri)
  if (mode === 'fragment') target.hash = new URLSearchParams(all).toString()
  else for (const [name, value] of Object.entries(all)) target.searchParams.set(name, value)
  const headers = { Location: target.href, 'Cache-Control': 'no-store, no-cache', ...more }
  return { status: 302, headers, body: '' }
}

/** Sends a refusal back. @param more parameters in addition to the error's */
export function refuseBack(
  asked: Authorization,
  error: EntraError,
  more: Readonly<Record<string, string>> = {},
): Answer {
  const { arrival, requestId } = asked
  return sendBack(asked, {
    error: error.error,
    error_description: described(error, arrival.at, requestId, correlationOf(arrival, requestId)),
    error_uri: errorUriOf(error),
    ...more,
  })
}
