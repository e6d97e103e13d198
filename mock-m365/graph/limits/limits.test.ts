/** Rates and quotas: the headers without enforcement, and the refusals with it. */
import { describe, expect, test } from 'vitest'
import { seededIds } from '../../seeded-ids.ts'
import { Microsoft365 } from '../../services.ts'
import { OPERATIONS } from '../server.ts'
import {
  APP_ID,
  errorOf,
  type Heard,
  idFor,
  messageOf,
  SECURITY,
  TENANT_ID,
  world,
} from '../testing/world.ts'
import { isWrite, Meter } from './meter.ts'
import type { Limits } from './table.ts'
import { holds, maxOf, RATES, READS_BY_POST } from './table.ts'

const READ = ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All', 'Directory.Read.All']

/** The test world with its limits enforced. */
function limited(limits: Limits) {
  const w = world()
  Reflect.set(
    w,
    'cloud',
    new Microsoft365({ clock: w.clock, ids: seededIds('x'), tenants: [w.tenant], limits }),
  )
  const { cloud } = w
  const token = w.appToken([...READ, 'User.ReadWrite.All', 'Group.ReadWrite.All'])
  const ask = (method: string, target: string, body = ''): Heard => {
    const [path = '', query = ''] = target.split('?')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = cloud.handle({
      method,
      host: 'graph.microsoft.com',
      origin: 'https://graph.microsoft.com',
      path: `/v1.0${path}`,
      query,
      headers,
      body,
      at: w.clock.now(),
    })
    const text = String(answer.body)
    return { ...answer, text, json: text.startsWith('{') ? JSON.parse(text) : {} }
  }
  return { ...w, cloud, ask }
}

/**
 * https://learn.microsoft.com/graph/throttling-limits — the documented costs, written again from the page.
 */
test.each([
  ['/users', 2],
  ['/users?$select=id', 1],
  ['/users?$top=5', 1],
  ['/users?$top=5&$select=id', 1],
  ['/groups', 1],
  ['/groups?$expand=members', 2],
  [`/groups/${SECURITY}`, 1],
  [`/groups/${SECURITY}/members`, 3],
  [`/groups/${SECURITY}/members?$select=id`, 2],
  [`/groups/${SECURITY}/transitiveMembers`, 5],
  ['/applications', 2],
  ['/servicePrincipals', 1],
  [`/servicePrincipals/${idFor('s', 1)}/appRoleAssignments`, 2],
  [`/users/${idFor('u', 0)}`, 1],
  ['/users/nobody', 1],
  ['/users/delta', 1],
])('GET %s costs %i units, and every answer says so', (target, units) => {
  expect(world().send(`GET ${target}`, READ).headers['x-ms-resource-unit']).toBe(String(units))
})

