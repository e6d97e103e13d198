import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import https, { createServer, globalAgent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { embeddedCloud } from '../starting-states/index.ts'
import { useMock } from './index.ts'

const METADATA = 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration'
const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']
const surroundings = () => [
  VARIABLES.map((name) => process.env[name]),
  // Setting certificates may change their text, and removes duplicates.
  new Set(getCACertificates('default').map((pem) => new X509Certificate(pem).fingerprint256)),
  https.globalAgent === globalAgent,
  globalAgent,
]

describe('useMock', () => {
  test('points this process at the embedded tenants, and puts everything back', async () => {
    const before = surroundings()
    const { origin, proxy, caFile, cloud, tenants, undo } = await useMock()
    try {
      expect((await fetch(METADATA)).status).toBe(200)
      expect((await fetch(`${origin}/healthz`)).status).toBe(200)
      const status = await new Promise((done, failed) => {
        https
          .get(METADATA, { agent: globalAgent }, (answer) => done(answer.resume().statusCode))
          .on('error', failed)
      })
      expect([status, cloud.calls.map(({ service }) => service)]).toEqual([200, ['entra', 'entra']])
      expect(process.env.HTTPS_PROXY).toBe(proxy)
      expect([existsSync(caFile), tenants.length > 0]).toEqual([true, true])
      await expect(fetch('https://example.com/')).rejects.toThrow('fetch failed')
    } finally {
      await undo()
    }
    expect(surroundings()).toEqual(before)
    expect(existsSync(caFile)).toBe(false)
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow('fetch failed')
  })

  test('serves the cloud that it is given, and may be used within itself', async () => {
    const outer = await useMock()
    const own = embeddedCloud({ clock: outer.cloud.clock, ids: outer.cloud.ids })
    const inner = await useMock(own)
    expect(inner.cloud).toBe(own.cloud)
    await fetch(METADATA)
    await inner.undo()
    await fetch(METADATA)
    expect([own.cloud.calls.length, outer.cloud.calls.length]).toEqual([1, 1])
    await outer.undo()
  })

  test('subscribers on this machine are asked, and told of changes', async () => {
    const { cloud, tenants, endpoint: shown, undo } = await useMock()
    const { told, port, endpoint } = await subscriber(shown)
    try {
      const [tenant] = tenants
      const account = tenant?.accounts.find(({ roles }) => roles.includes('Global Administrator'))
      const form = {
        grant_type: 'password',
        client_id: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
        username: account?.userPrincipalName ?? '',
        password: account?.password ?? '',
        scope: 'https://graph.microsoft.com/.default',
      }
      const asked = await fetch(`https://login.microsoftonline.com/${tenant?.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      })
      const { access_token } = Object(await asked.json())
      const graph = async (path: string, body: object) => {
        const answer = await fetch(`https://graph.microsoft.com/v1.0${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        return { status: answer.status, body: Object(await answer.json()) }
      }
      const subscription = {
        changeType: 'updated',
        resource: 'groups',
        notificationUrl: `https://127.0.0.1:${port}/told`,
        expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
        clientState: 'a state',
      }
      // a second subscription to the same would be refused
      const users = { ...subscription, resource: 'users' }
      const alone = await graph('/subscriptions', subscription)
      const group = { displayName: 'New', mailNickname: 'new', mailEnabled: false, securityEnabled: true }
      const batched = await graph('/$batch', {
        requests: [
          { id: '1', method: 'POST', url: '/groups', headers: JSON_TYPE, body: group },
          { id: '2', method: 'POST', url: '/subscriptions', headers: JSON_TYPE, body: users },
        ],
      })
      expect([alone.status, batched.status]).toEqual([201, 200])
      expect(batched.body.responses.map(({ status }: { status: number }) => status)).toEqual([201, 201])
      // The first judgement of a batch, which collects its endpoints, must not carry out its other requests.
      const groups = cloud.tenants.get(tenant?.tenantId ?? '')?.list('groups') ?? []
      expect(groups.filter(({ displayName }) => displayName === 'New')).toHaveLength(1)
      await expect.poll(() => told.length, { timeout: 60_000 }).toBeGreaterThan(0)
      expect(JSON.parse(told[0] ?? '{}').value[0]).toMatchObject({
        clientState: 'a state',
        changeType: 'updated',
      })
    } finally {
      await undo()
      endpoint.close()
    }
  })
})

const JSON_TYPE = { 'content-type': 'application/json' }

/** An endpoint that answers the validation and stores notifications. */
async function subscriber(shown: object) {
  const told: string[] = []
  const endpoint = createServer(shown, (request, answer) => {
    const token = new URL(request.url ?? '', 'http://localhost').searchParams.get('validationToken')
    answer.setHeader('content-type', 'text/plain')
    if (token !== null) return answer.end(token)
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    return request.on('end', () => {
      told.push(body)
      answer.writeHead(202).end()
    })
  })
  await new Promise<void>((listening) => endpoint.listen(0, '127.0.0.1', listening))
  const { port } = endpoint.address() as AddressInfo
  return { told, port, endpoint }
}
