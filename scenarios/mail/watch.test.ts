/** The probes themselves: that they are many enough to see something, and that what is remembered is what is. */
import { describe, expect, test } from 'vitest'
import { compileMail, type View } from '#mock-m365'
import { publishedSite } from '../expected.ts'
import { play } from '../harness/play.ts'
import { FOUR_STAGES, type Script } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import { endsIn, freshEnds } from './journeys.ts'
import { outsideOf } from './outside.ts'
import { forgeableHeadersIn } from './probes.ts'
import { mailWatchOf, settingOf } from './watch.ts'

const script = (world: string, policies: Script['policies']): Script => ({
  v: 1,
  name: 'mail',
  seed: 'mail',
  world,
  site: 'Japan',
  directions: 'both',
  policies,
  steps: FOUR_STAGES,
})

const CASES = ['plain', 'busy', 'unguarded'].flatMap((world) =>
  (['all', 'mixed', 'none'] as const).map((policies) => ({ world, policies })),
)

describe.for(CASES)('four stages on $world, policies $policies', ({ world, policies }) => {
  test('what is remembered of a tenant is what its mail does, after every write', async () => {
    const played = await play(script(world, policies), embeddedOrigin(world), { invariants: [] })
    const { tenant } = played.world
    const setting = settingOf(played.world)
    for (let position = 0; position <= tenant.position; position++) {
      const state = compileMail(tenant.before(position))
      const forgeable = forgeableHeadersIn(tenant.before(position))
      const fresh = freshEnds(state, setting, forgeable)
      expect(endsIn(tenant.before(position), setting)).toEqual(fresh)
    }
  })

  test('every write that mail can meet is watched, and none is unsafe', async () => {
    const watched: (readonly [op: string, writes: number, unsafe: number])[] = []
    await play(script(world, policies), embeddedOrigin(world), {
      onStep(moment) {
        const { writes, unsafe } = mailWatchOf(moment) ?? {}
        if (writes !== undefined) watched.push([moment.step.op, writes, unsafe ?? 0])
      },
    })
    expect(watched.map(([op]) => op)).toEqual(['provision', 'deprovision', 'clean up'])
    for (const [, writes, unsafe] of watched) expect([writes > 5, unsafe]).toEqual([true, 0])
  })
})

test('probes are scanned while access is granted, in both directions and only then', async () => {
  const scans: string[] = []
  await play(script('plain', 'all'), embeddedOrigin('plain'), {
    onStep({ world, step }) {
      const setting = settingOf(world)
      // mail of another customer is scanned on the other side, whatever happens here
      const ends = endsIn(world.tenant, setting).flatMap((ends, i) =>
        setting.probes[i]?.name.includes('another customer') ? [] : ends,
      )
      scans.push(`${step.op}: ${new Set(ends.flatMap((end) => end.scans)).size}`)
    },
  })
  expect(scans).toEqual([
    'consent: 0',
    'assign role: 0',
    'consent: 0',
    'provision: 2',
    'advance: 2',
    'synchronize: 2',
    'deprovision: 0',
    'clean up: 0',
  ])
})

test('a pair is remembered with the senders that it meets', async () => {
  const { world } = await play(script('plain', 'none'), embeddedOrigin('plain'), { invariants: [] })
  const setting = settingOf(world)
  const blocking = (SpoofedUser: string): View => ({
    get: (kind, key) => world.tenant.get(kind, key),
    find: (kind, property, value) => world.tenant.find(kind, property, value),
    list: (kind) =>
      kind === 'TenantAllowBlockListSpoofItems'
        ? [{ SpoofedUser, SendingInfrastructure: '*', SpoofType: 'External', Action: 'Block' }]
        : world.tenant.list(kind),
  })
  const junkOf = (sender: string) =>
    endsIn(blocking(sender), setting).flatMap((ends, i) =>
      ends.some(({ fate }) => fate === 'junk') ? [setting.probes[i]?.message.headers[0]?.[1]] : [],
    )
  expect(new Set(junkOf('news@strict.example'))).toEqual(
    new Set(['news@strict.example', 'friend@partner.example']),
  )
  expect(new Set(junkOf('friend@partner.example'))).toEqual(new Set(['friend@partner.example']))
})

test('scanners return mail from addresses that are published', () => {
  const site = publishedSite('EU')
  const message = { from: 'a@b.example', to: ['c@d.example'], headers: [], body: '', attachments: [] }
  const connection = { ip: '192.0.2.1', helo: 'x' }
  const [inbound] = outsideOf('EU')
  const returned = [0, 1, 2, 3, 4].map((size) => inbound?.receive({ ...message, size }, connection))
  const ips = returned.map((one) => (one?.kind === 'scanned' ? one.returned[0]?.connection.ip : undefined))
  expect(ips).toEqual(['20.4.48.56', ...site.inbound.slice(1)])
})
