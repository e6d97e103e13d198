/** The console over a tenant in API mode, while it runs: which mailboxes are scanned, and for how long. */
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
import { type Administrator, administrator, givePermission } from '../harness/administrator.ts'
import { EPOCH_MS, embeddedOrigin } from '../harness/world.ts'

const API = 'Exchange Online'
const DAY = 86_400_000
const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }
const BAD: IncomingMail = {
  ...{ from: 'eve@example.com', subject: 'Invoice', body: 'Open the file.' },
  headers: [{ name: 'X-Scan-Test', value: 'malware' }],
}

interface Pilot {
  readonly tenant: Tenant
  readonly clock: VirtualClock
  ask(operation: string, input?: object, user?: ConsoleUser): Promise<Answer>
  /** Lets a day pass at the console; nothing of what Graph sends is heard. */
  day(): Promise<void>
  /** Lets days pass; what Graph sends is heard once a day. */
  live(days: number): Promise<void>
  upnOf(name: string): string
  receive(name: string): void
  /** Returns what the product answered to each request. */
  notified(): Promise<number[]>
  /** What Graph has sent, and nobody has heard. */
  lost(): Promise<void>
  /** Names of the people to whose mailboxes a subscription stands. */
  subscribed(): string[]
  /** Answers in the place of Graph; undefined where the tenant is to answer. */
  answers: (url: string, init: RequestInit | undefined) => Response | undefined
  quarantined(): Promise<number>
}

async function pilotOf(...names: readonly string[]): Promise<Pilot> {
  const origin = embeddedOrigin('plain')
  const clock = virtualClock(EPOCH_MS)
  const came: Callout[] = []
  const notify = async (callout: Callout): Promise<Heard | undefined> => {
    const token = new URL(callout.url).searchParams.get('validationToken')
    if (token !== null) return { status: 200, contentType: 'text/plain', body: token }
    came.push(callout)
    return { status: 202, contentType: '', body: '' }
  }
  const cloud = origin.cloud.fork({ clock, ids: seededIds('pilot'), notify })
  const tenant = cloud.tenantNamed(origin.facts.tenantId)
  if (!tenant) throw new Error('the cloud has lost its tenant')
  const direct = fetchOf(cloud)
  const fetch: typeof globalThis.fetch = async (input, init) =>
    pilot.answers(input instanceof Request ? input.url : String(input), init) ?? direct(input, init)
  const applications = Object.fromEntries(origin.facts.applications.map((one) => [one.purpose, one]))
  const endpoints = {
    notificationUrl: 'https://product.example/notify',
    lifecycleNotificationUrl: 'https://product.example/lifecycle',
  }
  const log = { info: () => undefined, warn: () => undefined }
  const product = new Product(
    { clock, ids: seededIds('product'), fetch, log, store: memoryStore(), scanner: testScanner() },
    { profile: 'cas', vendorKey: 'vendor key of the simulated product', applications, endpoints },
  )
  const ask: Pilot['ask'] = (operation, input = {}, user = ADMINISTRATOR) =>
    perform(product, 'customer', user, operation, input)
  const nameOf = (id: string) => String(tenant.get('users', id)?.displayName)
  const userNamed = (name: string) => tenant.find('users', 'displayName', name)[0]
  const pilot: Pilot = {
    ...{ tenant, clock, ask, answers: () => undefined },
    async day() {
      const until = clock.now() + DAY
      await ask('runDue', { until: new Date(until).toISOString() }, VENDOR)
      clock.advance(Math.max(0, until - clock.now()))
    },
    async live(days) {
      for (let day = 0; day < days; day++) {
        await pilot.day()
        await pilot.notified()
      }
    },
    upnOf: (name) => String(userNamed(name)?.userPrincipalName),
    receive: (name) => void deliver(cloud, tenant, pilot.upnOf(name), BAD),
    async notified() {
      await cloud.deliverNotifications()
      const answered: number[] = []
      for (const { url, body } of came.splice(0)) {
        const { data } = await ask('takeNotification', { url, body }, VENDOR)
        answered.push((data as { answer: { status: number } }).answer.status)
      }
      return answered
    },
    async lost() {
      await cloud.deliverNotifications()
      came.length = 0
    },
    subscribed: () =>
      tenant
        .list('subscriptions')
        .filter((one) => Date.parse(String(one.expirationDateTime)) > clock.now())
        .map(({ resource }) => nameOf(String(resource).split('/')[1] ?? ''))
        .sort(),
    quarantined: async () => ((await ask('listQuarantine')).data as { items: unknown[] }).items.length,
  }
  await grant(pilot, administrator(direct, origin.facts, 'admin'), names)
  return pilot
}

