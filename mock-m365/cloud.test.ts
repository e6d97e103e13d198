import { describe, expect, test } from 'vitest'
import { Base } from './base.ts'
import { CLIENT_CREDENTIALS, GRAPH, LOGIN, ready, TENANT_ID, V2 } from './entra/testing/world.ts'
import { seededIds } from './seeded-ids.ts'
import { Microsoft365 } from './services.ts'
import { Tenant } from './tenant.ts'
import { virtualClock } from './virtual-clock.ts'

const arrival = (host: string, path: string) => ({
  method: 'GET',
  host,
  origin: `https://${host}`,
  path,
  query: '',
  headers: {},
  body: '',
  at: 0,
})

describe('cloud', () => {
  test.each([
    ['login.microsoftonline.com', '/v1.0/users', 'entra'],
    ['graph.microsoft.com', '/adminapi/beta/x/InvokeCommand', 'graph'],
    ['outlook.office365.com', '/v1.0/users', 'exchange'],
    ['localhost', '/v1.0/users', 'graph'],
    ['localhost', '/Beta/users', 'graph'],
    ['localhost', '/adminapi/beta/x/InvokeCommand', 'exchange'],
    ['localhost', '/common/discovery/keys', 'entra'],
    ['localhost', '/constructor/x', 'entra'],
    ['localhost', '/__proto__/x', 'entra'],
    ['constructor', '/', 'entra'],
    ['__proto__', '', 'entra'],
  ])('a request to %s%s is for %s', (host, path, service) => {
    const { cloud } = ready()
    const { status } = cloud.handle(arrival(host, path))
    expect([cloud.calls.at(-1)?.service, status < 500]).toEqual([service, true])
  })

  test('keeps the number of call records that it was told, the latest', () => {
    for (const callsMax of [1, 2, 3, 10]) {
      const clock = virtualClock(0)
      const tenants = [new Tenant(TENANT_ID, new Base())]
      const cloud = new Microsoft365({ clock, ids: seededIds('x'), tenants, callsMax })
      for (let number = 1; number <= 40; number++) {
        cloud.handle(arrival('localhost', '/common/discovery/keys'))
        expect(cloud.calls.length).toBeLessThanOrEqual(callsMax)
        expect(cloud.calls.at(-1)?.number).toBe(number)
      }
    }
  })

  test('a fork has the tenants as they are, takes the tokens that were given, and goes its own way', () => {
    const at = ready()
    const token = at.send(V2, { form: CLIENT_CREDENTIALS }).json.access_token
    const fork = at.cloud.fork({ clock: virtualClock(at.clock.now()), ids: seededIds('fork') })
    const { status } = fork.handle({
      ...arrival('graph.microsoft.com', '/v1.0/domains'),
      headers: { authorization: `Bearer ${token}` },
      at: at.clock.now(),
    })
    expect(status).toBe(200)
    const position = fork.tenants.get(TENANT_ID)?.position
    at.change('users', 'displayName', 'admin', { displayName: 'changed' })
    expect(fork.tenants.get(TENANT_ID)?.position).toBe(position)
    expect(fork.calls).toHaveLength(1)
  })

  test('tokens are remembered in a bounded number, and good after they are forgotten', () => {
    const at = ready()
    const first = at.send(V2, { form: CLIENT_CREDENTIALS }).json.access_token
    const size = at.cloud.services.entra.issued.size
    at.clock.advance(1000)
    at.send(V2, { form: CLIENT_CREDENTIALS })
    expect(at.cloud.services.entra.issued.size).toBe(size + 1)
    const { issued } = at.cloud.services.entra
    const [claims] = issued.values()
    for (let i = 0; i < 16_384; i++) if (claims) issued.set(String(i), claims)
    expect([...issued.keys()].length).toBeLessThan(2048)
    expect([...issued.keys()]).not.toContain(String(first).slice(-32))
    const headers = { authorization: `Bearer ${first}` }
    expect(at.send('GET /v1.0/domains', { origin: GRAPH, headers }).status).toBe(200)
    expect(at.send('GET /v1.0/domains', { origin: LOGIN, headers }).status).toBe(404)
  })
})

describe('clock and ids', () => {
  test('time moves only when told, and never back or by nothing that is a number', async () => {
    const clock = virtualClock(5)
    clock.advance(3)
    await clock.sleep(2)
    expect(clock.now()).toBe(10)
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => clock.advance(ms)).toThrow(RangeError)
      await expect(clock.sleep(ms)).rejects.toThrow(RangeError)
    }
    expect(clock.now()).toBe(10)
  })

  test('ids are version 4 GUIDs, the same for a seed, others for another, and none twice', () => {
    const of = (seed: string) => {
      const ids = seededIds(seed)
      return Array.from({ length: 10_000 }, () => ids.uuid())
    }
    const some = of('a')
    expect(
      some.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toEqual([])
    expect(new Set([...some, ...of('b'), ...of('')]).size).toBe(30_000)
    expect(of('a')).toEqual(some)
  })
})
