/** One bad answer takes protection from nobody; what is really gone leaves. A directory in memory answers over the wire. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keepDomains } from '../directory/domains.ts'
import { readDirectory } from '../directory/read.ts'
import { memoryStore } from '../store/memory-store.ts'
import {
  type DirectoryTenant,
  directoryTenant,
  membersOf,
  refusal,
  type Spoiler,
  type Tenant,
} from '../testing/directory-tenant.ts'
import { confirmedView } from './confirmed.ts'
import type { Protected } from './losses.ts'
import { type Policy, targetsNotFound, targetsOf } from './policies.ts'

const PEOPLE = Array.from({ length: 60 }, (_, i) => `user-${i}`)
const DOMAINS = ['contoso.com', 'contoso.de']

const whole = (): Tenant => ({
  users: PEOPLE,
  groups: { research: PEOPLE.slice(0, 50), staff: PEOPLE.slice(40), unrelated: ['user-3'] },
  domains: DOMAINS,
})

const empty = () => Response.json({ value: [] })

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
const standing: Protected = { users: new Set(PEOPLE), domains: new Set(DOMAINS) }
const NOBODY: Protected = { users: new Set(), domains: new Set() }

const storeOf = () => memoryStore().of('account').directory
type Store = ReturnType<typeof storeOf>

async function synchronized({ session }: DirectoryTenant, store: Store, before: Protected) {
  await readDirectory(session, store)
  const directory = await confirmedView({ session, store, policies: POLICIES, standing: before })
  const unread = await keepDomains(session, store, directory.domains)
  return { ...targetsOf(POLICIES, directory, 'inbound'), directory, unread }
}

/** The day after everything was read well. @param world the tenant by then */
async function dayAfter(world: Tenant, spoil: Spoiler = () => undefined) {
  const store = storeOf()
  const tenant = directoryTenant(whole())
  await synchronized(tenant, store, standing)
  tenant.now = world
  tenant.spoil = spoil
  tenant.asked.length = 0
  return { ...(await synchronized(tenant, store, standing)), asked: tenant.asked, store, tenant }
}

/** A grant: nothing was read before, and nobody is protected. */
async function firstDay(spoil: Spoiler = () => undefined) {
  const store = storeOf()
  const tenant = directoryTenant(whole())
  tenant.spoil = spoil
  return { ...(await synchronized(tenant, store, NOBODY)), asked: tenant.asked, store, tenant }
}

const EVERYBODY = { users: [...PEOPLE].sort(), domains: DOMAINS }
const DELTAS = ['/users/delta', '/groups/delta']
const MEMBERS = ['/groups/research/transitiveMembers', '/groups/staff/transitiveMembers']
const READS = [...DELTAS, '/domains', ...MEMBERS]
const pathOf = (url: string): string => url.split('?')[0] ?? ''

const once = (path: string, answer: (url: string) => Response): Spoiler => {
  let isOver = false
  return (url) => {
    if (isOver || pathOf(url) !== path) return undefined
    isOver = true
    return answer(url)
  }
}

/** A page that is believed to be the last one. */
const ended =
  (rows: readonly object[]) =>
  (url: string): Response =>
    Response.json({
      value: rows,
      '@odata.deltaLink': `https://graph.microsoft.com/v1.0${pathOf(url)}?$deltatoken=1`,
    })

describe.each(READS)('one bad answer for %s', (path) => {
  test.each([
    ['is empty', empty],
    ['holds no list', () => Response.json({})],
    ['ends the reading with nothing', ended([])],
    [
      'holds one entry',
      ended([{ id: 'user-0', '@odata.type': '#microsoft.graph.user', displayName: 'x', isVerified: false }]),
    ],
    ['says that it is not there', () => refusal(404, 'Request_ResourceNotFound')],
  ])(
    'that %s takes protection from nobody, and leaves nobody without it at a first look',
    async (_, answer) => {
      if (path === '/domains' && answer(path).status === 404) return
      expect(await dayAfter(whole(), once(path, answer))).toMatchObject(EVERYBODY)
      const first = firstDay(once(path, answer))
      if (DELTAS.includes(path) && answer(path).status === 404)
        await expect(first).rejects.toThrow(/in words/)
      else expect(await first).toMatchObject(EVERYBODY)
    },
  )

  test('that breaks off in the middle is begun afresh', async () => {
    const spoil = (): Spoiler => {
      let isOver = false
      return (url) => {
        if (isOver || pathOf(url) !== path || !url.includes('skiptoken')) return undefined
        isOver = true
        return refusal(400, 'Directory_ExpiredPageToken')
      }
    }
    expect(await dayAfter(whole(), spoil())).toMatchObject(EVERYBODY)
    expect(await firstDay(spoil())).toMatchObject(EVERYBODY)
  })
})