async function grant({ ask, upnOf }: Pilot, person: Administrator, names: readonly string[]): Promise<void> {
  await ask('setLicence', { site: 'EU' }, VENDOR)
  await ask('beginGrant', { service: API, policy: 'Default ATP policy' })
  const { data } = await ask('consentUrl', { service: API })
  const answer = await givePermission(person, (data as { url: string }).url, (callback) =>
    ask('acceptConsent', { callback }),
  )
  if ('refusal' in answer) throw new Error(answer.refusal)
  await ask('chooseTargets', { choice: 'selected' })
  await ask('selectTargets', { add: names.map(upnOf) })
  expect(await ask('submitGrant', { service: API })).toMatchObject({ outcome: 'done' })
}

describe('the list of a pilot', () => {
  let pilot: Pilot
  beforeEach(async () => {
    pilot = await pilotOf('Ada Lovelace')
  })

  test('who is added is scanned from then on, and who is deleted is not any more', async () => {
    expect(pilot.subscribed()).toEqual(['Ada Lovelace'])
    await pilot.ask('addSynchronizedUsers', { add: [pilot.upnOf('Emmy Noether')] })
    expect(pilot.subscribed()).toEqual(['Ada Lovelace', 'Emmy Noether'])
    pilot.clock.advance(600_000)
    pilot.receive('Emmy Noether')
    await pilot.notified()
    expect(await pilot.quarantined()).toBe(1)
    await pilot.ask('deleteSynchronizedUsers', { users: [pilot.upnOf('Ada Lovelace')] })
    expect(pilot.subscribed()).toEqual(['Emmy Noether'])
    pilot.receive('Ada Lovelace')
    await pilot.notified()
    expect(await pilot.quarantined()).toBe(1)
    await pilot.ask('importSynchronizedUsers', { fileName: 'x.txt', text: pilot.upnOf('Ada Lovelace') })
    expect(pilot.subscribed()).toEqual(['Ada Lovelace', 'Emmy Noether'])
  })
})

// https://github.com/microsoft/o365-moodle/issues/1156: who marries is another person, or none
test('who was renamed stands on the list under the new name, and the old name is another person', async () => {
  const { ask, tenant, clock, upnOf } = await pilotOf('Ada Lovelace')
  const [ada, emmy] = ['Ada Lovelace', 'Emmy Noether'].map(
    (name) => tenant.find('users', 'displayName', name)[0],
  )
  const old = upnOf('Ada Lovelace')
  const rename = (user: typeof ada, userPrincipalName: string) =>
    tenant.commit(
      {
        ...{ at: clock.now(), call: 'test', requestId: 'test' },
        actor: { type: 'system', id: 'test', displayName: 'test' },
      },
      'users',
      String(user?.id),
      { ...user, userPrincipalName },
    )
  rename(ada, 'ada.king@contoso.com')
  expect(await ask('viewSynchronizedUsers')).toMatchObject({
    data: { users: [{ userPrincipalName: 'ada.king@contoso.com', status: 'Synchronized' }] },
  })
  rename(emmy, old)
  expect(await ask('deleteSynchronizedUsers', { users: [old] })).toMatchObject({ outcome: 'refused' })
  expect(await ask('deleteSynchronizedUsers', { users: ['ADA.King@contoso.com'] })).toMatchObject({
    outcome: 'done',
  })
  expect(await ask('viewSynchronizedUsers')).toMatchObject({ data: { users: [] } })
})

/** Refuses the calls of a method whose address or resource names something, where all of Graph's batches hold such a call. */
const refusing =
  (method: string, named: string): Pilot['answers'] =>
  (url, init) => {
    if (!url.endsWith('/$batch')) return undefined
    const { requests } = JSON.parse(String(init?.body)) as { requests: readonly Part[] }
    const isMeant = (one: Part) => one.method === method && `${one.url} ${one.body?.resource}`.includes(named)
    if (!requests.every(isMeant)) return undefined
    const body = { error: { code: 'ErrorAccessDenied', message: 'Access is denied.' } }
    return Response.json({ responses: requests.map(({ id }) => ({ id, status: 403, body })) })
  }

interface Part {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly body?: { readonly resource?: string }
}

