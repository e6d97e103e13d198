/** Delta: a client that follows the links holds what the tenant holds. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entity } from '../../base.ts'
import { DAY_MS } from '../../times.ts'
import {
  errorOf,
  type Heard,
  idFor,
  listOf,
  messageOf,
  NOW,
  SECURITY,
  USERS,
  world,
} from '../testing/world.ts'

const PERMISSIONS = [
  'Directory.Read.All',
  'Group.ReadWrite.All',
  'User.ReadWrite.All',
  'User.DeleteRestore.All',
]
const linkOf = ({ json }: Heard, name: 'nextLink' | 'deltaLink'): string | undefined => {
  const link = json[`@odata.${name}`]
  return typeof link === 'string' ? link : undefined
}

function follower(w = world()) {
  const get = (target: string, headers = {}) => w.send(`GET ${target}`, PERMISSIONS, { headers })
  /** Rows of a whole round, and the link to the next. */
  const round = (target: string, headers = {}) => {
    const rows: Entity[] = []
    for (let next: string | undefined = target; next !== undefined; ) {
      const heard = get(next, headers)
      expect(heard.status).toBe(200)
      rows.push(...listOf(heard))
      const [more, end] = [linkOf(heard, 'nextLink'), linkOf(heard, 'deltaLink')]
      expect([more, end].filter((one) => one !== undefined)).toHaveLength(1)
      if (end !== undefined) return { rows, deltaLink: end }
      next = more
    }
    throw new Error('a round ends with a delta link')
  }
  const write = (line: string, body?: unknown) => {
    const heard = w.send(line, PERMISSIONS, body === undefined ? {} : { body })
    expect(heard.status).toBeLessThan(300)
  }
  return { ...w, get, round, write }
}

describe('/users/delta', () => {
  test('tells everything at first, then only what changed, then nothing', () => {
    const { round, write } = follower()
    const first = round('/users/delta?$select=displayName,jobTitle')
    expect(first.rows).toHaveLength(USERS)
    // A property that was never set is left out, the id never.
    expect(Object.keys(first.rows[1] ?? {})).toEqual(['displayName', 'id'])
    write(`PATCH /users/${idFor('u', 5)}`, { jobTitle: 'Clerk' })
    write(`PATCH /users/${idFor('u', 6)}`, { city: 'Rome' })
    write(`DELETE /users/${idFor('u', 7)}`)
    const second = round(first.deltaLink)
    expect(second.rows).toEqual([
      { displayName: 'User 005', jobTitle: 'Clerk', id: idFor('u', 5) },
      { id: idFor('u', 7), '@removed': { reason: 'changed' } },
    ])
    const third = round(second.deltaLink)
    expect(third.rows).toEqual([])
    expect(third.deltaLink).not.toBe(second.deltaLink)
    // An older link still tells the same, and what came later.
    write(`PATCH /users/${idFor('u', 5)}`, { jobTitle: null })
    expect(round(third.deltaLink).rows).toEqual([
      { displayName: 'User 005', jobTitle: null, id: idFor('u', 5) },
    ])
    expect(round(first.deltaLink).rows).toEqual([{ id: idFor('u', 7), '@removed': { reason: 'changed' } }])
  })

  test('what had a value and has none is told as null, in a first round too', () => {
    const { round, write } = follower()
    write(`PATCH /users/${idFor('u', 5)}`, { jobTitle: 'Clerk' })
    write(`PATCH /users/${idFor('u', 5)}`, { jobTitle: null })
    const { rows } = round('/users/delta?$select=jobTitle')
    expect(rows.filter((row) => Object.hasOwn(row, 'jobTitle'))).toEqual([
      { jobTitle: null, id: idFor('u', 5) },
    ])
  })

  test('what is purged is deleted, what is restored is whole, what came and went is not told', () => {
    const { round, write, send } = follower()
    const { deltaLink } = round('/users/delta')
    write(`DELETE /users/${idFor('u', 1)}`)
    write(`DELETE /users/${idFor('u', 2)}`)
    const gone = round(deltaLink)
    expect(gone.rows.map((row) => row['@removed'])).toEqual([{ reason: 'changed' }, { reason: 'changed' }])
    write(`DELETE /directory/deletedItems/${idFor('u', 1)}`)
    write(`POST /directory/deletedItems/${idFor('u', 2)}/restore`, {})
    const [purged, restored] = round(gone.deltaLink).rows
    expect(purged).toEqual({ id: idFor('u', 1), '@removed': { reason: 'deleted' } })
    expect(restored).toMatchObject({ id: idFor('u', 2), displayName: 'User 002' })
    expect(restored?.['@removed']).toBeUndefined()
    const made = send('POST /users', PERMISSIONS, {
      body: {
        accountEnabled: true,
        displayName: 'Brief',
        mailNickname: 'brief',
        userPrincipalName: 'brief@contoso.com',
        passwordProfile: { password: 'Correct horse 1' },
      },
    })
    const { deltaLink: latest } = round('/users/delta?$deltatoken=latest')
    write(`DELETE /users/${made.json.id}`)
    write(`DELETE /directory/deletedItems/${made.json.id}`)
    expect(round(latest).rows).toEqual([{ id: made.json.id, '@removed': { reason: 'deleted' } }])
  })

  test('return=minimal tells only the changed properties', () => {
    const { round, write, get } = follower()
    const { deltaLink } = round('/users/delta?$select=displayName,jobTitle,mail')
    write(`PATCH /users/${idFor('u', 3)}`, { jobTitle: 'Clerk' })
    const heard = get(deltaLink, { prefer: 'return=minimal' })
    expect(listOf(heard)).toEqual([{ jobTitle: 'Clerk', id: idFor('u', 3) }])
    expect(heard.headers['Preference-Applied']).toBe('return=minimal')
  })

  test('latest tells nothing and starts from now; functions may be written with their namespace', () => {
    const { round, write, get } = follower()
    const heard = get('/users/microsoft.graph.delta()?$deltatoken=latest&$select=displayName')
    expect(listOf(heard)).toEqual([])
    write(`PATCH /users/${idFor('u', 4)}`, { displayName: 'Renamed' })
    expect(round(String(linkOf(heard, 'deltaLink'))).rows).toEqual([
      { displayName: 'Renamed', id: idFor('u', 4) },
    ])
    expect(get('/users/delta()').status).toBe(200)
  })

  test('$filter names ids, fifty at most', () => {
    const { round, write, get } = follower()
    const ids = [3, 4].map((n) => `id eq '${idFor('u', n).toUpperCase()}'`).join(' or ')
    const first = round(`/users/delta?$filter=${ids}`)
    expect(first.rows.map(({ id }) => id)).toEqual([idFor('u', 3), idFor('u', 4)])
    write(`PATCH /users/${idFor('u', 3)}`, { jobTitle: 'Clerk' })
    write(`PATCH /users/${idFor('u', 9)}`, { jobTitle: 'Clerk' })
    expect(round(first.deltaLink).rows.map(({ id }) => id)).toEqual([idFor('u', 3)])
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => `id eq '${idFor('u', n)}'`).join(' or ')
    expect(get(`/users/delta?$filter=${many(50)}`).status).toBe(200)
    expect(errorOf(get(`/users/delta?$filter=${many(51)}`))).toBe('400 Request_UnsupportedQuery')
    expect(errorOf(get(`/users/delta?$filter=displayName eq 'x'`))).toBe('400 Request_UnsupportedQuery')
    for (const option of [
      '$top=5',
      '$orderby=displayName',
      '$expand=manager',
      '$search="x:y"',
      '$count=true',
    ])
      expect(errorOf(get(`/users/delta?${option}`))).toBe('400 BadRequest')
  })
})

