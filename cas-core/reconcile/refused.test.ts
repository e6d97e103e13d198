/** What one object or member is refused stops only what depends on it, and the outcome tells what was done and what is left. */
import { describe, expect, test } from 'vitest'
import { M365Error } from '../microsoft/errors.ts'
import type { Fields } from '../objects/kind.ts'
import { reachOn } from '../testing/run.ts'
import { type TestTenant, testTenant } from '../testing/tenant.ts'

const TARGETS = { domains: ['contoso.com', 'fabrikam.example'], users: ['u1', 'u2', 'u3'] }
const R1 = 'TMCAS Inline Incoming Domain Transport Rule'
const R2 = 'TMCAS Inline Incoming User Transport Rule'
const R3 = 'TMCAS Inline Incoming Skip Spam Filter Transport Rule'
const R4 = 'TMCAS Inline Incoming Move to Junk Folder Transport Rule'
const R5 = 'TMCAS Inline Outgoing Domain Transport Rule'
const R6 = 'TMCAS Inline Outgoing User Transport Rule'
const C1 = 'TMCAS Inline Outbound Connector for Incoming Message'
const C2 = 'TMCAS Inline Inbound Connector for Incoming Message'
const C3 = 'TMCAS Inline Outbound Connector for Outgoing Message'
const C4 = 'TMCAS Inline Inbound Connector for Outgoing Message'
const G1 = 'TMCAS Inline Incoming O365 Virtual Group'
const G2 = 'TMCAS Inline Outgoing O365 Virtual Group'
const ALL = [R1, R2, R3, R4, R5, R6, C1, C2, C3, C4, G1, G2]

const no = (service: 'graph' | 'exchange', status = 400, said = 'refused by policy') =>
  new M365Error(service, status, status === 403 ? 'Forbidden' : 'BadRequest', said)

const isNamed = (body: Fields, name: string) => body.Name === name || body.displayName === name
const bound = (body: Fields): string[] =>
  Array.isArray(body['members@odata.bind'])
    ? body['members@odata.bind'].map((url) => String(url).slice(String(url).lastIndexOf('/') + 1))
    : []

/** Names that stand in the tenant, sorted; a rule that is off counts as standing. */
const standing = (tenant: TestTenant): string[] =>
  Object.values(tenant.objects)
    .flatMap((all) => [...all.values()].map(({ Name, displayName }) => String(Name ?? displayName)))
    .sort()
const enabledRules = (tenant: TestTenant): string[] =>
  [...(tenant.objects.TransportRule?.values() ?? [])]
    .filter(({ State }) => State === 'Enabled')
    .map(({ Name }) => String(Name))
    .sort()
const without = (...names: readonly string[]): string[] => ALL.filter((name) => !names.includes(name)).sort()
const group = (tenant: TestTenant, name: string): Fields =>
  [...(tenant.objects.groups?.values() ?? [])].find(({ displayName }) => displayName === name) ?? {}

describe('an object that cannot be made', () => {
  test.each([
    { refused: G1, waits: [R2] },
    { refused: C1, waits: [R1, R2] },
    { refused: C2, waits: [R1, R2] },
    { refused: C3, waits: [R5, R6] },
    { refused: C4, waits: [R5, R6] },
    { refused: R3, waits: [R1, R2] },
    { refused: R5, waits: [] },
  ])('$refused: what does not lead mail to it is made', async ({ refused, waits }) => {
    for (const status of [400, 403]) {
      const tenant = testTenant()
      tenant.refusal = (name, body) =>
        isNamed(body, refused) ? no(name.startsWith('PATCH') ? 'graph' : 'exchange', status) : undefined
      const { done, left, obstacles, error } = await reachOn(tenant, 'granted', TARGETS)
      expect(error).toBeUndefined()
      expect(standing(tenant)).toEqual(without(refused, ...waits))
      expect(obstacles.map(({ name }) => name).sort()).toEqual([refused, ...waits].sort())
      expect(obstacles.find(({ name }) => name === refused)).toMatchObject({
        code: 'object refused',
        data: { status, said: 'refused by policy' },
      })
      for (const name of [refused, ...waits]) expect(left).toContain(`create ${name}`)
      for (const name of without(refused, ...waits)) expect(done).toContain(`create ${name}`)
      // once it is allowed, the rest follows
      tenant.refusal = () => undefined
      expect(await reachOn(tenant, 'granted', TARGETS)).toMatchObject({ obstacles: [], left: [] })
      expect(standing(tenant)).toEqual(without())
    }
  })
})