// https://github.com/PipedreamHQ/pipedream/pull/21434: one renewal that fails, and nothing is ever told again
test('renewals that were refused for a day are made up for, though no notification asks for it', async () => {
  const pilot = await pilotOf('Ada Lovelace', 'Emmy Noether')
  const runs = async (days: number) => {
    for (let day = 0; day < days; day++) await pilot.day()
  }
  await runs(3)
  pilot.answers = refusing('PATCH', '/subscriptions/')
  await runs(2)
  pilot.answers = () => undefined
  await runs(9)
  expect(pilot.subscribed()).toEqual(['Ada Lovelace', 'Emmy Noether'])
  pilot.receive('Ada Lovelace')
  await pilot.notified()
  expect(await pilot.quarantined()).toBe(1)
})

test('a mailbox that refuses for good lets the others of its list be renewed', async () => {
  const pilot = await pilotOf('Ada Lovelace')
  const [{ id } = { id: '' }] = pilot.tenant.list('subscriptions')
  pilot.clock.advance(DAY)
  await pilot.ask('addSynchronizedUsers', { add: [pilot.upnOf('Emmy Noether')] })
  pilot.answers = refusing('PATCH', String(id))
  for (let day = 0; day < 13; day++) {
    await pilot.day()
    expect(pilot.subscribed()).toContain('Emmy Noether')
  }
})

test('a subscription that could not be made is made later, and mail that came meanwhile is found', async () => {
  const pilot = await pilotOf('Ada Lovelace')
  pilot.answers = refusing('POST', '/messages')
  await pilot.ask('addSynchronizedUsers', { add: [pilot.upnOf('Emmy Noether')] })
  expect(pilot.subscribed()).toEqual(['Ada Lovelace'])
  pilot.receive('Emmy Noether')
  pilot.answers = () => undefined
  await pilot.live(1)
  expect(pilot.subscribed()).toEqual(['Ada Lovelace', 'Emmy Noether'])
  expect(await pilot.quarantined()).toBe(1)
})

test('a notification that was heard and lost is made up for within a day where everybody is protected', async () => {
  const pilot = await pilotOf('Ada Lovelace')
  await pilot.ask('extendProtection')
  await pilot.live(1)
  pilot.receive('Emmy Noether')
  await pilot.lost()
  await pilot.live(1)
  expect(await pilot.quarantined()).toBe(1)
})

// https://github.com/twentyhq/twenty/issues/11070: one mailbox that refuses ends the reading of all
test('mailboxes that are unwell for days keep no other one from being read', async () => {
  const pilot = await pilotOf('Ada Lovelace')
  const names = pilot.tenant
    .list('users')
    .filter(
      ({ mail, assignedLicenses }) => mail && Array.isArray(assignedLicenses) && assignedLicenses.length > 0,
    )
    .sort((one, other) => (String(one.id) < String(other.id) ? -1 : 1))
    .map(({ displayName }) => String(displayName))
  expect(names.length).toBeGreaterThan(9)
  await pilot.ask('extendProtection')
  await pilot.live(1)
  const unwell = [0, 2, 4, 6].map((i) => pilot.tenant.find('users', 'displayName', names[i] ?? '')[0]?.id)
  pilot.answers = (url) =>
    unwell.some((id) => url.includes(`/users/${id}/mailFolders`))
      ? Response.json({ error: { code: 'MailboxInfoStale', message: 'moving' } }, { status: 503 })
      : undefined
  pilot.receive(names[7] ?? '')
  await pilot.lost()
  await pilot.live(1)
  expect(await pilot.quarantined()).toBe(1)
})

test('a message that cannot be read keeps no other one of its request waiting, and Graph is asked to repeat', async () => {
  const pilot = await pilotOf('Ada Lovelace')
  pilot.receive('Ada Lovelace')
  pilot.receive('Ada Lovelace')
  let first: string | undefined
  pilot.answers = (url) => {
    const message = /\/messages\/([^/?]+)/.exec(url)?.[1]
    first ??= message
    if (message === undefined || message !== first) return undefined
    return Response.json({ error: { code: 'ErrorInternalServerError', message: 'no' } }, { status: 500 })
  }
  expect(await pilot.notified()).toEqual([503])
  expect(await pilot.quarantined()).toBe(1)
  pilot.answers = () => undefined
  await pilot.lost()
  await pilot.live(5)
  expect(await pilot.quarantined()).toBe(2)
})
