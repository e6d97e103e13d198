import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fields } from '../objects/kind.ts'
import type { Targets } from '../policies/policies.ts'
import type { InlineGoal as Goal } from '../service-accounts/inline/goals.ts'
import { addressesOf } from '../service-accounts/sites.ts'
import { LeaseLost } from '../store/refusals.ts'
import { reachOn, SITE, SPOOF_TYPES, TABLE } from '../testing/run.ts'
import { Death, type Fate, type TestTenant, testTenant } from '../testing/tenant.ts'
import { isList } from './row.ts'

const GOALS: readonly Goal[] = ['granted inbound', 'granted', 'deprovisioned', 'clean']
const PAIRS = SPOOF_TYPES.map((type) => `*, ${SITE.sendingInfrastructure}, ${type}`)

/** One run of a process: the goal that it is given, and what becomes of its writes. */
interface Run {
  readonly goal: Goal
  readonly targets: Targets
  readonly fates: readonly Fate[]
  /** Entries that the customer takes out of the lists afterwards, counted round. */
  readonly takes: readonly number[]
}

const CUSTOMER = {
  ipAllowList: ['203.0.113.10', SITE.inbound[1] ?? '', SITE.outbound[0] ?? ''],
  spoofItems: ['billing@contoso.com, invoices.example, External'],
}

function tenantWithCustomer(): TestTenant {
  const tenant = testTenant()
  for (const address of CUSTOMER.ipAllowList) tenant.ipAllowList.add(address)
  for (const [i, entry] of CUSTOMER.spoofItems.entries()) tenant.spoofItems.set(entry, `customer-${i}`)
  for (const kind of Object.keys(tenant.objects))
    tenant.objects[kind]?.set(`customer-${kind}`, {
      Guid: `customer-${kind}`,
      id: `customer-${kind}`,
      Name: 'the customer’s',
      displayName: 'the customer’s',
      State: 'Enabled',
    })
  return tenant
}

/** One process over the journal: it goes on until it has reached its goal, was refused, or died. */
async function play(tenant: TestTenant, { goal, targets, fates }: Run): Promise<'reached' | 'ended'> {
  tenant.fates = [...fates]
  try {
    const { obstacles, error } = await reachOn(tenant, goal, targets)
    expect(error?.code).not.toBe('RoundsExhausted')
    return obstacles.length > 0 || error ? 'ended' : 'reached'
  } catch (error) {
    if (error instanceof Death) return 'ended'
    throw error
  }
}

/** What stands, without what the tenant itself gives: ids, and the marks that hold them. */
function standing(tenant: TestTenant) {
  const bare = ({
    Guid: _guid,
    id: _id,
    Comment: _comment,
    Comments: _comments,
    description: _d,
    ...rest
  }: Fields) => rest
  const sorted = (list: readonly Fields[]) => list.map((one) => JSON.stringify(bare(one))).sort()
  return {
    ...Object.fromEntries(
      Object.entries(tenant.objects).map(([kind, all]) => [kind, sorted([...all.values()])]),
    ),
    ipAllowList: [...tenant.ipAllowList].sort(),
    spoofItems: [...tenant.spoofItems.keys()].sort(),
  }
}

const CALM = { fates: [], takes: [] }
const fate = fc.constantFrom<Fate>(
  'done',
  'done',
  'done',
  'answer lost',
  'request lost',
  'throttled',
  'refused',
  'dies before',
  'dies after',
)
const targets = fc.record({
  domains: fc.subarray(['a.example', 'b.example']),
  users: fc.subarray(['u1', 'u2', 'u3']),
})
const run = fc.record({
  goal: fc.constantFrom(...GOALS),
  targets,
  fates: fc.array(fate, { maxLength: 40 }),
  takes: fc.array(fc.nat(20), { maxLength: 2 }),
})

function takeOut(tenant: TestTenant, takes: readonly number[]): void {
  const ours = [...tenant.ipAllowList].filter((one) => !CUSTOMER.ipAllowList.includes(one))
  for (const take of takes) {
    const address = ours[take % Math.max(1, ours.length)]
    if (address) tenant.ipAllowList.delete(address)
  }
}