describe('a round that says untruly that something is gone', () => {
  const removed = (id: string) => ({ id, '@removed': { reason: 'deleted' } })
  const left = (group: string, users: readonly string[]) => ({
    id: group,
    displayName: group,
    'members@delta': users.map((id) => ({ '@odata.type': '#microsoft.graph.user', ...removed(id) })),
  })

  test.each([
    ['users', '/users/delta', PEOPLE.map(removed)],
    ['a user', '/users/delta', [removed('user-58')]],
    ['a group', '/groups/delta', [removed('staff')]],
    ['a member', '/groups/delta', [left('research', ['user-3'])]],
    ['most members', '/groups/delta', [left('research', PEOPLE.slice(0, 48))]],
    ['the members of all groups', '/groups/delta', [left('research', PEOPLE), left('staff', PEOPLE)]],
  ])('%s: nobody loses protection, today or at the next readings', async (_, path, rows) => {
    const { tenant, store, users } = await dayAfter(whole(), once(path, ended(rows)))
    expect(users).toEqual(EVERYBODY.users)
    for (let day = 0; day < 2; day++)
      expect(await synchronized(tenant, store, standing)).toMatchObject(EVERYBODY)
    expect((await store.counts()).users).toBe(PEOPLE.length)
    expect(await store.membersOf('research')).toEqual([...PEOPLE.slice(0, 50)].sort())
  })

  test('and one more bad answer, when it is asked: not even then', async () => {
    const lies = once('/users/delta', ended([removed('user-58'), removed('user-59')]))
    const denies = once('/directoryObjects/getByIds', empty)
    const both: Spoiler = (url, times) => lies(url, times) ?? denies(url, times)
    expect(await dayAfter(whole(), both)).toMatchObject(EVERYBODY)
  })
})

test('what came is heard of, though the round that would tell it came empty', async () => {
  const { research = [], staff = [] } = whole().groups
  const world = { ...whole(), groups: { research: research.slice(1), staff: [...staff, 'user-0', 'user-1'] } }
  const spoil = once('/groups/delta', ended([]))
  expect(await dayAfter(world, spoil)).toMatchObject(EVERYBODY)
})

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
      expect(await dayAfter(whole(), refusedFor('contoso.de', 1, status))).toMatchObject({
        ...EVERYBODY,
        unread: [],
      })
      const always = await dayAfter(whole(), refusedFor('contoso.de', 99, status))
      expect(always).toMatchObject({ ...EVERYBODY, unread: ['contoso.de'] })
      // what was known of it stays
      expect(await always.store.domains()).toContainEqual({ name: 'contoso.de', mx: [] })
    },
  )

  test('of any domain, since the caller may not: the reading ends', async () => {
    const spoil: Spoiler = (url) =>
      url.includes('serviceConfigurationRecords') ? refusal(403, 'Authorization_RequestDenied') : undefined
    await expect(dayAfter(whole(), spoil)).rejects.toMatchObject({ status: 403 })
  })
})

test('what is looked at for the first time is read twice, and nothing else is', async () => {
  const { asked } = await firstDay()
  const paths = asked.filter((url) => !url.includes('skiptoken')).map(pathOf)
  const twice = paths.filter((path, i) => paths.indexOf(path) !== i)
  // members by the round of groups and by a listing of the group
  expect(twice).toEqual(['/domains'])
  expect(paths).toEqual(expect.arrayContaining([...DELTAS, ...MEMBERS]))
})

test('without a doubt nothing is read twice, and nothing of what has not changed', async () => {
  const { asked } = await dayAfter(whole())
  expect(new Set(asked).size).toBe(asked.length)
  expect(asked.map(pathOf).filter((path) => !path.includes('/domains/') && !MEMBERS.includes(path))).toEqual([
    '/users/delta',
    '/groups/delta',
    '/domains',
  ])
})

