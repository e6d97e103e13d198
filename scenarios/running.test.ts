/** The service while it runs: what it does by itself from day to day, and what it makes up for, played against tenants. */
import { describe, expect, test } from 'vitest'
import type { RanWork, ReportSchedule, RunningMail } from '#cas-core'
import { administrator, assignExchangeRole } from './harness/administrator.ts'
import { meddle } from './harness/meddling.ts'
import { play } from './harness/play.ts'
import type { Script } from './harness/script.ts'
import { embeddedOrigin, type InProcessWorld, inlineAppId, type Warp } from './harness/world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const APP = 'Trend Micro Cloud App Security'

const GRANTED: Script['steps'] = [
  { op: 'consent', purpose: 'mail flow' },
  { op: 'assign role' },
  { op: 'consent', purpose: 'data sync' },
  { op: 'provision', expect: { outcome: 'done' } },
]

async function granted(site = 'EU', given: Partial<Script> = {}, warp: Warp = {}): Promise<InProcessWorld> {
  const script: Script = {
    ...{ v: 1, name: 'running', seed: 'running', world: 'plain', site },
    ...{ directions: 'both', policies: 'mixed', steps: GRANTED },
    ...given,
  }
  const { world, results } = await play(script, embeddedOrigin(script.world), { invariants: [], warp })
  expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done'])
  return world
}

/** A mail server that keeps what it takes. */
function mailbox(): RunningMail & { readonly taken: { subject: string; text: string }[] } {
  const taken: { subject: string; text: string }[] = []
  return {
    taken,
    recipients: ['it@contoso.example'],
    mailer: { send: async (message) => void taken.push(message) },
  }
}

const daysOn = (world: InProcessWorld, days: number): number => world.clock.now() + days * DAY
const whats = (ran: readonly RanWork[], what: RanWork['what']) => ran.filter((one) => one.what === what)
const time = (at: number): string => new Date(at).toISOString().slice(11, 16)
const person = (world: InProcessWorld) => administrator(world.fetch, world.origin.facts, 'admin')

async function recreate(world: InProcessWorld): Promise<string> {
  await world.service.beginRecreation()
  for (const purpose of ['mail flow', 'data sync'] as const) {
    const answer = await person(world).consent(world.service.consentUrl(purpose, purpose), 'accept')
    if ('refusal' in answer) return answer.refusal
    await world.service.acceptConsent(purpose, answer.callback, purpose)
  }
  const { outcome, message } = await world.service.recreateToken()
  return `${outcome}: ${message}`
}

describe('an account that nothing disturbs', () => {
  test('synchronizes every day of a month, refreshes its tokens every hour, and writes nothing', async () => {
    const world = await granted()
    const { position } = world.tenant
    const { version } = await world.journal.read(0)
    const ran = await world.service.runDue(daysOn(world, 31))
    expect(whats(ran, 'synchronize').map(({ beganAt }) => time(beganAt))).toEqual(Array(31).fill('00:15'))
    expect(whats(ran, 'refresh token').length).toBeGreaterThanOrEqual(31 * 24 - 1)
    expect(ran.filter(({ result }) => result.outcome !== 'done')).toEqual([])
    expect(world.tenant.changesSince(position)).toEqual([])
    // two entries a synchronization, and none for a refresh
    expect((await world.journal.read(0)).version - version).toBe(62)
  })

  test.each([
    ['EU', '00:15'],
    ['UK', '00:15'],
    ['Canada', '05:15'],
    ['US', '08:15'],
    ['India', '12:15'],
    ['Japan', '16:15'],
    ['Australia and New Zealand', '16:15'],
    ['Singapore', '17:15'],
    ['Middle East (UAE)', '20:15'],
  ])('of the site %s does so at %s UTC, before and after the clocks change', async (site, at) => {
    const world = await granted(site)
    // the weekends on which America and Europe change to summer time
    for (const day of [Date.UTC(2026, 2, 7, 21), Date.UTC(2026, 2, 28, 21)]) {
      world.clock.advance(day - world.clock.now())
      await world.service.runDue(world.clock.now())
      const ran = whats(await world.service.runDue(daysOn(world, 2)), 'synchronize')
      expect(ran.map(({ beganAt }) => time(beganAt))).toEqual([at, at])
    }
  })
})

test('a process that was down for three days makes up for one synchronization, and goes on daily', async () => {
  const world = await granted()
  world.clock.advance(3 * DAY)
  world.restart()
  const now = await world.service.runDue(world.clock.now())
  expect(now.map(({ what }) => what)).toEqual(['refresh token', 'synchronize'])
  expect(whats(await world.service.runDue(daysOn(world, 2)), 'synchronize')).toHaveLength(2)
})

