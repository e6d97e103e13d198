/** A rule that would hold too much stays as it is and goes on protecting; everything else is done, and told. */
import { expect, test } from 'vitest'
import { reachOn } from '../testing/run.ts'
import { testTenant } from '../testing/tenant.ts'

const FEW = ['contoso.com']
/** Of 44 characters each, and none below another. */
const MANY = Array.from({ length: 200 }, (_, i) => `${'x'.repeat(32)}-${String(i).padStart(3, '0')}.example`)

test('domains that come later and do not fit are an obstacle of the rules that would name them', async () => {
  const tenant = testTenant()
  await reachOn(tenant, 'granted', { domains: FEW, users: ['u1'] })
  tenant.clock.now += 86_400_000
  const before = tenant.writes.length
  const { obstacles, done, error } = await reachOn(tenant, 'granted', {
    domains: [...FEW, ...MANY],
    users: ['u1', 'u2'],
  })
  expect(obstacles.map(({ code, key, blocks }) => [code, key, blocks])).toEqual([
    ['too large', 'R1', false],
    ['too large', 'R5', false],
  ])
  expect(error).toBeUndefined()
  expect(done).toHaveLength(2)
  expect(tenant.writes.slice(before).some((write) => write.includes('TransportRule'))).toBe(false)
  const rules = [...(tenant.objects.TransportRule?.values() ?? [])]
  const named = rules.filter(({ Name }) => String(Name).includes('Domain'))
  expect(named.map(({ State }) => State)).toEqual(['Enabled', 'Enabled'])
  expect(named.map(({ RecipientDomainIs, SenderDomainIs }) => RecipientDomainIs ?? SenderDomainIs)).toEqual([
    FEW,
    FEW,
  ])
})