describe('what is gone leaves', () => {
  test('a person who left a group', async () => {
    const { research = [], staff = [] } = whole().groups
    const world = { ...whole(), groups: { research: research.slice(1), staff } }
    const { users, asked } = await dayAfter(world)
    expect(users).toEqual(EVERYBODY.users.filter((id) => id !== 'user-0'))
    expect(asked.filter((url) => url === '/users/user-0/checkMemberGroups')).toHaveLength(2)
  })

  test('a deleted user, who is named as not found', async () => {
    const { users, directory, store } = await dayAfter({ ...whole(), users: PEOPLE.slice(0, -1) })
    expect(users).not.toContain('user-59')
    expect(targetsNotFound(POLICIES, directory)).toEqual([{ kind: 'user', id: 'user-59', policy: 'People' }])
    expect(await store.counts()).toMatchObject({ users: 59 })
  })

  test('a deleted group, which is named as not found', async () => {
    const { research = [] } = whole().groups
    const { users, directory, store } = await dayAfter({ ...whole(), groups: { research } })
    expect(users).toHaveLength(52)
    expect(targetsNotFound(POLICIES, directory)).toEqual([{ kind: 'group', id: 'staff', policy: 'People' }])
    expect(await store.counts()).toMatchObject({ groups: 1 })
  })

  test('a domain', async () => {
    expect((await dayAfter({ ...whole(), domains: ['contoso.com'] })).domains).toEqual(['contoso.com'])
  })

  test('many people at once, where single questions say the same', async () => {
    const world = { ...whole(), groups: { research: [], staff: [] } }
    expect((await dayAfter(world)).users).toEqual(['user-58', 'user-59'])
  })

  test.each([
    [410, 'syncStateNotFound'],
    [400, 'Request_UnsupportedQuery'],
    [404, 'resyncRequired'],
  ])('while no place was kept: %i %s', async (status, code) => {
    const world = { ...whole(), users: PEOPLE.slice(0, 55), groups: { research: PEOPLE.slice(5, 50) } }
    const lost: Spoiler = (url) => (url.includes('deltatoken=') ? refusal(status, code) : undefined)
    const { users, store } = await dayAfter(world, lost)
    expect(users).toEqual([...PEOPLE.slice(5, 50)].sort())
    expect(await store.counts()).toMatchObject({ users: 55, groups: 1 })
    expect(await store.membersOf('research')).toEqual([...PEOPLE.slice(5, 50)].sort())
  })
})

describe('a service that is unwell for longer', () => {
  const always =
    (path: string, answer: (url: string) => Response): Spoiler =>
    (url) =>
      pathOf(url) === path ? answer(url) : undefined

  test('no users are listed at every reading: nothing is changed', async () => {
    await expect(firstDay(always('/users/delta', ended([])))).rejects.toThrow(/no users/)
  })

  test.each([
    ['/domains', /no verified domains/],
    ['/groups/research/transitiveMembers', /40 people are missing from listings/],
  ])('%s is empty at every reading: nothing is changed', async (path, said) => {
    await expect(dayAfter(whole(), always(path, empty))).rejects.toThrow(said)
  })
})

test('whatever changes and whichever answer is bad: who is there before and after stays protected', async () => {
  const ids = fc.subarray(PEOPLE.slice(0, 14), { minLength: 1 })
  const members = fc.record({ research: ids, staff: ids })
  const bad = fc.constantFrom<(url: string) => Response>(
    empty,
    ended([]),
    ended([{ id: 'user-1', '@removed': { reason: 'deleted' } }]),
    () => refusal(503, 'unwell'),
    () => refusal(400, 'Request_BadRequest'),
  )
  const change = fc.record({ users: ids, groups: members, nth: fc.nat(8), bad })
  await fc.assert(
    fc.asyncProperty(members, fc.array(change, { minLength: 1, maxLength: 3 }), async (groups, changes) => {
      const store = storeOf()
      const tenant = directoryTenant({ users: PEOPLE.slice(0, 14), groups, domains: DOMAINS })
      let safe = await synchronized(tenant, store, NOBODY)
      for (const { users, groups: later, nth, bad: answer } of changes) {
        tenant.now = { users, groups: later, domains: DOMAINS }
        let left = nth
        // one bad answer among the reads of the directory
        tenant.spoil = (url) => (url.includes('Records') || left-- !== 0 ? undefined : answer(url))
        const before = { users: new Set(safe.users), domains: new Set(DOMAINS) }
        const now = await synchronized(tenant, store, before).catch(() => undefined)
        tenant.spoil = () => undefined
        const wanted = ['research', 'staff'].flatMap((group) => membersOf(tenant.now, group))
        if (now)
          expect(now.users).toEqual(expect.arrayContaining(safe.users.filter((id) => wanted.includes(id))))
        safe = await synchronized(tenant, store, { ...before, users: new Set(now?.users ?? safe.users) })
        expect(safe.users).toEqual([...new Set(wanted)].sort())
      }
    }),
    { numRuns: 150 },
  )
})