test('pages of a round are of one moment; what is written meanwhile is told by the next', () => {
  const { get, round, write } = follower()
  const page = get('/users/delta?$select=jobTitle')
  write(`PATCH /users/${idFor('u', 200)}`, { jobTitle: 'Clerk' })
  write(`DELETE /users/${idFor('u', 1)}`)
  const rest = round(String(linkOf(page, 'nextLink')))
  const ids = [...listOf(page), ...rest.rows].map(({ id }) => id)
  expect(new Set(ids).size).toBe(USERS)
  expect(rest.rows.every((row) => row.jobTitle === undefined)).toBe(true)
  expect(round(rest.deltaLink).rows).toEqual([
    { jobTitle: 'Clerk', id: idFor('u', 200) },
    { id: idFor('u', 1), '@removed': { reason: 'changed' } },
  ])
})

test('groups tell who came and who went', () => {
  const { round, write } = follower()
  const first = round('/groups/delta?$select=displayName,members')
  const finance = first.rows.find(({ id }) => id === SECURITY)
  expect(finance?.['members@delta']).toHaveLength(3)
  expect(first.rows.filter((row) => 'members@delta' in row)).toHaveLength(1)
  write(`POST /groups/${SECURITY}/members/$ref`, { '@odata.id': `https://x/${idFor('u', 30)}` })
  write(`POST /groups/${SECURITY}/members/$ref`, { '@odata.id': `https://x/${idFor('u', 31)}` })
  write(`DELETE /groups/${SECURITY}/members/${idFor('u', 1)}/$ref`)
  write(`DELETE /groups/${SECURITY}/members/${idFor('u', 31)}/$ref`)
  const second = round(first.deltaLink)
  const user = '#microsoft.graph.user'
  expect(second.rows).toEqual([
    {
      displayName: 'Finance',
      id: SECURITY,
      'members@delta': [
        { '@odata.type': user, id: idFor('u', 30) },
        { '@odata.type': user, id: idFor('u', 1), '@removed': { reason: 'deleted' } },
      ],
    },
  ])
  expect(round(second.deltaLink).rows).toEqual([])
})

