/** What the store holds after readings that are lied to, cut, repeated and interrupted. */
import { describe, expect, test } from 'vitest'
import type { DirectoryChanges, DirectoryStore } from '../ports.ts'
import { memoryStore } from '../store/memory-store.ts'
import { directoryTenant, refusal, type Spoiler, type Tenant } from '../testing/directory-tenant.ts'
import { readDirectory } from './read.ts'

const PEOPLE = Array.from({ length: 35 }, (_, i) => `user-${String(i).padStart(2, '0')}`)
const whole = (): Tenant => ({
  users: PEOPLE,
  groups: { all: [...PEOPLE], nested: ['all', 'user-03'] },
  domains: [],
})
const ROOT = 'https://graph.microsoft.com/v1.0'
const removed = (id: string) => ({ id, '@removed': { reason: 'deleted' } })
const pathOf = (url: string): string => url.split('?')[0] ?? ''

/** The nth answer for a path is another one. */
const nth = (path: string, which: number, answer: (url: string) => Response): Spoiler => {
  let count = 0
  return (url) => (pathOf(url) === path && count++ === which ? answer(url) : undefined)
}
const ended =
  (rows: readonly object[]) =>
  (url: string): Response =>
    Response.json({ value: rows, '@odata.deltaLink': `${ROOT}${pathOf(url)}?$deltatoken=1` })

const storeOf = () => memoryStore().of('account').directory
const held = async (store: DirectoryStore) => ({
  users: (await store.usersAfter('', 99)).map(({ id }) => id),
  groups: (await store.groupsAfter('', 99)).map(({ id }) => id),
  all: await store.membersOf('all'),
})
const EVERYTHING = { users: PEOPLE, groups: ['all', 'nested'], all: PEOPLE }

/** Everything was read well once; then the tenant is another. */
async function second(now: Tenant, spoil: Spoiler = () => undefined) {
  const store = storeOf()
  const tenant = directoryTenant(whole())
  await readDirectory(tenant.session, store)
  const before = tenant.session.ports.clock.now()
  Object.assign(tenant, { now, spoil })
  tenant.asked.length = 0
  await readDirectory(tenant.session, store)
  const asked = tenant.asked.map(pathOf)
  return { store, asked, tenant, waitedMs: tenant.session.ports.clock.now() - before }
}

const GET_BY_IDS = '/directoryObjects/getByIds'

describe('what is said to be gone', () => {
  test('and is there, stays with its memberships, and one question is enough', async () => {
    for (const [path, id] of [
      ['/users/delta', 'user-03'],
      ['/groups/delta', 'all'],
    ] as const) {
      const { store, asked, waitedMs } = await second(whole(), nth(path, 0, ended([removed(id)])))
      expect(await held(store)).toEqual(EVERYTHING)
      expect(asked.filter((one) => one === GET_BY_IDS)).toHaveLength(1)
      expect(waitedMs).toBe(0)
    }
  })

  test('and is gone, leaves after two questions a minute apart', async () => {
    const { store, asked, waitedMs } = await second({ ...whole(), users: PEOPLE.slice(1) })
    expect((await held(store)).users).toEqual(PEOPLE.slice(1))
    expect(asked.filter((one) => one === GET_BY_IDS)).toHaveLength(2)
    expect(waitedMs).toBeGreaterThanOrEqual(60_000)
  })

  test('and is there, stays though the first question is answered wrongly', async () => {
    const lies = nth('/users/delta', 0, ended([removed('user-03')]))
    const denies = nth(GET_BY_IDS, 0, () => Response.json({ value: [] }))
    const { store } = await second(whole(), (url, times) => lies(url, times) ?? denies(url, times))
    expect(await held(store)).toEqual(EVERYTHING)
  })

  test('is not forgotten by a process that ends before it has asked', async () => {
    const store = storeOf()
    const tenant = directoryTenant(whole())
    await readDirectory(tenant.session, store)
    tenant.now = { ...whole(), users: PEOPLE.slice(1) }
    tenant.spoil = (url) => (pathOf(url) === GET_BY_IDS ? refusal(403, 'Forbidden') : undefined)
    await expect(readDirectory(tenant.session, store)).rejects.toMatchObject({ status: 403 })
    expect((await held(store)).users).toEqual(PEOPLE)
    tenant.spoil = () => undefined
    await readDirectory(tenant.session, store)
    expect((await held(store)).users).toEqual(PEOPLE.slice(1))
  })
})