test('a synchronization that fails is tried again with patience, and a restart does not lose it', async () => {
  const world = await granted()
  await world.service.runDue(world.clock.now())
  world.clock.advance(Date.UTC(2026, 0, 6, 0, 15) - world.clock.now())
  const busy = Array.from({ length: 40 }, (_, i) => i)
  world.faults.load(
    busy.map((occurrence) => ({ operation: 'GET /users/delta', occurrence, fault: 'server-error' })),
  )
  const failed = await world.service.runDue(world.clock.now())
  expect(whats(failed, 'synchronize').map(({ result }) => result.outcome)).toEqual(['failed'])
  world.faults.load([])
  world.restart()
  const ran = whats(await world.service.runDue(daysOn(world, 1) - HOUR), 'synchronize')
  expect(ran.map(({ result }) => result.outcome)).toEqual(['done'])
  expect(ran[0]?.beganAt).toBeLessThan(Date.UTC(2026, 0, 6, 1))
})

describe('an application that is deleted, for two days', () => {
  test('opens one incident, sends one e-mail, leaves the objects alone; recreation closes it and catches up', async () => {
    const world = await granted()
    const mail = mailbox()
    await world.service.runDue(daysOn(world, 1), mail)
    await meddle(person(world), 'delete application', APP)
    const { position } = world.tenant
    const ran = await world.service.runDue(daysOn(world, 2), mail)
    expect(world.tenant.changesSince(position)).toEqual([])
    expect(whats(ran, 'synchronize')).toEqual([])
    expect(whats(ran, 'refresh token').length).toBeGreaterThan(40)
    expect(mail.taken).toHaveLength(1)
    expect(mail.taken[0]?.subject).toContain('Access token invalid: Exchange Online')
    const shown = await world.service.notifications()
    expect(shown).toMatchObject([{ code: 'token invalid', isBanner: true }])
    // the next hour at the latest
    expect((shown[0]?.at ?? 0) - (ran[0]?.beganAt ?? 0)).toBeLessThan(HOUR + 2 * 60_000)
    expect(await world.service.synchronize()).toMatchObject({ outcome: 'failed', code: 'token invalid' })

    // the role went with the application
    expect(await recreate(world)).toMatch(/^failed: .*invalid/)
    await assignExchangeRole(person(world), inlineAppId(world), undefined)
    expect(await recreate(world)).toBe('done: the access token was recreated; the service account is valid')
    expect((await world.service.notifications()).filter(({ isBanner }) => isBanner)).toEqual([])
    const after = await world.service.runDue(world.clock.now() + 60_000, mail)
    expect(whats(after, 'synchronize').map(({ result }) => result.outcome)).toEqual(['done'])
    expect(mail.taken).toHaveLength(1)
    const names = world.tenant.list('TransportRule').map((rule) => String(rule.Name))
    expect(new Set(names).size).toBe(names.length)
  })

  test('is not reopened by somebody who is not a Global Administrator', async () => {
    const world = await granted()
    await meddle(person(world), 'delete application', APP)
    await world.service.runDue(world.clock.now() + 2 * HOUR)
    await world.service.beginRecreation()
    const reader = administrator(world.fetch, world.origin.facts, 'reader')
    const answer = await reader.consent(world.service.consentUrl('mail flow', 's'), 'accept')
    if ('callback' in answer)
      expect(await world.service.acceptConsent('mail flow', answer.callback, 's')).toMatchObject({
        outcome: 'refused',
      })
    expect(await world.service.recreateToken()).toMatchObject({ code: 'consent missing' })
    expect(await world.service.notifications()).toMatchObject([{ isBanner: true }])
  })
})

describe('the e-mail about an invalid token', () => {
  async function invalid(): Promise<InProcessWorld> {
    const world = await granted()
    await world.service.runDue(world.clock.now())
    await meddle(person(world), 'disable application', APP)
    return world
  }

  test('is sent later where the mail server does not take it, and once', async () => {
    const world = await invalid()
    const mail = mailbox()
    const tried: number[] = []
    const send: RunningMail['mailer']['send'] = async (message) => {
      tried.push(world.clock.now())
      if (tried.length < 3) throw new Error('451 try again later')
      await mail.mailer.send(message)
    }
    await world.service.runDue(daysOn(world, 1), { ...mail, mailer: { send } })
    expect(tried.map((at) => Math.round((at - (tried[0] ?? 0)) / 60_000))).toEqual([0, 5, 15])
    expect(mail.taken).toHaveLength(1)
  })

  test('is sent by a later process where the first one has ended before it', async () => {
    const world = await invalid()
    const mail = mailbox()
    await world.service.runDue(world.clock.now() + 2 * HOUR)
    world.restart()
    await world.service.runDue(world.clock.now() + 2 * HOUR, mail)
    await world.service.runDue(world.clock.now() + 2 * HOUR, mail)
    expect(mail.taken).toHaveLength(1)
  })

  test('is not sent a second time where the process ends while it hands it over', async () => {
    const world = await invalid()
    const mail = mailbox()
    const died = Promise.withResolvers<void>()
    const send = () => {
      died.resolve()
      return new Promise<void>(() => undefined)
    }
    void world.service.runDue(world.clock.now() + 2 * HOUR, { ...mail, mailer: { send } })
    await died.promise
    world.restart()
    await world.service.runDue(daysOn(world, 1), mail)
    expect(mail.taken).toEqual([])
    expect(await world.service.notifications()).toMatchObject([{ code: 'token invalid', isBanner: true }])
  })
})