test('a large group takes several rows, each member in one of them', () => {
  const groupId = idFor('g', 2)
  const w = follower()
  const write = {
    at: NOW,
    actor: { type: 'system', id: 'x', displayName: 'x' },
    call: 'x',
    requestId: 'x',
  } as const
  for (let n = 10; n < 10 + 1200; n++) {
    const memberId = idFor('u', n)
    w.tenant.commit(write, 'groups/members', `${groupId}/${memberId}`, { groupId, memberId })
  }
  const rows = w.round('/groups/delta?$select=members').rows.filter(({ id }) => id === groupId)
  expect(rows).toHaveLength(3)
  const members = rows.flatMap((row) => (Array.isArray(row['members@delta']) ? row['members@delta'] : []))
  expect(new Set(members.map(({ id }) => id)).size).toBe(1203)
})

test.each(['applications', 'servicePrincipals', 'directoryRoles', 'oauth2PermissionGrants'])(
  '/%s/delta tells what the list holds',
  (segment) => {
    const { round, get } = follower()
    const ids = (rows: readonly Entity[]) => rows.map(({ id }) => id)
    expect(ids(round(`/${segment}/delta`).rows)).toEqual(ids(listOf(get(`/${segment}`))))
  },
)

describe('tokens', () => {
  const { get, round, clock, send, appToken } = follower()
  const { deltaLink } = round('/users/delta?$select=id')

  test.each([
    ['nonsense', '/users/delta?$deltatoken=nonsense'],
    ['a changed one', `${deltaLink.slice(0, -3)}AAA`],
    ['one of another list', deltaLink.replace('/users/', '/groups/')],
    ['a long one', `/users/delta?$deltatoken=${'A'.repeat(15_000)}`],
  ])('%s is refused', (_, target) => {
    const heard = get(target)
    expect([errorOf(heard), messageOf(heard)]).toEqual(['400 Request_BadRequest', 'Badly formed token.'])
  })

  test('a plus sign that became a space is answered like an old link', () => {
    expect(messageOf(get('/users/delta?$deltatoken=a+b'))).toBe(
      'DeltaLink older than 30 days is not supported.',
    )
  })

  test('whatever stands in their place is answered', () => {
    const token = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.jsonValue().map((value) => Buffer.from(`0${JSON.stringify(value)}`).toString('base64url')),
      fc.nat(deltaLink.length - 1).map((at) => deltaLink.split('=')[1]?.slice(0, at) ?? ''),
    )
    fc.assert(
      fc.property(fc.constantFrom('$deltatoken', '$skiptoken', '%24skiptoken'), token, (option, text) => {
        const heard = get(`/users/delta?${option}=${encodeURIComponent(text.toWellFormed())}`)
        expect([200, 400]).toContain(heard.status)
      }),
      { numRuns: 1000 },
    )
  })

  test('live seven days; then a full round is asked for; after thirty they are refused', () => {
    const token = appToken(PERMISSIONS, { exp: (NOW + 60 * DAY_MS) / 1000 })
    const ask = () => send(`GET ${deltaLink}`, [], { token })
    clock.advance(7 * DAY_MS)
    expect(ask().status).toBe(200)
    clock.advance(1)
    const gone = ask()
    expect([errorOf(gone), gone.headers.Location]).toEqual([
      '410 syncStateNotFound',
      'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=',
    ])
    clock.advance(23 * DAY_MS)
    expect(errorOf(ask())).toBe('400 Request_UnsupportedQuery')
    expect(messageOf(ask())).toBe('DeltaLink older than 30 days is not supported.')
  })
})

test('a copy that follows the links is the tenant, whatever was written between them', () => {
  const person = fc.integer({ min: 1, max: 12 })
  const act = fc.oneof(
    fc.record({ kind: fc.constant('rename' as const), n: person, to: fc.constantFrom('A', 'B', null) }),
    fc.record({
      kind: fc.constantFrom('remove' as const, 'restore' as const, 'purge' as const, 'read' as const),
      n: person,
    }),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 14 }), (acts) => {
      const w = follower()
      const copy = new Map<string, Entity>()
      const apply = (rows: readonly Entity[]) => {
        for (const row of rows) {
          if (row['@removed']) copy.delete(String(row.id))
          else copy.set(String(row.id), { id: row.id, jobTitle: row.jobTitle ?? null })
        }
      }
      let { rows, deltaLink } = w.round('/users/delta?$select=jobTitle')
      const read = () => {
        apply(rows)
        ;({ rows, deltaLink } = w.round(deltaLink))
        apply(rows)
      }
      for (const one of acts) {
        const id = idFor('u', one.n)
        if (one.kind === 'read') read()
        else if (one.kind === 'rename')
          w.send(`PATCH /users/${id}`, PERMISSIONS, { body: { jobTitle: one.to } })
        else if (one.kind === 'remove') w.send(`DELETE /users/${id}`, PERMISSIONS)
        else if (one.kind === 'purge') w.send(`DELETE /directory/deletedItems/${id}`, PERMISSIONS)
        else w.send(`POST /directory/deletedItems/${id}/restore`, PERMISSIONS, { body: {} })
      }
      read()
      const truth = w.tenant.list('users').map(({ id, jobTitle = null }) => [id, { id, jobTitle }] as const)
      expect(new Map([...copy].sort())).toEqual(new Map([...truth].sort()))
    }),
    { numRuns: 60 },
  )
})