describe('a lost place', () => {
  const lost = (path: string) => nth(path, 0, () => refusal(410, 'syncStateNotFound'))

  test('begins a full round, which removes what went meanwhile and nothing else', async () => {
    const { nested = [] } = whole().groups
    const now = { users: PEOPLE.slice(0, 30), groups: { all: PEOPLE.slice(2, 30), nested }, domains: [] }
    const spoil = [lost('/users/delta'), lost('/groups/delta')]
    const { store } = await second(now, (url, times) => spoil.map((one) => one(url, times)).find(Boolean))
    expect(await held(store)).toEqual({ users: now.users, groups: ['all', 'nested'], all: now.groups.all })
  })

  test('and a full round without the members of a group: a listing of the group is asked', async () => {
    const rows = [
      { id: 'all', displayName: 'all' },
      { id: 'nested', displayName: 'nested' },
    ]
    const spoil = [lost('/groups/delta'), nth('/groups/delta', 1, ended(rows))]
    const { store, asked } = await second(whole(), (url, times) => {
      const answers = spoil.map((one) => one(url, times))
      return answers[0] ?? answers[1]
    })
    expect(await held(store)).toEqual(EVERYTHING)
    expect(asked).toContain('/groups/all/members')
  })

  test('is no reason to begin again for one who may not read', async () => {
    const refused = second(whole(), (url) =>
      url.startsWith('/users/delta') ? refusal(403, 'Authorization_RequestDenied') : undefined,
    )
    await expect(refused).rejects.toMatchObject({ status: 403 })
  })
})

describe('a first round', () => {
  const first = async (spoil: Spoiler, store = storeOf()) => {
    const tenant = directoryTenant(whole())
    tenant.spoil = spoil
    await readDirectory(tenant.session, store)
    return { store, tenant }
  }

  test.each([
    ['users', '/users/delta'],
    ['groups', '/groups/delta'],
  ])('that ends too soon for %s is read again, since the service counts more', async (_, path) => {
    for (const rows of [[], [{ id: path === '/users/delta' ? 'user-00' : 'all', displayName: 'x' }]])
      expect(await held((await first(nth(path, 0, ended(rows)))).store)).toEqual(EVERYTHING)
  })

  test('that is cut off goes on at its page, in another process too', async () => {
    const store = storeOf()
    const broken: Spoiler = (url) =>
      url.startsWith('/users/delta?$skiptoken=0.20') ? refusal(403, 'Authorization_RequestDenied') : undefined
    const tenant = directoryTenant(whole())
    tenant.spoil = broken
    await expect(readDirectory(tenant.session, store)).rejects.toMatchObject({ status: 403 })
    expect((await held(store)).users).toEqual(PEOPLE.slice(0, 20))
    tenant.spoil = () => undefined
    tenant.asked.length = 0
    await readDirectory(tenant.session, store)
    expect(tenant.asked.filter((url) => url.startsWith('/users/delta'))).toEqual([
      '/users/delta?$skiptoken=0.20',
      '/users/delta?$skiptoken=0.30',
    ])
    expect(await held(store)).toEqual(EVERYTHING)
  })

  test('whose pages lead in a circle ends, and is not taken for the whole', async () => {
    const circle: Spoiler = (url) =>
      url.startsWith('/users/delta?$skiptoken=0.20')
        ? Response.json({ value: [], '@odata.nextLink': `${ROOT}/users/delta?$skiptoken=0.10` })
        : undefined
    const tenant = directoryTenant(whole())
    tenant.spoil = circle
    await expect(readDirectory(tenant.session, storeOf())).rejects.toThrow(/leads back to an earlier page/)
    expect(tenant.asked.length).toBeLessThan(20)
  })

  test('whose link leads to another service sends nothing there', async () => {
    const tenant = directoryTenant(whole())
    tenant.spoil = nth('/users/delta', 0, () =>
      Response.json({
        value: [],
        '@odata.nextLink': 'https://graph.microsoft.com.evil.example/v1.0/users/delta',
      }),
    )
    await expect(readDirectory(tenant.session, storeOf())).rejects.toThrow(/leads to another service/)
    expect(tenant.asked).toEqual(['/users/delta?$select=id,displayName,userPrincipalName,assignedLicenses'])
  })

  test('that tells things twice, and members in several rows, gives each once', async () => {
    const doubled: Spoiler = (url) => {
      if (!url.startsWith('/groups/delta?$select')) return undefined
      const members = (ids: readonly string[]) =>
        ids.map((id) => ({ id, '@odata.type': `#microsoft.graph.${id === 'all' ? 'group' : 'user'}` }))
      const device = { id: 'device', '@odata.type': '#microsoft.graph.device' }
      return ended([
        { id: 'all', displayName: 'all', 'members@delta': members(PEOPLE.slice(0, 20)) },
        { id: 'all', displayName: 'all', 'members@delta': [...members(PEOPLE.slice(0, 20)), device] },
        {
          id: 'nested',
          displayName: 'nested',
          'members@delta': [removed('all'), ...members(['user-03', 'all'])],
        },
        { id: 'all', 'members@delta': members(PEOPLE.slice(15)) },
      ])(url)
    }
    const { store } = await first(doubled)
    expect(await held(store)).toEqual(EVERYTHING)
    expect(await store.membersOf('nested')).toEqual(PEOPLE)
  })

  test('holds a page at a time, however large a group is', async () => {
    const users = Array.from({ length: 1_500 }, (_, i) => `member-${i}`)
    const tenant = directoryTenant({ users, groups: { everybody: users }, domains: [] })
    const store = storeOf()
    let most = 0
    const apply = (changes: DirectoryChanges) => {
      const { users: people = [], joined = [] } = changes
      most = Math.max(most, people.length, joined.length)
      return store.apply(changes)
    }
    await readDirectory(tenant.session, forwarding({ apply }, store))
    expect((await store.membersOf('everybody'))?.length).toBe(1_500)
    // ten rows on a page, with ten members each
    expect(most).toBeLessThanOrEqual(100)
  })

  test('of a tenant that changes meanwhile ends with the tenant as it is', async () => {
    const tenant = directoryTenant(whole())
    const store = storeOf()
    const later = { ...whole(), users: [...PEOPLE.slice(1), 'user-99'] }
    tenant.spoil = (url) => {
      if (url.startsWith('/users/delta?$skiptoken=0.10')) tenant.now = later
      return undefined
    }
    await readDirectory(tenant.session, store)
    await readDirectory(tenant.session, store)
    expect((await held(store)).users).toEqual(later.users)
  })
})

