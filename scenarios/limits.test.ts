/** Limits of Microsoft's services are planned against: what does not fit is refused before anything is written. */
import { describe, expect, test } from 'vitest'
import { cloudWith, customerTenant, factsOf, seededIds, virtualClock, WORLDS } from '#mock-m365'
import { play } from './harness/play.ts'
import { GRANT, type Script, type Step } from './harness/script.ts'
import { EPOCH_MS, type Origin } from './harness/world.ts'

type Customer = Parameters<typeof customerTenant>[0]

const plain = WORLDS.find(({ name }) => name === 'plain')?.customer
if (!plain) throw new Error('there is no world "plain"')

/** The plain tenant with something more in it. */
function originWith(more: Partial<Customer>): Origin {
  const customer = { ...plain, ...more } as Customer
  const surroundings = { clock: virtualClock(EPOCH_MS), ids: seededIds('limits') }
  const cloud = cloudWith([customerTenant(customer, EPOCH_MS)], surroundings)
  return { name: 'limits', cloud, facts: factsOf(customer) }
}

const script = (policies: Script['policies'], steps: readonly Step[] = GRANT): Script => ({
  v: 1,
  name: 'limits',
  seed: 'limits',
  world: 'state',
  site: 'EU',
  directions: 'both',
  policies,
  steps,
})

async function grantOn(more: Partial<Customer>, policies: Script['policies'] = 'all', steps = GRANT) {
  const { results, stages, findings, world } = await play(script(policies, steps), originWith(more))
  const last = results.at(-1)
  const changes = world.tenant
    .changesSince()
    .filter(({ kind }) => /Rule|Connector|Policy|Items|^groups$/.test(kind))
  const { outcome, code, message } = last ?? {}
  return { outcome, code, message, changes, findings, tenant: world.tenant, stages }
}

const many = <Made>(count: number, make: (i: number) => Made): Made[] =>
  Array.from({ length: count }, (_, i) => make(i))
const rule = (i: number) => ({ Name: `Rule ${i}`, State: 'Enabled', SenderDomainIs: [`sender-${i}.example`] })
const address = (i: number) => `198.18.${Math.floor(i / 250)}.${1 + (i % 250)}`
const spoofItem = (i: number) => ({
  SpoofedUser: `user-${i}@partner.example`,
  SendingInfrastructure: 'mail.partner.example',
  SpoofType: 'External' as const,
  Action: (i % 2 === 0 ? 'Allow' : 'Block') as 'Allow' | 'Block',
})
/** Of 45 characters each. */
const domain = (i: number) =>
  `${'division-of-a-company-with-names'.slice(0, 31)}-${String(i).padStart(3, '0')}.example.`.concat('c')
const [initial = '', own = ''] = plain.domains

const TOO_MANY: readonly (readonly [what: string, more: Partial<Customer>, said: string])[] = [
  [
    '295 rules',
    { transportRules: many(295, rule) },
    'the tenant has 295 of 300 transport rules and 6 are needed',
  ],
  [
    '1,264 allowed addresses',
    { ipAllowList: many(1264, address) },
    'the IP Allow List has 1264 of 1273 entries and 10 are needed',
  ],
  [
    '1,024 spoofed senders, half of them blocked',
    { spoofItems: many(1024, spoofItem) },
    'has 1024 of 1024 spoofed senders and 1 are needed',
  ],
  [
    '200 domains that have nothing in common',
    { domains: [initial, own, ...many(200, domain)] },
    '"TMCAS Inline Incoming Domain Transport Rule" would hold',
  ],
]

test.each(TOO_MANY)(
  '%s leave no room: the grant is refused and nothing is written',
  async (_what, more, said) => {
    const { outcome, message, changes, findings } = await grantOn(more)
    expect([outcome, message]).toEqual(['refused', expect.stringContaining(said)])
    expect(message).toMatch(/, then try again$/)
    expect([changes, findings.filter(({ invariant }) => invariant !== 'stage ends as it should')]).toEqual([
      [],
      [],
    ])
  },
)

const JUST_FITTING: readonly (readonly [what: string, more: Partial<Customer>])[] = [
  ['294 rules', { transportRules: many(294, rule) }],
  ['1,263 allowed addresses', { ipAllowList: many(1263, address) }],
  ['1,023 spoofed senders', { spoofItems: many(1023, spoofItem) }],
]

test.each(JUST_FITTING)('%s leave just enough room', async (_what, more) => {
  const { outcome, findings } = await grantOn(more)
  expect([outcome, findings]).toEqual(['done', []])
})

test('what is said of domains has a name of its own', async () => {
  expect(await grantOn({ domains: [initial, own, ...many(200, domain)] })).toMatchObject({
    outcome: 'refused',
    code: 'rule too large',
  })
})

describe('200 domains below one', () => {
  const domains = [
    initial,
    own,
    ...many(200, (i) => `division-with-a-long-name-number-${String(i).padStart(3, '0')}.${own}`),
  ]

  test('are named by the one above them, which covers them', async () => {
    const { outcome, tenant, findings } = await grantOn({ domains })
    expect([outcome, findings]).toEqual(['done', []])
    const [rerouting] = tenant.find('TransportRule', 'Name', 'TMCAS Inline Incoming Domain Transport Rule')
    expect(rerouting?.RecipientDomainIs).toEqual([own, initial])
    expect(rerouting?.State).toBe('Enabled')
  })
})
