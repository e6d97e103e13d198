/** One bad answer takes protection from nobody; what is really gone leaves. A directory in memory answers over the wire. */
import { describe, expect, test } from 'vitest'
import { sessionOf } from '../microsoft/session.ts'
import type { Ports } from '../ports.ts'
import { readConfirmed } from './confirmed.ts'
import { type Policy, targetsNotFound, targetsOf } from './policies.ts'

const PEOPLE = Array.from({ length: 60 }, (_, i) => `user-${i}`)
const DOMAINS = ['contoso.com', 'contoso.de']
const PAGE = 10

/** A tenant's directory: people, groups with members, verified domains. */
interface World {
  users: string[]
  groups: Record<string, string[]>
  domains: string[]
}

const whole = (): World => ({
  users: PEOPLE,
  groups: { research: PEOPLE.slice(0, 50), staff: PEOPLE.slice(40) },
  domains: DOMAINS,
})

/** Gives back what comes instead of an answer, or undefined. @param times how often this URL was asked before */
type Spoiler = (url: string, times: number) => Response | undefined

const refusal = (status: number, code: string) =>
  Response.json({ error: { code, message: 'in words' } }, { status })
const empty = () => Response.json({ value: [] })

function sessionOver(world: World, spoil: Spoiler) {
  const asked: string[] = []
  let now = 0
  const ports: Ports = {
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms
      },
    },
    ids: { uuid: () => '80000000-0000-4000-8000-000000000000' },
    async fetch(input, init) {
      const url = decodeURIComponent(String(input instanceof Request ? input.url : input)).replace(
        'https://graph.microsoft.com/v1.0',
        '',
      )
      const times = asked.filter((one) => one === url).length
      asked.push(url)
      return spoil(url, times) ?? answerOf(world, url, String(init?.body ?? ''))
    },
    log: { info: () => undefined, warn: () => undefined },
  }
  const tokens = { token: async () => 'token', forget: () => undefined, acquired: 1 }
  return { session: sessionOf(ports, 'tenant', tokens), asked }
}

function answerOf({ users, groups, domains }: World, url: string, body: string): Response {
  const [path = '', query = ''] = url.split('?')
  const [, segment, id = '', under] = path.split('/')
  const page = (all: readonly object[]) => {
    const from = Number(new URLSearchParams(query).get('$skiptoken') ?? 0)
    const next = `https://graph.microsoft.com/v1.0${path}?$skiptoken=${from + PAGE}`
    const more = from + PAGE < all.length ? { '@odata.nextLink': next } : {}
    return Response.json({ value: all.slice(from, from + PAGE), ...more })
  }
  const userOf = (one: string) => ({ id: one, '@odata.type': '#microsoft.graph.user', displayName: one })
  const absent = () => refusal(404, 'Request_ResourceNotFound')
  if (under === 'checkMemberGroups') {
    if (!users.includes(id)) return absent()
    const { groupIds } = JSON.parse(body) as { groupIds: string[] }
    return Response.json({ value: groupIds.filter((group) => groups[group]?.includes(id)) })
  }
  if (under === 'transitiveMembers') {
    const members = groups[id]
    return members ? page(members.filter((one) => users.includes(one)).map(userOf)) : absent()
  }
  if (under === 'serviceConfigurationRecords') return empty()
  const all =
    segment === 'users'
      ? users.map(userOf)
      : segment === 'groups'
        ? Object.keys(groups).map((one) => ({ id: one, displayName: one }))
        : domains.map((one) => ({ id: one, isVerified: true }))
  if (id === '') return page(all)
  const found = all.find((one) => one.id === id)
  return found ? Response.json(found) : absent()
}

const policy = (name: string, targets: Policy['targets']): Policy => ({
  name,
  kind: 'ATP',
  direction: 'inbound',
  enabled: true,
  targets,
})
const POLICIES = [
  policy('Everybody’s domains', { all: true }),
  policy('People', { users: ['user-59', 'user-58'], groups: ['research', 'staff'] }),
]
const standing = { users: new Set(PEOPLE), domains: new Set(DOMAINS) }

const NOBODY = { users: new Set<string>(), domains: new Set<string>() }

async function protectedAfter(world: World, spoil: Spoiler = () => undefined, before = standing) {
  const { session, asked } = sessionOver(world, spoil)
  const directory = await readConfirmed(session, POLICIES, before)
  return { ...targetsOf(POLICIES, directory, 'inbound'), asked, directory }
}

const EVERYBODY = { users: [...PEOPLE].sort(), domains: DOMAINS }
const LISTINGS = [
  '/users',
  '/groups',
  '/domains',
  '/groups/research/transitiveMembers',
  '/groups/staff/transitiveMembers',
]
const pathOf = (url: string): string => url.split('?')[0] ?? ''

