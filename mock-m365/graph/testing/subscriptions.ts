/** A cloud that can reach endpoints, for the tests of this folder. */

import { type Claims, issueToken } from '../../entra/tokens/tokens.ts'
import { GRAPH_APP_ID, PERMISSIONS } from '../../entra/well-known.ts'
import { fetchOf } from '../../fetch.ts'
import { seededIds } from '../../seeded-ids.ts'
import { Microsoft365, type Microsoft365Options } from '../../services.ts'
import type { Callout, Heard } from '../subscriptions/notify.ts'
import { APP, APP_ID, idFor, NOW, TENANT_ID, world } from './world.ts'

export const HOOK = 'https://hook.example/notify?tenant=1'
export const LIFECYCLE = 'https://hook.example/lifecycle'
export const GRANTED = [
  'User.ReadWrite.All',
  'Group.ReadWrite.All',
  'Mail.ReadWrite',
  'User.DeleteRestore.All',
  'Directory.ReadWrite.All',
]
export const MINUTE = 60_000
export const later = (minutes: number, from = NOW) => new Date(from + minutes * MINUTE).toISOString()

interface Post {
  readonly url: string
  readonly items: readonly Record<string, unknown>[]
}

export type Endpoint = (callout: Callout) => Heard | undefined

/** A good endpoint: it repeats tokens and accepts everything else. */
export const good: Endpoint = ({ url }) => {
  const token = new URL(url).searchParams.get('validationToken')
  return token === null
    ? { status: 202, contentType: '', body: '' }
    : { status: 200, contentType: 'text/plain', body: token }
}

/** A tenant whose subscribers' endpoint is a function of the test. */
export function subscriptionWorld(endpoint: Endpoint = good, options: Partial<Microsoft365Options> = {}) {
  const appRoleId = PERMISSIONS[GRAPH_APP_ID]?.appRoles?.['Mail.ReadWrite']
  const assignment = { id: 'mail', appRoleId, principalId: APP, resourceId: idFor('s', 2) }
  const { tenant, clock } = world({ appRoleAssignments: [assignment] })
  const posts: Post[] = []
  const state = { endpoint }
  const notify = async (callout: Callout) => {
    if (callout.body !== '') posts.push({ url: callout.url, items: JSON.parse(callout.body).value })
    return state.endpoint(callout)
  }
  const cloud = new Microsoft365({
    clock,
    ids: seededIds('subscriptions'),
    tenants: [tenant],
    notify,
    ...options,
  })
  const fetch = fetchOf(cloud)
  const tokenOf = (roles: readonly string[], claims: Partial<Claims> = {}) =>
    issueToken(cloud.services.entra, {
      ...{ aud: GRAPH_APP_ID, iss: '', iat: 0, nbf: 0, exp: NOW / 1000 + 9_000_000, tid: TENANT_ID },
      ...{ appid: APP_ID, app_displayname: 'App', idtyp: 'app', oid: APP, roles },
      ...claims,
    })
  const ask = async (line: string, body?: unknown, token = tokenOf(GRANTED), more: HeadersInit = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more }
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`https://graph.microsoft.com/v1.0${path}`, { method, headers, ...text })
    const json = response.status === 204 ? {} : await response.json()
    return {
      status: response.status,
      json,
      error: `${response.status} ${json.error?.code}: ${json.error?.message}`,
    }
  }
  const subscribe = (resource: string, more: object = {}, token?: string) =>
    ask(
      'POST /subscriptions',
      {
        resource,
        changeType: 'updated,deleted',
        notificationUrl: HOOK,
        expirationDateTime: later(120),
        clientState: 'secret',
        ...more,
      },
      token,
    )
  const told = async () => {
    await cloud.deliverNotifications()
    return posts.splice(0).flatMap(({ items }) => items)
  }
  return { tenant, clock, cloud, ask, subscribe, tokenOf, told, posts, state }
}
