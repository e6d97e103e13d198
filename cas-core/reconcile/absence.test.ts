/** One wrong listing of our own objects makes no stage end before its time, and gives us nothing of the customer's. */
import { describe, expect, test } from 'vitest'
import { reachOn, SITE } from '../testing/run.ts'
import { type TestTenant, testTenant } from '../testing/tenant.ts'

const TARGETS = { domains: ['contoso.com'], users: ['u1'] }

/** Has one cmdlet show nothing, as often as told. */
function emptied(tenant: TestTenant, cmdlet: string, times = 1): TestTenant {
  let left = times
  const read: TestTenant['session']['read'] = async (name, ...rest) =>
    name === cmdlet && left-- > 0 ? [] : tenant.session.read(name, ...rest)
  return { ...tenant, session: { ...tenant.session, read } }
}

describe.each(['TransportRule', 'InboundConnector', 'OutboundConnector'])('%s: one empty listing', (noun) => {
  test.each(['deprovisioned', 'clean'] as const)('leaves nothing behind at the goal "%s"', async (goal) => {
    const [sound, struck] = [testTenant(), testTenant()]
    for (const tenant of [sound, struck]) {
      await reachOn(tenant, 'granted', TARGETS)
      if (goal === 'clean') await reachOn(tenant, 'deprovisioned', TARGETS)
      // nothing is so young that it would be waited for
      tenant.clock.now += 86_400_000
    }
    await reachOn(sound, goal, TARGETS)
    const { obstacles, error } = await reachOn(emptied(struck, `Get-${noun}`), goal, TARGETS)
    expect([obstacles, error]).toEqual([[], undefined])
    // in the same order too: what refers to others goes before them
    expect(struck.writes).toEqual(sound.writes)
  })
})

test('what the customer had allowed is not claimed, though the list is not shown once', async () => {
  const tenant = testTenant()
  const own = SITE.inbound[0] ?? ''
  tenant.ipAllowList.add(own)
  await reachOn(emptied(tenant, 'Get-HostedConnectionFilterPolicy'), 'granted', TARGETS)
  await reachOn(tenant, 'deprovisioned', TARGETS)
  await reachOn(tenant, 'clean', TARGETS)
  expect([...tenant.ipAllowList]).toEqual([own])
})