test('access that works again closes the incident by itself', async () => {
  const world = await granted()
  await meddle(person(world), 'take role', APP)
  await world.service.runDue(world.clock.now() + 2 * HOUR)
  expect((await world.service.notifications())[0]).toMatchObject({
    code: 'token invalid',
    data: { cause: 'role removed' },
  })
  await assignExchangeRole(person(world), inlineAppId(world), undefined)
  await world.service.runDue(world.clock.now() + HOUR)
  expect((await world.service.notifications())[0]).toMatchObject({ code: 'token valid again' })
})

test('a refusal that passes within the minute is no incident', async () => {
  let refusals = 0
  const ports: Warp['ports'] = (given) => ({
    ...given,
    fetch: async (input, init) => {
      const isExchange = String(input).includes('outlook.office365.com')
      return isExchange && refusals-- > 0 ? new Response('', { status: 403 }) : given.fetch(input, init)
    },
  })
  const world = await granted('EU', {}, { ports })
  // the call, and its second try with a fresh token
  refusals = 2
  const ran = await world.service.runDue(world.clock.now() + 2 * HOUR)
  expect(refusals).toBeLessThanOrEqual(0)
  expect(ran.map(({ result }) => result.outcome)).toEqual(['done', 'done', 'done'])
  expect(await world.service.notifications()).toEqual([])
})

test('no secret is in the journal, whatever has happened', async () => {
  const world = await granted()
  await meddle(person(world), 'delete application', APP)
  await world.service.runDue(daysOn(world, 1), mailbox())
  const { records } = await world.journal.read(0)
  const written = JSON.stringify(records)
  expect(written).toContain('incident opened')
  for (const secret of ['mock-secret-of-the-inline-application', 'vendor key of', 'eyJ'])
    expect(written).not.toContain(secret)
})

test('a valid token may be recreated, which makes nothing a second time', async () => {
  const world = await granted()
  const objects = () =>
    ['TransportRule', 'InboundConnector', 'groups', 'TenantAllowBlockListSpoofItems'].map(
      (kind) => world.tenant.list(kind).length,
    )
  const before = objects()
  expect(await recreate(world)).toMatch(/^done/)
  expect(objects()).toEqual(before)
})

/** What the last synchronization says of other people's changes: `taken out I1 repaired`. */
async function driftAfterDay(world: InProcessWorld): Promise<string[]> {
  world.clock.advance(DAY)
  const { code } = await world.service.synchronize()
  expect(['synchronized', 'left undone']).toContain(code)
  const [last] = (await world.service.notifications()).filter((one) => one.code === 'drift found')
  if (!last || last.at < world.clock.now() - HOUR) return []
  const { findings } = last.data as { findings: { kind: string; key: string; outcome: string }[] }
  return findings.map(({ kind, key, outcome }) => `${kind} ${key} ${outcome}`).sort()
}

const SKIP_SPAM = 'TMCAS Inline Incoming Skip Spam Filter Transport Rule'
const GROUP = 'TMCAS Inline Incoming O365 Virtual Group'

