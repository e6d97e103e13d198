import type { Answer, Arrival } from '../../wire.ts'
import { text } from '../directory/directory.ts'
import { EntraError } from '../errors.ts'
import { parametersOf } from '../form.ts'
import { notePage } from '../pages.ts'
import type { Entra } from '../service.ts'
import { readAssertion } from '../tokens/tokens.ts'
import { replyAddressOf } from './redirect-uris.ts'
import { applicationsOf, signOut } from './visitor.ts'

/**
 * Ends the browser's session, by GET or POST. It redirects only to an address that is registered with an
 * application of the session.
 * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
 */
export function logout(entra: Entra, arrival: Arrival): Answer {
  const parameters = parametersOf(arrival.query || arrival.body)
  const candidates = candidatesOf(entra, arrival, parameters)
  const headers = signOut(entra, arrival)
  const target = parameters.get('post_logout_redirect_uri')
  if (!target || !candidates.some((appId) => isRegistered(entra, appId, target)))
    return notePage(
      'You signed out of your account',
      'It is a good idea to close all browser windows.',
      headers,
    )
  const url = new URL(target)
  const state = parameters.get('state')
  if (state !== null) url.searchParams.set('state', state)
  return {
    status: 302,
    headers: { Location: url.href, 'Cache-Control': 'no-store, no-cache', ...headers },
    body: '',
  }
}

/**
 * Applications whose address it may be. The documented request does not name an application, but the address
 * must be registered with one. That it is the named one, else the hint's audience or one of the session, is
 * inferred.
 */
function candidatesOf(entra: Entra, arrival: Arrival, parameters: URLSearchParams): readonly string[] {
  const named = parameters.get('client_id')
  if (named) return [named.toLowerCase()]
  // An id token that has expired is still a hint: only its signature counts.
  const hint = readAssertion(entra, parameters.get('id_token_hint') ?? '')
  return [text(hint?.aud), ...applicationsOf(entra, arrival)]
}

function isRegistered(entra: Entra, appId: string, target: string): boolean {
  const found = entra.applicationOf(appId)
  if (!found) return false
  try {
    replyAddressOf({ ...found, appId }, target)
    return true
  } catch (error) {
    if (error instanceof EntraError) return false
    throw error
  }
}