describe('enforced', () => {
  test('is off unless it is switched on', () => {
    const { send } = world()
    for (let n = 0; n < 3000; n++) expect(send('GET /users?$top=1', READ).status).toBe(200)
  })

  test('units of an app in a tenant run out, are told of before, and come back', () => {
    // 250 users make a tenant of medium size: 5,000 units in 10 seconds, here 50.
    const { ask, clock } = limited({ scale: 0.01 })
    const answers = Array.from({ length: 26 }, () => ask('GET', '/users'))
    expect(answers.map(({ status }) => status)).toEqual([...Array(25).fill(200), 429])
    const shares = answers.map(({ headers }) => headers['x-ms-throttle-limit-percentage'])
    expect(shares.slice(19, 22)).toEqual([undefined, '0.84', '0.88'])
    const refused = answers[25]
    expect(refused?.headers).toMatchObject({
      'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${APP_ID}/${TENANT_ID}`,
      'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
      'Retry-After': '1',
    })
    expect(refused?.json.error).toMatchObject({ code: 'TooManyRequests' })
    clock.advance(1000)
    expect(ask('GET', '/users').status).toBe(200)
  })

  test('asking again at once prolongs the wait', () => {
    const { ask } = limited({ scale: 0.01 })
    for (let n = 0; n < 25; n++) ask('GET', '/users')
    const waits = Array.from({ length: 30 }, () => Number(ask('GET', '/users').headers['Retry-After']))
    expect(waits[0]).toBe(1)
    expect(waits.at(-1)).toBeGreaterThan(4)
  })

  test('whoever waits as told is served', () => {
    const { ask, clock } = limited({ scale: 0.002 })
    for (let n = 0; n < 200; n++) {
      const heard = ask('GET', '/users')
      if (heard.status === 200) continue
      clock.advance(Number(heard.headers['Retry-After']) * 1000)
      expect(ask('GET', '/users').status).toBe(200)
    }
  })

  test('writes have a limit of their own, and reads go on', () => {
    const { ask } = limited({ scale: 0.01 })
    const write = () => ask('PATCH', `/users/${idFor('u', 1)}`, '{"jobTitle":"x"}')
    const statuses = Array.from({ length: 31 }, () => write().status)
    expect(statuses).toEqual([...Array(30).fill(204), 429])
    expect(write().headers).toMatchObject({
      'x-ms-throttle-scope': `Tenant_Application/Write/${APP_ID}/${TENANT_ID}`,
      'x-ms-throttle-information': 'WriteLimitExceeded',
    })
    expect(ask('GET', '/groups').status).toBe(429)
  })

  test('a batch is counted by what is in it', () => {
    const { ask } = limited({ scale: 0.01 })
    const requests = Array.from({ length: 20 }, (_, id) => ({ id, method: 'GET', url: '/users' }))
    const batch = () => ask('POST', '/$batch', JSON.stringify({ requests })).json.responses
    const statuses = [batch(), batch()].flatMap((all) =>
      (Array.isArray(all) ? all : []).map(({ status }) => status),
    )
    expect(statuses).toEqual([...Array(25).fill(200), ...Array(15).fill(429)])
  })

  test('a scale has bounds', () => {
    for (const scale of [0, -1, Number.NaN, 1001]) expect(() => new Meter({ scale })).toThrow(RangeError)
  })

  test('a tenant that is full takes no more', () => {
    const { ask, tenant } = limited({ scale: 1, directoryObjects: 256 })
    const body = (n: number) =>
      JSON.stringify({ displayName: 'x', mailNickname: `x${n}`, mailEnabled: false, securityEnabled: true })
    const count = ['users', 'groups', 'servicePrincipals', 'applications'].flatMap((kind) =>
      tenant.list(kind),
    ).length
    expect(count).toBe(256)
    const heard = ask('POST', '/groups', body(1))
    expect(errorOf(heard)).toBe('403 Directory_QuotaExceeded')
    expect(messageOf(heard)).toContain('directory object quota limit')
  })
})

test('the published numbers, a second time', () => {
  const rows = RATES.map((rate) => [
    rate.scope,
    rate.counts,
    rate.of === undefined ? 'all' : 'some',
    [10, 200, 1000].map((users) => maxOf(rate, users)),
    rate.windowSeconds,
  ])
  const all = (max: number) => [max, max, max]
  expect(rows).toEqual([
    ['Tenant_Application', 'units', 'all', [3500, 5000, 8000], 10],
    ['Application', 'units', 'all', all(150_000), 20],
    ['Tenant_Application', 'writes', 'all', all(3000), 150],
    ['Application', 'writes', 'all', all(70_000), 300],
    ['Tenant', 'writes', 'all', all(18_000), 300],
    ['Application', 'requests', 'all', all(130_000), 10],
    ['Tenant_Application', 'requests', 'some', all(5), 10],
    ['Tenant_Application', 'requests', 'some', all(1000), 20],
    ['Tenant_Application', 'requests', 'some', all(40), 20],
  ])
})

test('mail costs no units and counts against no rate of the directory', () => {
  const held = (operation: string) =>
    RATES.filter((rate) => holds(rate, operation)).map(({ counts }) => counts)
  expect(held('GET /users/{id}/messages')).toEqual(['requests'])
  expect(held('GET /users/{id}')).toContain('units')
  const refused = world().send('GET /users/nobody/messages', ['Mail.Read'])
  expect([refused.status, refused.headers['x-ms-resource-unit']]).toEqual([404, undefined])
})

test('a read that is sent by POST is no write', () => {
  expect(isWrite('POST /directoryObjects/getByIds')).toBe(false)
  expect(isWrite('POST /groups')).toBe(true)
  expect(isWrite('GET /groups')).toBe(false)
  for (const { method, path } of OPERATIONS)
    if (READS_BY_POST.test(`${method} /${path}`)) expect(method).toBe('POST')
})
