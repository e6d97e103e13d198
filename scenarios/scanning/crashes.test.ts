/** Scanning whose process ends, or whose answers are lost, at any of its calls. */
import { describe, expect, test } from 'vitest'
import { catchUp, endScanning, remove, restore, subscribe, takeNotification } from '#cas-core/scanning'
import {
  BAD,
  type CallFate,
  FOLDER,
  type MailWorld,
  MINUTE,
  mailWorld,
  quarantined,
  statuses,
  subscribed,
  subscriptions,
} from './mail-world.ts'

/** Plays with a fate at each call, until none is left to be struck. Returns how many there were. */
async function atEachCall(
  fate: CallFate,
  play: (strike: (world: MailWorld) => void) => Promise<void>,
): Promise<number> {
  for (let nth = 0; nth < 60; nth++) {
    let struck: MailWorld | undefined
    await play((world) => {
      struck = world
      world.strike = { nth, fate }
    })
    if (!struck?.wasStruck) return nth
  }
  throw new Error('60 calls were not enough')
}

const FATES: readonly CallFate[] = ['dies before', 'dies after', 'answer lost', 'request lost']

describe.each(FATES)('when at any call it %s', (fate) => {
  test('one message becomes one item in one folder', async () => {
    const calls = await atEachCall(fate, async (strike) => {
      const world = await subscribed()
      world.receive(world.ada, BAD)
      await world.cloud.deliverNotifications()
      strike(world)
      const [work] = world.work.splice(0)
      if (!work) throw new Error('no notification came')
      await world.lived(() => takeNotification(world.scanning, work))
      world.clock.advance(MINUTE)
      await catchUp(world.scanning)
      expect(world.folders(world.ada)).toMatchObject([{ displayName: FOLDER }])
      expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`])
      expect(await statuses(world)).toEqual(['Quarantined'])
    })
    expect(calls).toBeGreaterThan(3)
  })

  test('the end leaves nothing of an item that was begun', async () => {
    await atEachCall(fate, async (strike) => {
      const world = await subscribed()
      world.receive(world.ada, BAD)
      await world.cloud.deliverNotifications()
      strike(world)
      const [work] = world.work.splice(0)
      if (!work) throw new Error('no notification came')
      await world.lived(() => takeNotification(world.scanning, work))
      await world.setGoal('revoked')
      expect((await endScanning(world.scanning)).obstacles).toEqual([])
      expect([world.folders(world.ada), subscriptions(world)]).toEqual([[], []])
    })
  })

  test('a restored message is back once, and a deleted one is gone', async () => {
    for (const [act, left, status] of [
      [restore, ['Invoice in Inbox'], 'RestoreSuccess'],
      [remove, [], 'DeleteSuccess'],
    ] as const) {
      const calls = await atEachCall(fate, async (strike) => {
        const { world, item } = await quarantined()
        strike(world)
        if (!(await world.lived(() => act(world.scanning, item.id)))) {
          await act(world.scanning, item.id)
          await catchUp(world.scanning)
        }
        expect(world.mail(world.ada)).toEqual(left)
        expect(await statuses(world)).toEqual([status])
      })
      expect(calls).toBeGreaterThan(2)
    }
  })

  test('each protected mailbox has one subscription, and after the end none', async () => {
    const calls = await atEachCall(fate, async (strike) => {
      const world = await mailWorld()
      await world.protect(world.ada, world.emmy)
      strike(world)
      await world.lived(() => subscribe(world.scanning))
      await subscribe(world.scanning)
      expect(subscriptions(world)).toHaveLength(2)
      world.receive(world.emmy, BAD)
      expect(await world.notified()).toEqual(['Quarantine'])
    })
    expect(calls).toBeGreaterThan(0)
    await atEachCall(fate, async (strike) => {
      const { world } = await quarantined()
      strike(world)
      await world.lived(() => endScanning(world.scanning))
      await endScanning(world.scanning)
      expect([world.folders(world.ada), subscriptions(world), world.mail(world.ada)]).toEqual([[], [], []])
    })
  })

  test('a round of changes goes on and finds everything', async () => {
    await atEachCall(fate, async (strike) => {
      const world = await subscribed()
      for (const subject of ['A', 'B']) world.receive(world.ada, { ...BAD, subject })
      strike(world)
      await world.lived(() => catchUp(world.scanning))
      await catchUp(world.scanning)
      expect(world.mail(world.ada)).toEqual([`A in ${FOLDER}`, `B in ${FOLDER}`])
      expect(await statuses(world)).toEqual(['Quarantined', 'Quarantined'])
    })
  })
})
