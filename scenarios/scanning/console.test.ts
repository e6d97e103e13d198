/** Scanning as the console's operations work it: API mode is granted, mail comes, and a person looks after the quarantine. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import { testScanner } from '#cas-core/scanning'
import {
  type Callout,
  deliver,
  fetchOf,
  type Heard,
  type IncomingMail,
  seededIds,
  type Tenant,
  type VirtualClock,
  virtualClock,
} from '#mock-m365'
import { administrator, givePermission } from '../harness/administrator.ts'
import { EPOCH_MS, embeddedOrigin } from '../harness/world.ts'
import { BAD, DAY, FOLDER, GOOD, MINUTE } from './mail-world.ts'

const AT = { service: 'Exchange Online' }
const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }
const HOUR = 60 * MINUTE

interface Mode {
  readonly tenant: Tenant
  readonly clock: VirtualClock
  readonly store: ReturnType<typeof memoryStore>
  /** Whether the endpoints answer. */
  isUp: boolean
  ask(operation: string, input?: object, user?: ConsoleUser): Promise<Answer>
  /** Credentials of the tenant's administrator. */
  readonly administrator: { readonly username: string; readonly password: string }
  /** A new process of the product over the same store. */
  restart(): void
  consent(): Promise<Answer>
  idOf(displayName: string): string
  receive(displayName: string, mail: IncomingMail): void
  notify(): Promise<void>
  /** What was done up to a moment, as `work outcome`. */
  run(ms: number): Promise<string[]>
  /** Operations that Microsoft’s services were asked for. */
  calls(): string[]
  /** Display names of those whose mailbox has a subscription. */
  subscribed(): string[]
  items(): Promise<readonly { id: string; status: string; subject: string }[]>
}

