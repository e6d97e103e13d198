/** Graph with replication lag: what callers see, what never happens, and delta queries. */
import { expect, test } from 'vitest'
import type { Lag } from '../replication.ts'
import { seededIds } from '../seeded-ids.ts'
import { Microsoft365 } from '../services.ts'
import { errorOf, type Heard, idFor, listOf, SECURITY, world } from './testing/world.ts'

function lagging(lag: Lag) {
  const w = world()
  const cloud = new Microsoft365({ clock: w.clock, ids: seededIds('lag'), tenants: [w.tenant], lag })
  const token = w.appToken(['Group.ReadWrite.All', 'User.ReadWrite.All', 'Directory.Read.All'])
  const ask = (line: string, body?: unknown, headers = {}): Heard => {
    const [method = '', target = ''] = line.split(/ (.*)/s)
    const [path = '', query = ''] = target.replace(/^https:\/\/graph\.microsoft\.com/, '').split(/\?(.*)/s)
    const answer = cloud.handle({
      method,
      host: 'graph.microsoft.com',
      origin: 'https://graph.microsoft.com',
      path: path.startsWith('/v1.0') ? path : `/v1.0${path}`,
      query,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: body === undefined ? '' : JSON.stringify(body),
      at: w.clock.now(),
    })
    const text = String(answer.body)
    return { ...answer, text, json: text.startsWith('{') ? JSON.parse(text) : {} }
  }
  return { ...w, ask }
}

const newGroup = { displayName: 'New', mailNickname: 'new', mailEnabled: false, securityEnabled: true }
const upsert = { prefer: 'create-if-missing' }

test('what was just made is not found, cannot be changed or referred to, and is not listed, until it has spread', () => {
  const { ask, clock } = lagging({ rules: [{ kind: 'groups', seconds: 60 }] })
  const made = ask('POST /groups', newGroup)
  const id = String(made.json.id)
  expect([made.status, made.json.displayName]).toEqual([201, 'New'])
  const attempts = () => [
    errorOf(ask(`GET /groups/${id}`)),
    errorOf(ask(`PATCH /groups/${id}`, { displayName: 'Newer' })),
    errorOf(ask(`POST /groups/${SECURITY}/members/$ref`, { '@odata.id': `https://x/${id}` })),
    listOf(ask("GET /groups?$filter=startswith(displayName,'New')")).length,
    errorOf(ask(`DELETE /groups/${id}`)),
  ]
  const missing = '404 Request_ResourceNotFound'
  expect(attempts()).toEqual([missing, missing, missing, 0, missing])
  clock.advance(60_000)
  expect(attempts()).toEqual(['200', '204', '204', 1, '204'])
})

test('uniqueness is judged by the truth: no repeated request makes a second one', () => {
  const { ask, tenant } = lagging({ rules: [{ kind: '*', seconds: 3600 }] })
  const line = "PATCH /groups(uniqueName='one')"
  expect(ask(line, newGroup, upsert).status).toBe(201)
  expect(ask(line, { displayName: 'Again' }, upsert).status).toBe(204)
  expect(tenant.find('groups', 'uniqueName', 'one')).toMatchObject([{ displayName: 'Again' }])
  expect(errorOf(ask("GET /groups(uniqueName='one')"))).toBe('404 Request_ResourceNotFound')
})

test('replicas by turns let what was seen vanish, and settle', () => {
  const { ask, clock } = lagging({ rules: [{ kind: 'groups', seconds: 600 }], alternating: 'turns' })
  const { id } = ask('POST /groups', newGroup).json
  const seen = () => Array.from({ length: 24 }, () => ask(`GET /groups/${id}`).status)
  const early = seen()
  expect(new Set(early)).toEqual(new Set([200, 404]))
  expect(early.join().includes('200,404')).toBe(true)
  clock.advance(600_000)
  expect(new Set(seen())).toEqual(new Set([200]))
})

test('delta tells every change once it has spread, none before, and none twice', () => {
  for (const alternating of [undefined, 'a', 'b']) {
    const lag = { rules: [{ kind: 'users', seconds: 30 }], ...(alternating ? { alternating } : {}) }
    const { ask, clock } = lagging(lag)
    let link = String(ask('GET /users/delta?$deltatoken=latest&$select=jobTitle').json['@odata.deltaLink'])
    const told: unknown[] = []
    for (let n = 1; n <= 9; n++) {
      if (n <= 6) ask(`PATCH /users/${idFor('u', n)}`, { jobTitle: `Clerk ${n}` })
      clock.advance(13_000)
      const heard = ask(`GET ${link}`)
      told.push(...listOf(heard).map(({ id }) => id))
      link = String(heard.json['@odata.deltaLink'])
    }
    expect(told).toEqual([1, 2, 3, 4, 5, 6].map((n) => idFor('u', n)))
  }
})

test('a replica that still shows what is gone cannot bring it back, and a write keeps what others have written', () => {
  const { ask, clock, tenant } = lagging({ rules: [{ kind: '*', seconds: 60 }] })
  const [first, second] = ['one', 'two'].map((mailNickname) =>
    String(ask('POST /groups', { ...newGroup, mailNickname }).json.id),
  )
  clock.advance(60_000)
  expect(ask(`DELETE /groups/${first}`).status).toBe(204)
  expect(ask(`GET /groups/${first}`).status).toBe(200)
  const missing = '404 Request_ResourceNotFound'
  expect(errorOf(ask(`PATCH /groups/${first}`, { displayName: 'Back' }))).toBe(missing)
  expect(errorOf(ask(`DELETE /groups/${first}`))).toBe(missing)
  expect(tenant.get('groups', String(first))).toBeUndefined()
  expect(ask(`PATCH /groups/${second}`, { description: 'by one' }).status).toBe(204)
  expect(ask(`PATCH /groups/${second}`, { displayName: 'By another' }).status).toBe(204)
  expect(tenant.get('groups', String(second))).toMatchObject({
    description: 'by one',
    displayName: 'By another',
  })
})
