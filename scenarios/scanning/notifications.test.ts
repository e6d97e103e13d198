/** Lost notifications, subscriptions, and the end of scanning, played against the mock. */
import { describe, expect, test } from 'vitest'
import { catchUp, endScanning, nextRenewalAt, renew, subscribe, takeNotification } from '#cas-core/scanning'
import {
  BAD,
  DAY,
  FOLDER,
  GOOD,
  MINUTE,
  mailWorld,
  quarantined,
  reads,
  send,
  subscribed,
  subscriptions,
} from './mail-world.ts'

describe('a notification that is lost', () => {
  test('is made up for by a round of changes, which reads nothing twice', async () => {
    const world = await subscribed()
    world.receive(world.ada, { ...GOOD, subject: 'Before' })
    expect((await catchUp(world.scanning)).messages).toEqual({ Pass: 1 })
    world.receive(world.ada, BAD)
    world.receive(world.ada, { ...BAD, folder: 'junkemail' })
    expect((await catchUp(world.scanning)).messages).toEqual({ Quarantine: 2 })
    world.restart()
    world.calls.length = 0
    expect((await catchUp(world.scanning)).messages).toEqual({})
    expect(reads(world)).toEqual([])
    expect(await world.notified()).toContain('known item')
    expect(world.mail(world.ada).slice(1)).toEqual([`Invoice in ${FOLDER}`, `Invoice in ${FOLDER}`])
  })

  test('of a folder that rules fill is made up for once mail was seen there', async () => {
    const world = await subscribed()
    const made = Object(
      await send(world, 'POST', `/users/${world.ada}/mailFolders`, { displayName: 'Bills' }),
    )
    const toBills = async (mail: typeof BAD) => {
      const { id } = world.receive(world.ada, mail)
      await send(world, 'POST', `/users/${world.ada}/messages/${id}/move`, { destinationId: made.id })
    }
    await toBills(GOOD)
    await world.notified()
    await toBills(BAD)
    expect((await catchUp(world.scanning)).messages).toEqual({ 'scanned before': 1, Quarantine: 1 })
  })

  test('is no reason to read old mail: not that of before the grant, and not where the position is lost', async () => {
    const world = await mailWorld()
    world.receive(world.ada, { ...BAD, subject: 'Old' })
    world.clock.advance(10 * MINUTE)
    await subscribe(world.scanning)
    const [old] = world.tenant.find('messages', 'mailbox', world.ada)
    const subscription = String(world.tenant.list('subscriptions')[0]?.id)
    const moved = { kind: 'message', mailbox: world.ada, message: String(old?.id), subscription } as const
    expect(await takeNotification(world.scanning, moved)).toEqual({ outcome: 'came before protection' })
    for (const subject of ['A', 'B']) world.receive(world.ada, { ...GOOD, subject })
    await catchUp(world.scanning)
    world.clock.advance(DAY)
    await catchUp(world.scanning)
    world.receive(world.ada, BAD)
    const kept = await world.store.scanning.mailbox(world.ada)
    const positions = Object.fromEntries(
      Object.entries(kept?.positions ?? {}).map(([id, link]) => [
        id,
        link.replace(
          /deltatoken=.*/,
          `deltatoken=${Buffer.from('{"to":0,"offset":0,"options":"","scope":"x","from":0}').toString('base64url')}`,
        ),
      ]),
    )
    if (kept) await world.store.scanning.put({ ...kept, positions })
    world.restart()
    world.calls.length = 0
    expect((await catchUp(world.scanning)).messages).toEqual({ Quarantine: 1 })
    expect(reads(world).filter((one) => one.includes('internetMessageHeaders'))).toHaveLength(1)
    expect(world.mail(world.ada)).toContain('Old in Inbox')
  })

  test('is told by Graph when its endpoint was down too long, and the whole mailbox is listed then', async () => {
    const world = await subscribed()
    world.isUp = false
    const made = Object(
      await send(world, 'POST', `/users/${world.ada}/mailFolders`, { displayName: 'Bills' }),
    )
    const { id } = world.receive(world.ada, BAD)
    await send(world, 'POST', `/users/${world.ada}/messages/${id}/move`, { destinationId: made.id })
    for (let hour = 0; hour < 5; hour++) {
      for (let round = 0; round < 6; round++) {
        await world.notified()
        world.clock.advance(10 * MINUTE)
      }
    }
    world.isUp = true
    world.clock.advance(60 * MINUTE)
    expect(await world.notified()).toEqual(['caught up'])
    expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`])
  })
})

describe('subscriptions', () => {
  test('follow the targets, and nobody else’s are touched', async () => {
    const world = await subscribed()
    const other = {
      ...world.tenant.list('subscriptions')[0],
      ...{ id: 'other', applicationId: 'another application', clientState: 'its own' },
    }
    const write = {
      at: world.clock.now(),
      actor: { type: 'system', id: 'x', displayName: 'x' },
      call: 'x',
      requestId: 'x',
    } as const
    world.tenant.commit(write, 'subscriptions', 'other', other)
    await world.protect(world.emmy)
    expect(await subscribe(world.scanning)).toMatchObject({ made: 1, ended: 1, obstacles: [] })
    expect(subscriptions(world).sort()).toEqual(
      [`users/${world.ada}/messages`, `users/${world.emmy}/messages`].sort(),
    )
    expect(world.tenant.get('subscriptions', 'other')).toEqual(other)
    expect(await subscribe(world.scanning)).toMatchObject({ made: 0, ended: 0 })
    world.receive(world.ada, BAD)
    expect(await world.notified()).toEqual([])
    expect(world.mail(world.ada)).toEqual(['Invoice in Inbox'])
  })

  test('are renewed before they end, for as long as the product runs', async () => {
    const world = await subscribed()
    for (let week = 0; week < 4; week++) {
      const due = (await nextRenewalAt(world.scanning)) ?? 0
      expect(due - world.clock.now()).toBeGreaterThan(DAY)
      expect(await renew(world.scanning)).toMatchObject({ renewed: 0 })
      world.clock.advance(due - world.clock.now())
      expect(await renew(world.scanning)).toMatchObject({ renewed: 1, obstacles: [] })
    }
    world.receive(world.ada, BAD)
    expect(await world.notified()).toEqual(['Quarantine'])
    expect(subscriptions(world)).toHaveLength(1)
  })

  test('that ended are made again, and what came meanwhile is found', async () => {
    const world = await subscribed()
    world.clock.advance(7 * DAY)
    world.receive(world.ada, BAD)
    expect(await world.notified()).toEqual([])
    expect(await renew(world.scanning)).toMatchObject({ made: 1, obstacles: [] })
    expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`])
  })

  test('are renewed when Graph asks for it', async () => {
    const world = await subscribed()
    const [before] = world.tenant.list('subscriptions')
    world.clock.advance(6 * DAY - 30 * MINUTE)
    expect(await world.notified()).toEqual(['renewed'])
    const [after] = world.tenant.list('subscriptions')
    expect(after?.id).toBe(before?.id)
    expect(Date.parse(String(after?.expirationDateTime)) - world.clock.now()).toBeGreaterThan(5 * DAY)
  })

  test('that Graph has removed are made again', async () => {
    const world = await subscribed()
    const user = world.tenant.get('users', world.ada)
    const write = {
      at: world.clock.now(),
      actor: { type: 'system', id: 'x', displayName: 'x' },
      call: 'x',
      requestId: 'x',
    } as const
    world.tenant.commit(write, 'users', world.ada, { ...user, assignedLicenses: [], proxyAddresses: [] })
    await world.cloud.deliverNotifications()
    expect(subscriptions(world)).toEqual([])
    world.tenant.commit(write, 'users', world.ada, user)
    expect(world.work).toMatchObject([{ kind: 'lifecycle', event: 'subscriptionRemoved' }])
    world.receive(world.ada, BAD)
    expect(await world.notified()).toEqual(['caught up'])
    expect(subscriptions(world)).toHaveLength(1)
    expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`])
  })

  test('that are not known, or no longer, bring nothing about', async () => {
    const world = await subscribed()
    const { id } = world.receive(world.ada, BAD)
    const work = { kind: 'message', mailbox: world.ada, message: String(id) } as const
    const take = (subscription: string, mailbox = world.ada) =>
      takeNotification(world.scanning, { ...work, mailbox, subscription })
    expect(await take('another')).toEqual({ outcome: 'unknown subscription' })
    expect(await take('another', world.emmy)).toEqual({ outcome: 'not protected' })
    await world.setGoal('revoked')
    expect(await take(String(world.tenant.list('subscriptions')[0]?.id))).toEqual({ outcome: 'not granted' })
    expect(world.mail(world.ada)).toEqual(['Invoice in Inbox'])
  })
})

describe('the end', () => {
  test('takes subscriptions and quarantine folders away, and nothing else', async () => {
    const { world } = await quarantined()
    await send(world, 'POST', `/users/${world.ada}/mailFolders`, { displayName: 'Bills' })
    world.receive(world.ada, GOOD)
    await world.protect(world.ada, world.emmy)
    await subscribe(world.scanning)
    await world.setGoal('revoked')
    const before = world.tenant.position
    expect(await endScanning(world.scanning)).toEqual({
      ...{ subscriptions: 2, folders: [world.ada], obstacles: [] },
    })
    const kinds = new Set(
      world.tenant
        .changesSince(before)
        .map(({ kind, after }) => `${after ? 'change' : 'removal'} of ${kind}`),
    )
    expect([...kinds].sort()).toEqual([
      'removal of mailFolders',
      'removal of messages',
      'removal of subscriptions',
    ])
    expect(world.folders(world.ada).map(({ displayName }) => displayName)).toEqual(['Bills'])
    expect(world.mail(world.ada)).toEqual(['Lunch in Inbox'])
    expect(await endScanning(world.scanning)).toEqual({ subscriptions: 0, folders: [], obstacles: [] })
  })

  test('leaves nothing of somebody who has left the targets', async () => {
    const { world } = await quarantined()
    await world.protect(world.emmy)
    await subscribe(world.scanning)
    await endScanning(world.scanning)
    expect([world.folders(world.ada), subscriptions(world)]).toEqual([[], []])
  })

  test('is not stopped by a mailbox that is gone', async () => {
    const { world } = await quarantined()
    await world.protect(world.ada, world.emmy)
    await subscribe(world.scanning)
    world.receive(world.emmy, BAD)
    await world.notified()
    const write = {
      at: world.clock.now(),
      actor: { type: 'system', id: 'x', displayName: 'x' },
      call: 'x',
      requestId: 'x',
    } as const
    world.tenant.commit(write, 'users', world.ada, undefined)
    expect(await endScanning(world.scanning)).toMatchObject({ folders: [world.emmy] })
    expect(world.folders(world.emmy)).toEqual([])
  })
})