describe.each(LISTINGS)('one bad answer for %s', (path) => {
  const once =
    (answer: () => Response): Spoiler =>
    (url, times) =>
      pathOf(url) === path && !url.includes('skiptoken') && times === 0 ? answer() : undefined

  test.each([
    ['is empty', empty],
    ['holds no list', () => Response.json({})],
    [
      'holds one entry',
      () => Response.json({ value: [{ id: 'user-0', '@odata.type': '#microsoft.graph.user' }] }),
    ],
  ])(
    'that %s takes protection from nobody, and leaves nobody without it at a first look',
    async (_, answer) => {
      expect(await protectedAfter(whole(), once(answer))).toMatchObject(EVERYBODY)
      expect(await protectedAfter(whole(), once(answer), NOBODY)).toMatchObject(EVERYBODY)
    },
  )

  test('that breaks off in the middle is begun afresh', async () => {
    const spoil: Spoiler = (url, times) =>
      pathOf(url) === path && url.includes('skiptoken') && times === 0
        ? refusal(400, 'Directory_ExpiredPageToken')
        : undefined
    expect(await protectedAfter(whole(), spoil)).toMatchObject(EVERYBODY)
  })
})

test.each(['research', 'staff'])(
  'a 404 once for the group %s takes protection from nobody',
  async (group) => {
    const spoil: Spoiler = (url, times) =>
      url.startsWith(`/groups/${group}/transitiveMembers`) && times === 0
        ? refusal(404, 'Request_ResourceNotFound')
        : undefined
    expect(await protectedAfter(whole(), spoil)).toMatchObject(EVERYBODY)
  },
)

describe('MX records that cannot be read', () => {
  const refusedFor = (domain: string, times: number, status: number): Spoiler => {
    let left = times
    return (url) =>
      url === `/domains/${domain}/serviceConfigurationRecords` && left-- > 0
        ? refusal(status, status === 404 ? 'Request_ResourceNotFound' : 'Request_BadRequest')
        : undefined
  }

  test.each([404, 400, 503])(
    'once, or for good, of one domain: nothing else waits for them, %i',
    async (status) => {
      const once = await protectedAfter(whole(), refusedFor('contoso.de', 1, status))
      expect(once).toMatchObject({ ...EVERYBODY, directory: { unread: [] } })
      const always = await protectedAfter(whole(), refusedFor('contoso.de', 99, status))
      expect(always).toMatchObject({ ...EVERYBODY, directory: { unread: ['contoso.de'] } })
    },
  )

  test('of any domain, since the caller may not: the reading ends', async () => {
    const spoil: Spoiler = (url) =>
      url.includes('serviceConfigurationRecords') ? refusal(403, 'Authorization_RequestDenied') : undefined
    await expect(protectedAfter(whole(), spoil)).rejects.toMatchObject({ status: 403 })
  })
})

test('what is looked at for the first time is read twice, and nothing else is', async () => {
  const { asked } = await protectedAfter(whole(), undefined, NOBODY)
  const paths = asked.filter((url) => !url.includes('skiptoken')).map(pathOf)
  const twice = paths.filter((path, i) => paths.indexOf(path) !== i)
  expect(twice.sort()).toEqual(LISTINGS.filter((path) => path !== '/users' && path !== '/groups').sort())
})

test('without a doubt nothing is read twice', async () => {
  const { asked } = await protectedAfter(whole())
  expect(new Set(asked).size).toBe(asked.length)
})

describe('what is gone leaves', () => {
  test('a person who left a group', async () => {
    const world = whole()
    world.groups.research = PEOPLE.slice(1, 50)
    expect((await protectedAfter(world)).users).not.toContain('user-0')
  })

  test('a deleted user, who is named as not found', async () => {
    const { users, directory } = await protectedAfter({ ...whole(), users: PEOPLE.slice(0, -1) })
    expect(users).not.toContain('user-59')
    expect(targetsNotFound(POLICIES, directory)).toEqual([{ kind: 'user', id: 'user-59', policy: 'People' }])
  })

  test('a deleted group, which is named as not found', async () => {
    const { research } = whole().groups
    const { users, directory } = await protectedAfter({ ...whole(), groups: { research: research ?? [] } })
    expect(users).toHaveLength(52)
    expect(targetsNotFound(POLICIES, directory)).toEqual([{ kind: 'group', id: 'staff', policy: 'People' }])
  })

  test('a domain', async () => {
    expect((await protectedAfter({ ...whole(), domains: ['contoso.com'] })).domains).toEqual(['contoso.com'])
  })

  test('many people at once, where single questions say the same', async () => {
    const world = whole()
    world.groups = { research: [], staff: [] }
    expect((await protectedAfter(world)).users).toEqual(['user-58', 'user-59'])
  })
})

describe('a service that is unwell for longer', () => {
  const always =
    (path: string): Spoiler =>
    (url) =>
      pathOf(url) === path ? empty() : undefined

  test.each([
    ['/users', /no users/],
    ['/domains', /no verified domains/],
    ['/groups/research/transitiveMembers', /40 people are missing from listings/],
  ])('%s is empty at every reading: nothing is changed', async (path, said) => {
    await expect(protectedAfter(whole(), always(path))).rejects.toThrow(said)
  })
})
