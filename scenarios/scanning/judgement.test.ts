/** What is judged and by which policy, and mailboxes and reads that refuse, played against the mock. */
import { describe, expect, test } from 'vitest'
import { catchUp, endScanning, subscribe, withdraw } from '#cas-core/scanning'
import { compileMail, composeMail, deliverMail, type Entity, internetHost } from '#mock-m365'
import {
  BAD,
  FOLDER,
  GOOD,
  type MailWorld,
  mailWorld,
  quarantined,
  send,
  statuses,
  subscribed,
} from './mail-world.ts'

/** Through the mail flow of the tenant, from a stranger on the Internet. */
function cross(world: MailWorld, to: string, subject: string, headers: readonly string[] = []): void {
  const state = compileMail(world.tenant)
  const mail = { from: 'eve@example.com', to: [to], subject, headers, body: 'Open the file.' }
  const arrival = { ...composeMail(state, mail), at: world.clock.now() }
  const { fates } = deliverMail(state, arrival, [internetHost()], { keepMessages: true })
  for (const { recipient, fate, message } of fates) {
    const [user] = world.tenant.find('users', 'userPrincipalName', recipient)
    if (!message || !user || (fate !== 'inbox' && fate !== 'junk')) throw new Error(`${recipient}: ${fate}`)
    const lines = message.headers.map(([name, value]) => ({ name, value }))
    const folder = fate === 'junk' ? 'junkemail' : 'inbox'
    world.receive(String(user.id), {
      from: message.from,
      subject,
      body: message.body,
      headers: lines,
      folder,
    })
  }
}

const addressOf = ({ tenant }: MailWorld, user: string) =>
  String(tenant.get('users', user)?.userPrincipalName)

test('mail that crossed the mail flow is judged where it was delivered, the inbox or the junk folder', async () => {
  const world = await subscribed()
  cross(world, addressOf(world, world.ada), 'Bad', ['X-Scan-Test: malware'])
  cross(world, addressOf(world, world.ada), 'Spam', ['X-Filter-Test: spam', 'X-Scan-Test: malware'])
  cross(world, addressOf(world, world.ada), 'Fine')
  cross(world, addressOf(world, world.emmy), 'Unseen', ['X-Scan-Test: malware'])
  expect(await world.notified()).toEqual(['Quarantine', 'Quarantine', 'Pass'])
  expect(world.mail(world.ada)).toEqual([`Bad in ${FOLDER}`, 'Fine in Inbox', `Spam in ${FOLDER}`])
  expect(world.mail(world.emmy)).toEqual(['Unseen in Inbox'])
  const places = (await world.store.quarantine.items({ limit: 9 })).map(({ from }) => from)
  expect(new Set(places).size).toBe(2)
})

test('a policy that only monitors lets mail pass and says what was found', async () => {
  const world = await subscribed()
  await world.protectAll({ isMonitorOnly: true })
  await subscribe(world.scanning)
  world.receive(world.ada, BAD)
  expect(await world.notified()).toEqual(['Pass'])
  expect([world.mail(world.ada), world.folders(world.ada)]).toEqual([['Invoice in Inbox'], []])
  expect(world.said).toContainEqual(
    expect.objectContaining({ filter: 'Malware Scanning', action: 'Pass', policy: 'Malware' }),
  )
})

test('drafts are left alone, and so is everything while no policy is enabled', async () => {
  const world = await subscribed()
  await send(world, 'POST', `/users/${world.ada}/messages`, { subject: 'Draft' })
  expect(await world.notified()).toEqual(['draft'])
  await world.protectAll({ enabled: false })
  world.calls.length = 0
  world.receive(world.ada, BAD)
  expect(await world.notified()).toEqual(['no policy'])
  expect(world.calls).toEqual([])
})

const refusing = (part: string, status: number, code: string, times = Number.MAX_SAFE_INTEGER) => {
  let left = times
  const body = JSON.stringify({
    error: { code, message: 'Access is denied. Check credentials and try again.' },
  })
  const answer = { status, headers: { 'Content-Type': 'application/json' }, body }
  return {
    fired: [],
    hit: (_: unknown, { path }: { path: string }) =>
      path.includes(part) && left-- > 0 ? { name: 'refuses', play: () => answer } : undefined,
  }
}

