/** One worker at a time on an account, and what an account is given is checked before it is written down. */
import { describe, expect, test } from 'vitest'
import { inlineService, type Policy, type Ports, type Settings } from '../index.ts'
import { memoryStore } from '../store/memory-store.ts'

const TENANT = '11111111-1111-4111-8111-111111111111'
const SETTINGS: Settings = {
  ...{ tenantId: TENANT, site: 'EU', directions: 'both', vendorKey: 'key' },
  application: { clientId: TENANT, clientSecret: 'x', redirectUri: 'https://console.example/' },
}
const ALL: Policy = { name: 'All', kind: 'ATP', direction: 'inbound', enabled: true, targets: { all: true } }

/** Ports over a network that never answers, until it is told to fail. */
function silentPorts() {
  const { journal, directory } = memoryStore().of('account')
  const clock = { at: 0 }
  const hangUp: (() => void)[] = []
  const portsOf = (worker: string): Ports => ({
    clock: {
      now: () => clock.at,
      sleep: async (ms) => {
        clock.at += ms
      },
    },
    ids: { uuid: () => '80000000-0000-4000-8000-000000000000' },
    fetch: () => new Promise((_, reject) => hangUp.push(() => reject(new Error('hung up')))),
    log: { info: () => undefined, warn: () => undefined },
    journal,
    directory,
    worker,
  })
  return { journal, clock, portsOf, hangUp }
}

const CONSENT = `https://console.example/?admin_consent=True&state=s&tenant=${TENANT}`

async function consented(service: ReturnType<typeof inlineService>): Promise<void> {
  for (const purpose of ['mail flow', 'data sync'] as const)
    expect(await service.acceptConsent(purpose, CONSENT, 's')).toMatchObject({ outcome: 'done' })
}

describe('a second worker', () => {
  test('on one journal is told who works and until when, and works when the lease has ended', async () => {
    const { clock, portsOf } = silentPorts()
    const first = inlineService(portsOf('process 1'), SETTINGS)
    const second = inlineService(portsOf('process 2'), SETTINGS)
    await consented(first)
    void first.provision()
    expect(await second.deprovision()).toMatchObject({
      outcome: 'refused',
      code: 'worker busy',
      data: { holder: 'process 1', until: '1970-01-01T00:10:00.000Z' },
      message: expect.stringContaining('process 1 works on this account, until 1970-01-01T00:10:00.000Z'),
    })
    clock.at = 10 * 60_000
    expect(await second.setPolicies([])).toMatchObject({ outcome: 'done' })
  })

  test('that takes over leaves nothing to write to the first, which says so', async () => {
    const { clock, portsOf, hangUp, journal } = silentPorts()
    const first = inlineService(portsOf('process 1'), SETTINGS)
    await consented(first)
    const overtaken = first.provision()
    for (let i = 0; i < 20; i++) await Promise.resolve()
    clock.at = 10 * 60_000
    expect(await inlineService(portsOf('process 2'), SETTINGS).setPolicies([ALL])).toMatchObject({
      outcome: 'done',
    })
    const { version } = await journal.read(0)
    const end = await Promise.race([
      overtaken,
      (async () => {
        for (let i = 0; i < 1_000; i++) {
          for (const fail of hangUp.splice(0)) fail()
          await new Promise((resolve) => setImmediate(resolve))
        }
        return undefined
      })(),
    ])
    expect(end).toMatchObject({ outcome: 'failed', code: 'taken over' })
    expect((await journal.read(0)).version).toBe(version)
  })

  test('in the same process is told too', async () => {
    const { portsOf } = silentPorts()
    const service = inlineService(portsOf('process 1'), SETTINGS)
    await consented(service)
    void service.provision()
    expect(await service.synchronize()).toMatchObject({ outcome: 'refused', code: 'worker busy' })
  })
})

describe('policies', () => {
  test('of the settings are taken over once, and changed by their own operation afterwards', async () => {
    const { portsOf, journal } = silentPorts()
    await inlineService(portsOf('a'), { ...SETTINGS, policies: [ALL] }).deprovision()
    await inlineService(portsOf('a'), { ...SETTINGS, policies: [] }).deprovision()
    await inlineService(portsOf('a'), SETTINGS).setPolicies([{ ...ALL, enabled: false }])
    const { records } = await journal.read(0)
    expect(records.filter(({ type }) => type === 'policies')).toMatchObject([
      { policies: [ALL] },
      { policies: [{ ...ALL, enabled: false }] },
    ])
  })

  test.each([
    [[{ ...ALL, kind: 'DLP' }], /policies.*direction/],
    [[ALL, { ...ALL, targets: { domains: [''] } }], /policies.*1/],
    [[{ ...ALL, colour: 'red' }], /policies.*colour/],
    ['all', /policies/],
  ])('that are ill-formed are refused as a whole, with the place: %j', async (policies, said) => {
    const { portsOf, journal } = silentPorts()
    const service = inlineService(portsOf('a'), SETTINGS)
    const answer = await service.setPolicies(policies as readonly Policy[])
    expect(answer).toMatchObject({
      outcome: 'refused',
      code: 'ill-formed',
      message: expect.stringMatching(said),
    })
    const other = inlineService(portsOf('a'), { ...SETTINGS, policies: policies as readonly Policy[] })
    expect(await other.setProtection({ inbound: true, outbound: true })).toMatchObject({ outcome: 'done' })
    const { records } = await journal.read(0)
    expect(records.filter(({ type }) => type === 'policies')).toMatchObject([{ policies: [] }])
  })

  test('a switch that is neither on nor off is refused', async () => {
    const { portsOf } = silentPorts()
    const service = inlineService(portsOf('a'), SETTINGS)
    expect(await service.setProtection({ inbound: 'on', outbound: true } as never)).toMatchObject({
      outcome: 'refused',
      code: 'ill-formed',
    })
    expect(await service.setProtection({ inbound: false, outbound: true })).toMatchObject({
      outcome: 'done',
      message:
        'inline protection is off for incoming and on for outgoing mail from the next synchronization on',
    })
  })
})