describe('what people change in the product’s objects', () => {
  test.each([
    ['take out address', '20.4.48.48/28', 'taken out I1 repaired'],
    ['remove', SKIP_SPAM, 'removed R3 repaired'],
    ['disable connector', 'TMCAS Inline Inbound Connector for Incoming Message', 'changed C2 repaired'],
    ['strip of exceptions', 'TMCAS Inline Incoming Domain Transport Rule', 'changed R1 repaired'],
    ['rename group', GROUP, 'changed G1 repaired'],
    ['disable', 'TMCAS Inline Incoming Domain Transport Rule', 'switched off R1 left'],
  ] as const)('is found, told and repaired or left by rule: %s %s', async (act, value, told) => {
    const world = await granted()
    world.clock.advance(DAY)
    expect((await meddle(person(world), act, value)).status).toBeLessThan(400)
    expect(await driftAfterDay(world)).toEqual([told])
    // it is told once
    expect(await driftAfterDay(world)).toEqual([])
  })

  test('is told with what was there and what is there', async () => {
    const world = await granted()
    world.clock.advance(DAY)
    await meddle(person(world), 'rename group', GROUP)
    await driftAfterDay(world)
    const [told] = await world.service.notifications()
    expect(told?.data).toMatchObject({
      findings: [{ fields: { displayName: { expected: GROUP, found: `${GROUP} (renamed)` } } }],
    })
    expect(told?.message).toContain(`"${GROUP}" was changed in displayName, and is repaired`)
  })

  test('is not what policies and the directory change', async () => {
    const world = await granted()
    world.clock.advance(DAY)
    await meddle(person(world), 'add user', 'New Hire')
    await meddle(person(world), 'join group', 'New Hire in Research')
    expect(await driftAfterDay(world)).toEqual([])
    await world.service.changePolicy({ change: 'disable', id: 'ATP inbound domains' })
    expect(await driftAfterDay(world)).toEqual([])
    await world.service.changePolicy({ change: 'enable', id: 'ATP inbound domains' })
    expect(await driftAfterDay(world)).toEqual([])
  })

  test('is told of members too, where the targets are the same as before', async () => {
    const world = await granted()
    world.clock.advance(DAY)
    const { tenant } = world
    const id = String(tenant.find('groups', 'displayName', GROUP)[0]?.id)
    const member = String(tenant.find('groups/members', 'groupId', id)[0]?.memberId)
    const { status } = await person(world).graph('DELETE', `/groups/${id}/members/${member}/$ref`)
    expect(status).toBe(204)
    expect(await driftAfterDay(world)).toEqual(['changed G1 repaired'])
  })
})

describe('scheduled reports', () => {
  const WEEKLY: ReportSchedule = {
    ...{ id: 'r1', name: 'Monday', frequency: 'weekly', period: 'Last week' },
    ...{ sections: ['Total Scans and Detections', 'Service Activity'], isOn: true },
  }

  test('count what the product did in the week before, each Monday', async () => {
    const world = await granted()
    expect(await world.service.scheduleReport(WEEKLY)).toMatchObject({ outcome: 'done' })
    const ran = whats(await world.service.runDue(daysOn(world, 15)), 'generate report')
    // the runs begin on a Monday
    expect(ran.map(({ dueAt }) => new Date(dueAt).toISOString().slice(0, 10))).toEqual([
      '2026-01-12',
      '2026-01-19',
    ])
    const { reports } = await world.service.reports()
    expect(reports.map(({ counts }) => counts.synchronizations)).toEqual([7, 6])
    // the second week had changes in its grant only
    expect(reports[0]?.counts.changes).toBe(0)
    expect(reports[1]?.counts.changes).toBeGreaterThan(10)
  })

  test('that were missed are made up for by one', async () => {
    const world = await granted()
    await world.service.scheduleReport(WEEKLY)
    world.clock.advance(30 * DAY)
    expect(whats(await world.service.runDue(world.clock.now()), 'generate report')).toHaveLength(1)
    const { reports } = await world.service.reports()
    expect(new Date(reports[0]?.from ?? 0).toISOString().slice(0, 10)).toBe('2026-01-26')
  })

  test('stop when access is revoked, and say so', async () => {
    const world = await granted()
    await world.service.scheduleReport(WEEKLY)
    await world.service.deprovision()
    expect(await world.service.runDue(daysOn(world, 30))).toEqual([])
    const { schedules } = await world.service.reports()
    expect(schedules).toMatchObject([{ isOn: false, status: 'Stopped: access revoked' }])
    expect(await world.service.scheduleReport(WEEKLY)).toMatchObject({ code: 'service not granted' })
  })
})

test('what is due waits while another worker has the account, and is done when that one has ended', async () => {
  const world = await granted()
  world.clock.advance(DAY)
  await world.journal.lease('process 2', 10 * 60_000, world.clock.now())
  expect(await world.service.runDue(world.clock.now())).toEqual([])
  world.clock.advance(10 * 60_000)
  const ran = await world.service.runDue(world.clock.now())
  expect(ran.map(({ what }) => what)).toEqual(['refresh token', 'synchronize'])
})

test('nothing is due after access was revoked, and no call is made', async () => {
  const world = await granted()
  expect(await world.service.deprovision()).toMatchObject({ outcome: 'done' })
  const calls = world.cloud.calls.length
  expect(await world.service.nextDueAt()).toBe(undefined)
  expect(await world.service.runDue(daysOn(world, 400))).toEqual([])
  expect(world.cloud.calls.length).toBe(calls)
})