describe('a mailbox that refuses', () => {
  test('is an obstacle of its own at the end, and is tried again', async () => {
    const { world } = await quarantined()
    await world.protect(world.ada, world.emmy)
    await subscribe(world.scanning)
    world.receive(world.emmy, BAD)
    await world.notified()
    await world.setGoal('revoked')
    world.faults = refusing(`/users/${world.ada}/mailFolders`, 403, 'ErrorAccessDenied')
    const { done, obstacles } = await withdraw(world.scanning)
    expect(done).toEqual([`remove folder ${FOLDER} of user ${world.emmy}`])
    expect(obstacles).toMatchObject([
      { name: `folder ${FOLDER} of user ${world.ada}`, data: { status: 403, error: 'ErrorAccessDenied' } },
    ])
    expect([world.folders(world.ada).length, world.folders(world.emmy).length]).toEqual([1, 0])
    world.faults = refusing('nothing', 403, 'x')
    expect(await endScanning(world.scanning)).toMatchObject({ folders: [world.ada], obstacles: [] })
    expect(world.folders(world.ada)).toEqual([])
  })

  test('keeps no other waiting in a round, and its message stays in the inbox as a failure', async () => {
    const world = await mailWorld()
    await world.protect(world.ada, world.emmy)
    await subscribe(world.scanning)
    for (const user of [world.ada, world.emmy]) world.receive(user, BAD)
    world.faults = refusing(`/users/${world.ada}/mailFolders/inbox`, 403, 'ErrorAccessDenied')
    const { messages, obstacles } = await catchUp(world.scanning)
    expect([messages, obstacles.map(({ mailbox }) => mailbox)]).toEqual([{ Quarantine: 1 }, [world.ada]])
    world.faults = refusing(`/users/${world.ada}/mailFolders`, 403, 'ErrorAccessDenied')
    await world.notified()
    expect((await statuses(world)).sort()).toEqual(['QuarantineFailure', 'Quarantined'])
    // and once it refuses no longer, the next round makes up for it
    world.faults = refusing('nothing', 403, 'x')
    world.restart()
    await catchUp(world.scanning)
    expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`])
    expect(await statuses(world)).toEqual(['Quarantined', 'Quarantined'])
  })

  test('is subscribed to as soon as it can be', async () => {
    const world = await mailWorld()
    const user = world.tenant.get('users', world.ada)
    const without = { ...user, assignedLicenses: [], proxyAddresses: [] }
    const commit = (after: Entity | undefined) => {
      const actor = { type: 'system', id: 'x', displayName: 'x' } as const
      const write = { at: world.clock.now(), actor, call: 'x', requestId: 'x' }
      world.tenant.commit(write, 'users', world.ada, after)
    }
    commit(without)
    await world.protect(world.ada, world.emmy)
    expect(await subscribe(world.scanning)).toMatchObject({ made: 1, obstacles: [{ mailbox: world.ada }] })
    commit(user)
    expect(await subscribe(world.scanning)).toMatchObject({ made: 1, obstacles: [] })
  })
})

test('one bad read does not let a message through', async () => {
  const world = await subscribed()
  const { key } = world.receive(world.ada, BAD)
  expect(key).toBeDefined()
  world.faults = refusing(`/users/${world.ada}/messages/`, 404, 'ErrorItemNotFound', 1)
  expect(await world.notified()).toEqual(['Quarantine'])
  expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`])
})

test('one bad listing makes no second folder', async () => {
  const { world } = await quarantined()
  const empty = { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"value":[]}' }
  let left = 1
  world.faults = {
    fired: [],
    hit: (_, { method, path }) =>
      method === 'GET' && path.endsWith('/mailFolders') && left-- > 0
        ? { name: 'empty', play: () => empty }
        : undefined,
  }
  world.receive(world.ada, { ...BAD, subject: 'Second' })
  expect(await world.notified()).toEqual(['Quarantine'])
  expect(world.folders(world.ada)).toHaveLength(1)
  expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`, `Second in ${FOLDER}`])
  expect(world.mail(world.emmy)).toEqual([])
  world.receive(world.ada, GOOD)
  expect(await world.notified()).toEqual(['Pass'])
})
