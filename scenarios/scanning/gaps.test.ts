/** What public reports met where notifications and subscriptions are lost, doubled or moved, played against the mock. */
import { expect, test } from 'vitest'
import { catchUp, subscribe, takeNotification } from '#cas-core/scanning'
import { BAD, GOOD, type MailWorld, MINUTE, send, subscribed, subscriptions } from './mail-world.ts'

const SPAM = { ...GOOD, headers: [{ name: 'X-Scan-Test', value: 'delete' }] }

/** Mail that a rule of the mailbox puts into a folder of which the product has not heard. */
async function receiveAside(world: MailWorld, count: number, secondsApart: number): Promise<void> {
  const path = `/users/${world.ada}`
  const bills = Object(await send(world, 'POST', `${path}/mailFolders`, { displayName: 'Bills' }))
  for (let i = 0; i < count; i++) {
    const { id } = world.receive(world.ada, { ...SPAM, subject: `Spam ${i}` })
    await send(world, 'POST', `${path}/messages/${id}/move`, { destinationId: bills.id })
    world.clock.advance(secondsApart * 1_000)
  }
}

const told = async (world: MailWorld, event: 'missed' | 'subscriptionRemoved') =>
  takeNotification(world.scanning, {
    ...({ kind: 'lifecycle', mailbox: world.ada, event } as const),
    subscription: String(world.tenant.list('subscriptions')[0]?.id),
  })

// https://github.com/microsoftgraph/microsoft-graph-docs/issues/7569: pages by $skip lose what moves over their edge
test.each([
  ['one after the other', 1],
  ['all in one second', 0],
])('what a verdict deletes from a list moves no message out of it: %s', async (_, secondsApart) => {
  const world = await subscribed()
  await receiveAside(world, 250, secondsApart)
  world.clock.advance(MINUTE)
  expect(await told(world, 'missed')).toEqual({ outcome: 'caught up', obstacles: [] })
  expect(world.mail(world.ada)).toEqual([])
})

test('a list of more messages of one second than a page holds is read to its end', async () => {
  const world = await subscribed()
  for (let i = 0; i < 230; i++) world.receive(world.ada, { ...GOOD, subject: `Lunch ${i}` })
  world.receive(world.ada, BAD)
  world.clock.advance(MINUTE)
  await told(world, 'missed')
  expect(world.mail(world.ada).filter((one) => one.startsWith('Invoice in Inbox'))).toEqual([])
})

// https://github.com/abraunegg/onedrive/pull/2516: the subscription of an earlier address answers 409 to the new one
test('an endpoint that has moved takes the mailboxes with it', async () => {
  const world = await subscribed()
  const moved = {
    notificationUrl: 'https://elsewhere.example/notify',
    lifecycleNotificationUrl: 'https://elsewhere.example/lifecycle',
  }
  const scanning = { ...world.scanning, endpoints: moved }
  expect(await subscribe(scanning)).toMatchObject({ made: 1, ended: 1, obstacles: [] })
  expect(world.tenant.list('subscriptions').map(({ notificationUrl }) => notificationUrl)).toEqual([
    moved.notificationUrl,
  ])
  world.receive(world.ada, BAD)
  expect(await world.notified()).toEqual(['Quarantine'])
  expect(await subscribe(scanning)).toMatchObject({ made: 0, ended: 0 })
})

// https://github.com/microsoftgraph/msgraph-sdk-javascript/issues/906: the list shows what has run out
test('a subscription that has run out and is still listed does not count as standing', async () => {
  const world = await subscribed()
  const [before] = world.tenant.list('subscriptions')
  const { session } = world.scanning
  const list: typeof session.list = async (path) => {
    const rows = await session.list(path)
    return path === '/subscriptions' ? [{ ...before, expirationDateTime: '2026-01-01T00:00:00Z' }] : rows
  }
  await send(world, 'DELETE', `/subscriptions/${before?.id}`)
  expect(await subscribe({ ...world.scanning, session: { ...session, list } })).toMatchObject({ made: 1 })
  expect(subscriptions(world)).toEqual([`users/${world.ada}/messages`])
})

// https://github.com/microsoftgraph/microsoft-graph-docs/issues/2162: the next link itself is forgotten, each time
test('a round whose next links never last comes to an end, and is told as an obstacle of the mailbox', async () => {
  const world = await subscribed()
  for (let i = 0; i < 150; i++) world.receive(world.ada, { ...GOOD, subject: `Lunch ${i}` })
  let asked = 0
  const body = JSON.stringify({
    error: { code: 'SyncStateNotFound', message: 'The sync state is not found' },
  })
  const forgotten = {
    name: 'links are forgotten',
    play: () => {
      // far more than a product needs that gives up
      if (++asked > 50) throw new Error('it is asked without end')
      return { status: 410, headers: { 'content-type': 'application/json' }, body }
    },
  }
  world.faults = {
    hit: (_, { query }) => (query.includes('skiptoken') ? forgotten : undefined),
    fired: [],
  }
  const { obstacles } = await catchUp(world.scanning)
  expect(obstacles).toMatchObject([{ mailbox: world.ada, error: { code: 'SyncStateNotFound' } }])
  world.faults = { hit: () => undefined, fired: [] }
  expect(await catchUp(world.scanning)).toMatchObject({ obstacles: [] })
})
