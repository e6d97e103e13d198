import { describe, expect, test } from 'vitest'
import { embeddedCloud } from '../index.ts'
import { seededIds } from '../seeded-ids.ts'
import { virtualClock } from '../virtual-clock.ts'
import { namesOfPeople } from './generated-people.ts'
import { MANY_USERS_MAX, manyUsers } from './many-users.ts'

const names = await namesOfPeople()
const few = { given: ['Ada', 'Alan', 'Grace'], surnames: ['Church', 'Hopper'] }

describe('many users', () => {
  test('no two share an id or an address, also among those who were there before', () => {
    const surroundings = { clock: virtualClock(0), ids: seededIds('many users') }
    const { cloud, tenants } = embeddedCloud(surroundings, { count: 120_000, names })
    const tenant = cloud.tenants.get(tenants[0]?.tenantId ?? '')
    const users = tenant?.list('users') ?? []
    expect(users.length).toBeGreaterThan(120_000)
    for (const name of ['id', 'userPrincipalName'])
      expect(new Set(users.map((user) => user[name])).size).toBe(users.length)
    const [sku] = tenant?.list('subscribedSkus') ?? []
    expect(sku?.consumedUnits).toBe(users.length)
  })

  test('every pair of names comes before one comes again, with a number', () => {
    const users = [...manyUsers({ count: 13, names: few }, 'a.example', 0)]
    expect(new Set(users.slice(0, 6).map((user) => user.displayName)).size).toBe(6)
    expect(users[6]?.displayName).toBe(users[0]?.displayName)
    expect(users[6]?.userPrincipalName).toBe(String(users[0]?.userPrincipalName).replace('@', '.2@'))
    expect(users[12]?.userPrincipalName).toBe(String(users[0]?.userPrincipalName).replace('@', '.3@'))
  })

  test('the addresses that are worked out are there for whoever copies, lists or writes a user', () => {
    const [user] = manyUsers({ count: 1, names: few }, 'a.example', 0)
    const proxyAddresses = [`SMTP:${user?.userPrincipalName}`]
    expect({ ...user }).toMatchObject({ proxyAddresses })
    expect(JSON.parse(JSON.stringify(user))).toMatchObject({ proxyAddresses })
    expect(Object.keys(user ?? {})).toContain('proxyAddresses')
  })

  test('the same arguments give the same users', () => {
    const all = () => [...manyUsers({ count: 50, names }, 'a.example', 0)]
    expect(all()).toEqual(all())
  })

  test.each([-1, 1.5, Number.NaN, MANY_USERS_MAX + 1])('%s users are refused', (count) => {
    expect(() => manyUsers({ count, names }, 'a.example', 0).next()).toThrow(RangeError)
  })
})