describe('the engine', () => {
  test('reaches any goal after any history of goals, failures and deaths, as if there had been none', async () => {
    const property = fc.asyncProperty(fc.array(run, { maxLength: 4 }), targets, async (runs, last) => {
      const tenant = tenantWithCustomer()
      const untouched = JSON.stringify(Object.values(tenant.objects).map((all) => [...all.values()][0]))
      for (const one of runs) {
        await play(tenant, one)
        takeOut(tenant, one.takes)
      }
      for (const goal of ['granted', 'deprovisioned', 'clean'] as const) {
        expect(await play(tenant, { goal, targets: last, ...CALM })).toBe('reached')
        const calm = tenantWithCustomer()
        for (const before of GOALS.slice(1, GOALS.indexOf(goal) + 1))
          await play(calm, { goal: before, targets: last, ...CALM })
        expect(standing(tenant)).toEqual(standing(calm))
        const { length } = tenant.writes
        expect(await play(tenant, { goal, targets: last, ...CALM })).toBe('reached')
        expect(tenant.writes.slice(length)).toEqual([])
      }
      expect(JSON.stringify(Object.values(tenant.objects).map((all) => [...all.values()][0]))).toBe(untouched)
      expect([...tenant.ipAllowList].sort()).toEqual(CUSTOMER.ipAllowList.toSorted())
      expect([...tenant.spoofItems.keys()]).toEqual(CUSTOMER.spoofItems)
    })
    await fc.assert(property, { numRuns: 150 })
  })

  test.each(['granted inbound', 'deprovisioned'] as const)(
    'addresses of a claim that nobody answered for are ours at first sight, however few stand later: %s',
    async (goal) => {
      const tenant = tenantWithCustomer()
      const untilDeath = (...fates: Fate[]): Run => ({
        goal: 'granted inbound',
        targets: { domains: [], users: [] },
        fates,
        takes: [],
      })
      await play(tenant, untilDeath('done', 'dies after'))
      expect(tenant.ipAllowList.size).toBeGreaterThan(CUSTOMER.ipAllowList.length + 5)
      for (const takes of [[0], [0, 1], [0, 1]]) {
        takeOut(tenant, takes)
        await play(tenant, { ...untilDeath('dies before'), goal })
      }
      expect(await play(tenant, { ...untilDeath(), goal: 'clean' })).toBe('reached')
      expect([...tenant.ipAllowList].sort()).toEqual(CUSTOMER.ipAllowList.toSorted())
    },
  )

  test('makes what the table says, and lists as published', async () => {
    const tenant = tenantWithCustomer()
    const targets = { domains: ['a.example'], users: ['u1'] }
    await play(tenant, { goal: 'granted', targets, ...CALM })
    const rows = TABLE.filter((row) => !isList(row))
    const count = Object.values(tenant.objects).reduce((sum, all) => sum + all.size - 1, 0)
    expect(count).toBe(rows.length)
    expect([...tenant.ipAllowList]).toEqual(expect.arrayContaining(addressesOf(SITE)))
    expect([...tenant.spoofItems.keys()]).toEqual([...CUSTOMER.spoofItems, ...PAIRS])
  })

  test('a worker whose lease another has taken writes nothing more', async () => {
    const tenant = tenantWithCustomer()
    const { session, journal } = tenant
    const targets = { domains: ['a.example'], users: ['u1'] }
    const { invoke } = session.exchange
    let writes = 0
    const overtaken: TestTenant['session'] = {
      ...session,
      exchange: {
        ...session.exchange,
        async invoke(cmdlet, parameters) {
          if (cmdlet.startsWith('New-') && ++writes === 3) {
            const later = tenant.clock.now + 3_600_000
            await journal.lease('another', 1, later)
          }
          return invoke(cmdlet, parameters)
        },
      },
    }
    const outcome = play(Object.assign({ ...tenant }, { session: overtaken }), {
      goal: 'granted',
      targets,
      ...CALM,
    })
    await expect(outcome).rejects.toThrow(LeaseLost)
    expect(writes).toBe(3)
    tenant.clock.now += 3_600_001
    expect(await play(tenant, { goal: 'clean', targets, ...CALM })).toBe('reached')
    expect(standing(tenant)).toEqual(standing(tenantWithCustomer()))
  })
})