function apiMode(): Mode {
  const { facts, cloud: origin } = embeddedOrigin('plain')
  const clock = virtualClock(EPOCH_MS)
  const ids = seededIds('console')
  const cloud = origin.fork({ clock, ids, notify: (callout) => heard(mode, callout) })
  const tenant = cloud.tenantNamed(facts.tenantId)
  if (!tenant) throw new Error('the world has no tenant')
  const fetch = fetchOf(cloud)
  const store = memoryStore()
  const person = administrator(fetch, facts, 'admin')
  const begun = () =>
    new Product(
      {
        ...{ clock, fetch, store, ids: seededIds('product'), scanner: testScanner() },
        log: { info: () => undefined, warn: () => undefined },
      },
      {
        ...{ profile: 'cas', vendorKey: 'vendor key of the simulated product' },
        applications: Object.fromEntries(facts.applications.map((one) => [one.purpose, one])),
        endpoints: {
          notificationUrl: 'https://scanning.example/notify',
          lifecycleNotificationUrl: 'https://scanning.example/lifecycle',
        },
      },
    )
  let product = begun()
  const userOf = (name: string) => tenant.find('users', 'displayName', name)[0]
  const mode: Mode = {
    ...{ tenant, clock, store, isUp: true, administrator: credentialOf(person) },
    ask: (operation, input = AT, user = ADMINISTRATOR) =>
      perform(product, 'customer', user, operation, input),
    restart: () => {
      product = begun()
    },
    async consent() {
      const { data } = await mode.ask('consentUrl')
      const answer = await givePermission(person, (data as { url: string }).url, (callback) =>
        mode.ask('acceptConsent', { callback }),
      )
      if ('refusal' in answer) throw new Error(answer.refusal)
      return answer
    },
    idOf: (name) => String(userOf(name)?.id),
    receive: (name, mail) => {
      if (!deliver(cloud, tenant, String(userOf(name)?.userPrincipalName), mail))
        throw new Error(`${name} has no mailbox`)
    },
    notify: async () => {
      await cloud.deliverNotifications()
    },
    async run(ms) {
      const until = new Date(clock.now() + ms).toISOString()
      const { data } = await mode.ask('runDue', { until }, VENDOR)
      const { ran } = data as { ran: { what: string; outcome: string }[] }
      return ran.map(({ what, outcome }) => `${what} ${outcome}`)
    },
    calls: () => cloud.calls.map(({ operation }) => operation),
    subscribed: () =>
      tenant
        .list('subscriptions')
        .map(({ resource }) => /users\/([^/]+)\//i.exec(String(resource))?.[1] ?? '')
        .map((id) => String(tenant.get('users', id)?.displayName))
        .sort(),
    async items() {
      const { data } = await mode.ask('listQuarantine', {})
      return (data as { items: { id: string; status: string; subject: string }[] }).items
    },
  }
  return mode
}

const credentialOf = ({ username, password }: Mode['administrator']) => ({ username, password })

/** What Graph sends comes to the product as its operation takes it. */
async function heard(mode: Mode, { url, body }: Callout): Promise<Heard | undefined> {
  if (!mode.isUp) return undefined
  const { data } = await mode.ask('takeNotification', { url, body }, VENDOR)
  return (data as { answer: Heard }).answer
}

async function granted(users: readonly string[] = []): Promise<Mode> {
  const mode = apiMode()
  await mode.ask('setLicence', { site: 'EU' }, VENDOR)
  await mode.ask('beginGrant', { ...AT, policy: 'Default ATP policy' })
  expect((await mode.consent()).outcome).toBe('done')
  await mode.ask('chooseTargets', { ...AT, choice: users.length > 0 ? 'selected' : 'all' })
  const add = users.map((name) => String(mode.tenant.get('users', mode.idOf(name))?.userPrincipalName))
  if (users.length > 0) await mode.ask('selectTargets', { ...AT, add })
  const answer = await mode.ask('verifyAndSubmit')
  expect([answer.outcome, answer.message]).toEqual(['done', expect.any(String)])
  mode.clock.advance(MINUTE)
  return mode
}

const folders = ({ tenant }: Mode) =>
  tenant.list('mailFolders').filter(({ displayName }) => displayName === FOLDER).length

describe('API mode that is granted for everybody', () => {
  let mode: Mode
  beforeEach(async () => {
    mode = await granted()
  })

  test('puts bad mail aside, and a person restores one message and deletes another', async () => {
    for (const mail of [BAD, GOOD, { ...BAD, subject: 'Second' }]) mode.receive('Ada Lovelace', mail)
    await mode.notify()
    const items = await mode.items()
    expect(items.map(({ status, subject }) => `${subject} ${status}`).sort()).toEqual([
      'Invoice Quarantined',
      'Second Quarantined',
    ])
    const idOf = (wanted: string) => items.find(({ subject }) => subject === wanted)?.id
    expect(await mode.ask('restoreItem', { id: idOf('Invoice') })).toMatchObject({
      outcome: 'done',
      code: 'quarantine changed',
      data: { status: 'RestoreSuccess' },
    })
    expect(await mode.ask('deleteItem', { id: idOf('Second') })).toMatchObject({
      data: { status: 'DeleteSuccess' },
    })
    expect(await mode.ask('deleteItem', { id: idOf('Second') })).toMatchObject({ outcome: 'refused' })
    const subjects = mode.tenant.find('messages', 'mailbox', mode.idOf('Ada Lovelace'))
    expect(subjects.map(({ subject }) => subject).sort()).toEqual(['Invoice', 'Lunch'])
  })

  test('tells in the log what was found and done, and counts for reports what was judged', async () => {
    for (const mail of [BAD, GOOD]) mode.receive('Ada Lovelace', mail)
    await mode.notify()
    const { data } = await mode.ask('listDetections', {})
    expect(data).toMatchObject({
      detections: [
        {
          ...{ mailbox: mode.idOf('Ada Lovelace'), subject: 'Invoice', sender: 'eve@example.com' },
          ...{ filter: 'Malware Scanning', policy: 'Default ATP policy', action: 'Quarantine' },
        },
      ],
      isLast: true,
    })
    expect(JSON.stringify(data)).not.toContain(BAD.body)
    const { detections } = mode.store.of('customer/1/api')
    expect(await detections.counts(EPOCH_MS, EPOCH_MS + DAY)).toEqual({ Pass: 1, Quarantine: 1 })
  })

  test('finds within an hour what no notification told of, and at once after a restart', async () => {
    expect(await mode.run(0)).toEqual(['catch up on mail done'])
    mode.isUp = false
    mode.receive('Ada Lovelace', BAD)
    await mode.notify()
    expect(await mode.run(HOUR - MINUTE)).toEqual([])
    expect(await mode.items()).toEqual([])
    expect(await mode.run(2 * MINUTE + HOUR)).toContain('catch up on mail done')
    expect(await mode.items()).toMatchObject([{ subject: 'Invoice', status: 'Quarantined' }])
    mode.receive('Ada Lovelace', { ...BAD, subject: 'Second' })
    mode.restart()
    expect(await mode.run(0)).toEqual(['catch up on mail done'])
    expect(await mode.items()).toHaveLength(2)
  })

  test('reads mail on right after a synchronization, with the subscriptions of new mailboxes, and in no other work', async () => {
    await mode.run(15 * HOUR)
    const isRound = /mailFolders\/\S*delta/
    const rounds = () => mode.calls().filter((operation) => isRound.test(operation)).length
    const before = rounds()
    await mode.run(0)
    expect(rounds()).toBe(before)
    // 00:15 UTC, the published time of the site
    expect(await mode.run(15 * MINUTE)).toEqual(['synchronize done', 'catch up on mail done'])
    const [users, perMailbox] = [mode.subscribed().length, 2]
    expect(rounds() - before).toBe(users * perMailbox)
    const ran = await mode.run(8 * DAY)
    const times = ran.filter((work) => work === 'catch up on mail done').length
    expect(ran).toContain('renew subscriptions done')
    expect(rounds() - before).toBe(users * perMailbox * (times + 1))
  })

  test('keeps its subscriptions for longer than they last, since what is due renews them', async () => {
    const before = mode.subscribed()
    expect(before).toContain('Ada Lovelace')
    expect(await mode.run(8 * DAY)).toContain('renew subscriptions done')
    expect(mode.subscribed()).toEqual(before)
    mode.receive('Ada Lovelace', BAD)
    await mode.notify()
    expect(await mode.items()).toMatchObject([{ status: 'Quarantined' }])
  })

  test('removes folders and subscriptions when its account is removed, and shows no item any more', async () => {
    mode.receive('Ada Lovelace', BAD)
    await mode.notify()
    expect(folders(mode)).toBe(1)
    const removed = await mode.ask('removeServiceAccount', { ...AT, administrator: mode.administrator })
    expect(removed).toMatchObject({ outcome: 'done' })
    expect([folders(mode), mode.subscribed(), await mode.items()]).toEqual([0, [], []])
    const { scanning } = mode.store.of('customer/1/api')
    expect(await scanning.mailboxesAfter('', 9)).toEqual([])
    expect(await mode.ask('viewDue', {}, VENDOR)).toMatchObject({ data: {} })
  })
})

test('with selected users, subscriptions follow the list, and its extension', async () => {
  const mode = await granted(['Ada Lovelace'])
  expect(mode.subscribed()).toEqual(['Ada Lovelace'])
  const upnOf = (name: string) => String(mode.tenant.get('users', mode.idOf(name))?.userPrincipalName)
  expect(await mode.ask('addSynchronizedUsers', { add: [upnOf('Emmy Noether')] })).toMatchObject({
    outcome: 'done',
  })
  expect(mode.subscribed()).toEqual(['Ada Lovelace', 'Emmy Noether'])
  await mode.ask('deleteSynchronizedUsers', { users: [upnOf('Ada Lovelace')] })
  expect(mode.subscribed()).toEqual(['Emmy Noether'])
  await mode.ask('extendProtection', {})
  await mode.ask('synchronizeTargets')
  expect(mode.subscribed()).toContain('Ada Lovelace')
  expect(mode.subscribed().length).toBeGreaterThan(2)
})
