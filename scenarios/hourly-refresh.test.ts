/** The hourly refresh of the access token: what it asks for while nothing happens, and that nothing is taken away unnoticed. */
import { describe, expect, test } from 'vitest'
import { administrator } from './harness/administrator.ts'
import { meddle } from './harness/meddling.ts'
import { play } from './harness/play.ts'
import type { Script } from './harness/script.ts'
import { embeddedOrigin, type InProcessWorld, inlineAppId } from './harness/world.ts'

const HOUR = 3_600_000
const APP = 'Trend Micro Cloud App Security'

const SCRIPT: Script = {
  ...{ v: 1, name: 'hourly refresh', seed: 'hourly refresh', world: 'plain', site: 'EU' },
  ...{ directions: 'both', policies: 'mixed' },
  steps: [
    { op: 'consent', purpose: 'mail flow' },
    { op: 'assign role' },
    { op: 'consent', purpose: 'data sync' },
    { op: 'provision', expect: { outcome: 'done' } },
  ],
}

const person = (world: InProcessWorld) => administrator(world.fetch, world.origin.facts, 'admin')

describe('the hourly refresh', () => {
  const tokensAsked = ({ cloud }: InProcessWorld) =>
    cloud.calls.filter(({ operation }) => operation === 'POST /oauth2/v2.0/token').length

  async function settled(): Promise<InProcessWorld> {
    const { world } = await play(SCRIPT, embeddedOrigin(SCRIPT.world), { invariants: [] })
    // the first one tries each service
    await world.service.runDue(world.clock.now() + 2 * HOUR)
    return world
  }

  test('asks for one new token an hour while nothing is taken away', async () => {
    const world = await settled()
    const before = tokensAsked(world)
    const ran = await world.service.runDue(world.clock.now() + 12 * HOUR)
    expect(ran.map(({ what }) => what)).toEqual(Array(12).fill('refresh token'))
    expect(tokensAsked(world) - before).toBe(12)
  })

  /** Takes away what was consented to: all permissions of the resource of that name. */
  async function withdrawn(world: InProcessWorld, resource: string): Promise<void> {
    const principal = `/servicePrincipals(appId='${inlineAppId(world)}')`
    const { body } = await person(world).graph('GET', `${principal}/appRoleAssignments`)
    const rows = (body as { value: { id: string; resourceDisplayName: string }[] }).value
    const of = rows.filter(({ resourceDisplayName }) => resourceDisplayName === resource)
    expect(of.length).toBeGreaterThan(0)
    for (const { id } of of) {
      const { status } = await person(world).graph('DELETE', `${principal}/appRoleAssignments/${id}`)
      expect(status).toBe(204)
    }
  }

  test.each<[string, (world: InProcessWorld) => Promise<unknown>, string]>([
    ['the consent for mail flow', (world) => withdrawn(world, 'Office 365 Exchange Online'), 'role removed'],
    ['the consent for data sync', (world) => withdrawn(world, 'Microsoft Graph'), 'consent revoked'],
    ['the role', (world) => meddle(person(world), 'take role', APP), 'role removed'],
    ['the application', (world) => meddle(person(world), 'delete application', APP), 'application removed'],
    [
      'its right to sign in',
      (world) => meddle(person(world), 'disable application', APP),
      'application disabled',
    ],
  ])('notices within the hour that somebody takes away %s', async (_, take, cause) => {
    const world = await settled()
    await take(world)
    const at = world.clock.now()
    await world.service.runDue(at + HOUR)
    const [shown] = await world.service.notifications()
    expect(shown).toMatchObject({ code: 'token invalid', data: { cause } })
    expect((shown?.at ?? 0) - at).toBeLessThanOrEqual(HOUR + 2 * 60_000)
  })
})