describe('once a week all is read, not changes alone', () => {
  const DAY = 24 * 3_600_000
  const KINDS = ['users', 'groups']

  /** A synchronization a day, at the same time. Returns for each of the days whether all users and all groups were read. */
  async function daily(tenant: ReturnType<typeof directoryTenant>, store: DirectoryStore, days: number) {
    const full: boolean[] = []
    for (let day = 0; day < days; day++) {
      tenant.asked.length = 0
      await readDirectory(tenant.session, store)
      const begun = tenant.asked.filter((url) => KINDS.some((one) => url.startsWith(`/${one}/delta?$select`)))
      expect([0, KINDS.length]).toContain(begun.length)
      full.push(begun.length > 0)
      await tenant.session.ports.clock.sleep(DAY)
    }
    return full
  }

  test('at the same time of day, also after the second week', async () => {
    const full = await daily(directoryTenant(whole()), storeOf(), 16)
    expect(full.flatMap((one, day) => (one ? [day] : []))).toEqual([0, 7, 14])
  })

  test('so that what an answer has left out does not stay out, or in, for ever', async () => {
    const tenant = directoryTenant(whole())
    const store = storeOf()
    await daily(tenant, store, 1)
    const nested = ['all', 'user-03']
    const users = [...PEOPLE.slice(1), 'user-99']
    tenant.now = { users, groups: { all: users, nested }, domains: [] }
    tenant.spoil = (url) => (url.includes('$deltatoken') ? ended([])(url) : undefined)
    await daily(tenant, store, 6)
    expect(await held(store)).toEqual(EVERYTHING)
    expect(await daily(tenant, store, 1)).toEqual([true])
    expect(await held(store)).toEqual({ users, groups: ['all', 'nested'], all: users })
  })
})

/** Methods of a class are not its object's own: each is asked of the object itself. */
const forwarding = (watched: Pick<DirectoryStore, 'apply'>, store: DirectoryStore): DirectoryStore =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'apply') return watched.apply
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