test('addresses that are refused keep rerouting off, and one pair that is refused does not', async () => {
  const lists = testTenant()
  lists.refusal = (name) => (name === 'Set-HostedConnectionFilterPolicy' ? no('exchange') : undefined)
  await reachOn(lists, 'granted', TARGETS)
  expect(enabledRules(lists)).toEqual([R3, R4].sort())
  const pairs = testTenant()
  pairs.refusal = (name, { entry }) =>
    name.startsWith('New-Tenant') && String(entry).endsWith('External') ? no('exchange') : undefined
  const { obstacles } = await reachOn(pairs, 'granted', TARGETS)
  expect(obstacles).toMatchObject([
    { code: 'part refused', data: { part: expect.stringMatching(/External$/) } },
  ])
  expect([...pairs.spoofItems.keys()]).toEqual([expect.stringMatching(/Internal$/)])
  expect(enabledRules(pairs)).toEqual([R1, R2, R3, R4, R5, R6].sort())
})

describe('a member', () => {
  const later = { ...TARGETS, users: ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'] }

  test('who is refused is left out, and the others are added', async () => {
    for (const first of [TARGETS, { ...TARGETS, users: [] }]) {
      const tenant = testTenant()
      await reachOn(tenant, 'granted', first)
      tenant.refusal = (_, body) => (bound(body).includes('u5') ? no('graph') : undefined)
      const { obstacles, left } = await reachOn(tenant, 'granted', later)
      const members = later.users.filter((user) => user !== 'u5')
      expect([group(tenant, G1).members, group(tenant, G2).members]).toEqual([members, members])
      expect(obstacles).toMatchObject(
        [G1, G2].map((name) => ({ name, code: 'part refused', data: { part: 'u5' } })),
      )
      expect(left).toEqual([])
      expect(enabledRules(tenant)).toContain(R2)
    }
  })

  test.each([400, 403])(
    'whose removal is refused stays, and the others follow the policies, %i',
    async (status) => {
      const tenant = testTenant()
      await reachOn(tenant, 'granted', TARGETS)
      tenant.refusal = (name, { path }) =>
        name.startsWith('DELETE') && String(path).includes('/members/u2/') ? no('graph', status) : undefined
      const { obstacles, left, error } = await reachOn(tenant, 'granted', { ...TARGETS, users: ['u3', 'u4'] })
      expect([left, error]).toEqual([[], undefined])
      expect([group(tenant, G1).members, group(tenant, G2).members]).toEqual([
        ['u2', 'u3', 'u4'],
        ['u2', 'u3', 'u4'],
      ])
      expect(obstacles).toMatchObject(
        [G1, G2].map((name) => ({ name, code: 'part refused', data: { part: 'u2', status } })),
      )
      tenant.refusal = () => undefined
      expect(await reachOn(tenant, 'granted', { ...TARGETS, users: ['u3', 'u4'] })).toMatchObject({
        obstacles: [],
      })
      expect(group(tenant, G1).members).toEqual(['u3', 'u4'])
    },
  )

  test('who is refused as if the caller were keeps no one out either', async () => {
    const tenant = testTenant()
    tenant.refusal = (_, body) => (bound(body).includes('u2') ? no('graph', 403) : undefined)
    const { obstacles } = await reachOn(tenant, 'granted', TARGETS)
    expect(obstacles.map(({ name, code }) => [name, code])).toEqual([
      [G1, 'part refused'],
      [G2, 'part refused'],
    ])
    expect(group(tenant, G1).members).toEqual(['u1', 'u3'])
    expect(enabledRules(tenant)).toContain(R2)
  })

  test('who is refused as the group is made keeps no one out either', async () => {
    const tenant = testTenant()
    tenant.refusal = (_, body) => (bound(body).includes('u2') ? no('graph') : undefined)
    await reachOn(tenant, 'granted', TARGETS)
    expect(group(tenant, G1).members).toEqual(['u1', 'u3'])
    expect(enabledRules(tenant)).toContain(R2)
  })

  test('whom somebody adds between the look and the call is no obstacle', async () => {
    const tenant = testTenant()
    await reachOn(tenant, 'granted', TARGETS)
    let isAdded = false
    tenant.refusal = (_, body) => {
      if (bound(body).length === 0 || isAdded) return undefined
      isAdded = true
      for (const [id, fields] of tenant.objects.groups ?? [])
        tenant.objects.groups?.set(id, { ...fields, members: ['u1', 'u2', 'u3', 'u5'] })
      return undefined
    }
    expect(await reachOn(tenant, 'granted', later)).toMatchObject({ obstacles: [], left: [] })
    expect(group(tenant, G1).members).toEqual(later.users)
  })

  test('who is deleted between the look and the call is not missed, alone or among others', async () => {
    for (const users of [later.users, ['u1', 'u2', 'u3', 'u5']]) {
      const tenant = testTenant()
      await reachOn(tenant, 'granted', TARGETS)
      tenant.gone.add('u5')
      tenant.refusal = (_, body) => (bound(body).includes('u5') ? no('graph', 404) : undefined)
      expect(await reachOn(tenant, 'granted', { ...TARGETS, users })).toMatchObject({
        obstacles: [],
        left: [],
      })
      expect(group(tenant, G1).members).toEqual(users.filter((user) => user !== 'u5'))
    }
  })
})

describe('a name that is refused', () => {
  test('of a group lets its members follow the policies', async () => {
    const tenant = testTenant()
    await reachOn(tenant, 'granted', TARGETS)
    for (const [id, fields] of tenant.objects.groups ?? [])
      tenant.objects.groups?.set(id, { ...fields, displayName: 'renamed' })
    tenant.refusal = (_, body) => (body.displayName === undefined ? undefined : no('graph'))
    const { obstacles } = await reachOn(tenant, 'granted', { domains: ['new.example'], users: ['u1', 'u9'] })
    expect(obstacles.map(({ name, code }) => [name, code])).toEqual([
      [G1, 'part refused'],
      [G2, 'part refused'],
    ])
    for (const { members } of tenant.objects.groups?.values() ?? []) expect(members).toEqual(['u1', 'u9'])
    const rule = [...(tenant.objects.TransportRule?.values() ?? [])].find(({ Name }) => Name === R1)
    expect(rule?.RecipientDomainIs).toEqual(['new.example'])
  })

  test('of a rule lets its domains follow the policies', async () => {
    const tenant = testTenant()
    await reachOn(tenant, 'granted', TARGETS)
    for (const [id, fields] of tenant.objects.TransportRule ?? [])
      if (fields.Name === R1) tenant.objects.TransportRule?.set(id, { ...fields, Name: 'renamed' })
    tenant.refusal = (name, body) =>
      name === 'Set-TransportRule' && body.Name !== undefined ? no('exchange') : undefined
    const { obstacles } = await reachOn(tenant, 'granted', { ...TARGETS, domains: ['new.example'] })
    expect(obstacles).toMatchObject([{ name: R1, code: 'part refused', data: { part: 'Name' } }])
    const rule = [...(tenant.objects.TransportRule?.values() ?? [])].find(({ Name }) => Name === 'renamed')
    expect(rule?.RecipientDomainIs).toEqual(['new.example'])
  })
})

test('a domain that is refused by name is left out of its rules, unless it is the only one', async () => {
  const tenant = testTenant()
  const said = 'The domain "fabrikam.example" is not valid here.'
  tenant.refusal = (_, { RecipientDomainIs, SenderDomainIs }) =>
    JSON.stringify([RecipientDomainIs, SenderDomainIs]).includes('fabrikam.example')
      ? no('exchange', 400, said)
      : undefined
  const { obstacles } = await reachOn(tenant, 'granted', TARGETS)
  expect(obstacles).toMatchObject(
    [R1, R5].map((name) => ({ name, code: 'part refused', data: { part: 'fabrikam.example' } })),
  )
  expect(standing(tenant)).toEqual(without())
  expect(enabledRules(tenant)).toContain(R1)
  const alone = testTenant()
  alone.refusal = tenant.refusal
  await reachOn(alone, 'granted', { ...TARGETS, domains: ['fabrikam.example'] })
  expect(standing(alone)).toEqual(without(R1, R5))
})

describe('on the way back', () => {
  test('a rule that cannot be removed keeps what it leads mail to, and the rest goes', async () => {
    const tenant = testTenant()
    await reachOn(tenant, 'granted', TARGETS)
    const ids = [...(tenant.objects.TransportRule ?? [])].filter(([, { Name }]) => Name === R1)
    tenant.refusal = (name, { Identity }) =>
      name === 'Remove-TransportRule' && Identity === ids[0]?.[0] ? no('exchange') : undefined
    const { obstacles, left, error } = await reachOn(tenant, 'clean', TARGETS)
    expect(error).toBeUndefined()
    expect(standing(tenant)).toEqual([R1, C1, C2, R3, R4].sort())
    expect(tenant.ipAllowList.size).toBeGreaterThan(0)
    expect(obstacles[0]).toBeDefined()
    expect(left).toContain(`remove ${C1}`)
    tenant.refusal = () => undefined
    expect(await reachOn(tenant, 'clean', TARGETS)).toMatchObject({ obstacles: [], left: [] })
    expect(standing(tenant)).toEqual([])
  })
})

test('what ends a stage as a whole tells what was done before, and what is left', async () => {
  const tenant = testTenant()
  tenant.refusal = (name, body) => {
    if (!isNamed(body, C1)) return undefined
    return new M365Error('exchange', 401, 'Unauthorized', `${name}: no longer`)
  }
  const { done, left, error } = await reachOn(tenant, 'granted', TARGETS)
  expect(error?.status).toBe(401)
  expect(done).toContain(`create ${C2}`)
  expect(left).toEqual(expect.arrayContaining([`create ${C1}`, `create ${R1}`, `enable ${R1}`]))
  expect(done.filter((step) => left.includes(step))).toEqual([])
})
