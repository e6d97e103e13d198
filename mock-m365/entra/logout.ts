import type { Cloud } from '../cloud.ts'
import type { Answer, Arrival } from '../wire.ts'
import { EntraError } from './errors.ts'
import { parametersOf } from './form.ts'
import { notePage } from './pages.ts'
import { replyAddressOf } from './redirect-uris.ts'
import { signOut } from './visitor.ts'

/**
 * Ends the browser's session. It goes on to an address only where that is registered with the application that is
 * named. https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
 */
export function logout(cloud: Cloud, arrival: Arrival): Answer {
  const query = parametersOf(arrival.query)
  const headers = signOut(cloud, arrival)
  const target = query.get('post_logout_redirect_uri')
  const registered = target !== null && isRegistered(cloud, query.get('client_id') ?? '', target)
  if (!registered)
    return notePage(
      'You signed out of your account',
      'It is a good idea to close all browser windows.',
      headers,
    )
  const url = new URL(target)
  const state = query.get('state')
  if (state !== null) url.searchParams.set('state', state)
  return {
    status: 302,
    headers: { Location: url.href, 'Cache-Control': 'no-store, no-cache', ...headers },
    body: '',
  }
}

function isRegistered(cloud: Cloud, appId: string, target: string): boolean {
  const found = cloud.applicationOf(appId)
  if (!found) return false
  try {
    replyAddressOf({ ...found, appId }, target)
    return true
  } catch (error) {
    if (error instanceof EntraError) return false
    throw error
  }
}
