/** A tenant that has granted API mode: mail comes, Graph notifies, and the product scans; processes end and go on. */
import { memoryStore, type Policy, type Ports } from '#cas-core'
import {
  type Account,
  type AccountKind,
  acceptNotification,
  accountOf,
  type NotifiedWork,
  type Scanning,
  scanningOf,
  subscribe,
  takeNotification,
  testScanner,
} from '#cas-core/scanning'
import {
  type Callout,
  deliver,
  type Entity,
  type FaultPlan,
  fetchOf,
  type Heard,
  type IncomingMail,
  type Microsoft365,
  NO_FAULTS,
  seededIds,
  type Tenant,
  type VirtualClock,
  virtualClock,
} from '#mock-m365'
import { administrator } from '../harness/administrator.ts'
import { EPOCH_MS, embeddedOrigin } from '../harness/world.ts'

export const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE
export const BAD: IncomingMail = {
  from: 'eve@example.com',
  subject: 'Invoice',
  body: 'Open the file.',
  headers: [{ name: 'X-Scan-Test', value: 'malware' }],
}
export const GOOD: IncomingMail = { from: 'bob@example.com', subject: 'Lunch', body: 'At noon?' }

const ENDPOINTS = {
  notificationUrl: 'https://scanning.example/notify',
  lifecycleNotificationUrl: 'https://scanning.example/lifecycle',
}
const VENDOR_KEY = 'vendor key of the simulated product'

/** What scanning needs of a kind of account: goals that say whether access is granted. */
const API_KIND: AccountKind = {
  name: 'API mode of a test',
  applications: ['API mode'],
  consents: {},
  goals: { granted: 'granted', revoked: 'revoked' },
  table: [],
  actions: { grant: () => 'granted', revoke: 'revoked', cleanUp: 'revoked' },
  preflight: async () => undefined,
  synchronize: () => Promise.reject(new Error('this kind of account synchronizes nothing')),
  rows: () => [],
} as unknown as AccountKind

export type CallFate = 'dies before' | 'dies after' | 'answer lost' | 'request lost'

export interface MailWorld {
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly clock: VirtualClock
  /** Object ids: Ada is protected, Emmy is not unless a test says so. */
  readonly ada: string
  readonly emmy: string
  readonly store: ReturnType<ReturnType<typeof memoryStore>['of']>
  scanning: Scanning
  /** Whether the endpoints answer. */
  isUp: boolean
  /** What the endpoints have accepted and nobody has done. */
  readonly work: NotifiedWork[]
  /** Everything that came to an endpoint, in order. */
  readonly callouts: Callout[]
  faults: FaultPlan
  /** Calls of the product, in order: method and address, those of a batch each by itself. */
  readonly calls: string[]
  /** What happens to the nth call from now on, from 0. */
  strike: { readonly nth: number; readonly fate: CallFate } | undefined
  wasStruck: boolean
  /** What the product has logged, warnings left out. */
  readonly said: object[]
  account(): Account
  /** Does work until it ends or its process does; a new process stands ready then. Returns whether it ended by itself. */
  lived(work: () => Promise<unknown>): Promise<boolean>
  /** A new process over the same store. */
  restart(): void
  /** Enables one policy for these people. */
  protect(...users: readonly string[]): Promise<void>
  /** Replaces the policies by one for everybody. */
  protectAll(more?: object): Promise<void>
  setGoal(goal: string): Promise<void>
  receive(user: string, mail: IncomingMail): Entity
  /** One round of Graph's notifications, and the work behind them. Returns what became of each. */
  notified(): Promise<string[]>
  /** Messages as `subject in folder`, in order. */
  mail(user: string): string[]
  folders(user: string): readonly Entity[]
}

let consented: Promise<Microsoft365> | undefined

/** The consent is given once, over the wire; each world is a fork. */
async function consentedCloud(): Promise<Microsoft365> {
  const origin = embeddedOrigin('plain')
  const clock = virtualClock(EPOCH_MS - DAY)
  const cloud = origin.cloud.fork({ clock, ids: seededIds('consent') })
  const application = origin.facts.applications.find(({ purpose }) => purpose === 'API mode')
  const url = new URL(`https://login.microsoftonline.com/${origin.facts.tenantId}/v2.0/adminconsent`)
  url.searchParams.set('client_id', application?.clientId ?? '')
  url.searchParams.set('scope', 'https://graph.microsoft.com/.default')
  url.searchParams.set('redirect_uri', application?.redirectUri ?? '')
  url.searchParams.set('state', 'x')
  const answer = await administrator(fetchOf(cloud), origin.facts, 'admin').consent(url.href, 'accept')
  if ('refusal' in answer) throw new Error(answer.refusal)
  return cloud
}

export async function mailWorld(): Promise<MailWorld> {
  consented ??= consentedCloud()
  const { facts } = embeddedOrigin('plain')
  const clock = virtualClock(EPOCH_MS)
  const ids = seededIds('mail')
  const faults: FaultPlan = { hit: (call, arrival) => world.faults.hit(call, arrival), fired: [] }
  const notify = async (callout: Callout) => heard(world, callout)
  const cloud = (await consented).fork({ clock, ids, notify, faults })
  const tenant = cloud.tenantNamed(facts.tenantId)
  const application = facts.applications.find(({ purpose }) => purpose === 'API mode')
  if (!tenant || !application) throw new Error('the world has no tenant or no application')
  const store = memoryStore().of('contoso/1/api')
  const idOf = (name: string) => String(tenant.find('users', 'displayName', name)[0]?.id)
  const settings = {
    ...{ tenantId: facts.tenantId, site: 'EU', directions: 'both' as const, vendorKey: VENDOR_KEY },
    application,
  }
  const account = () => {
    const log = {
      info: (fields: object, said: string) => void world.said.push({ said, ...fields }),
      warn: () => undefined,
    }
    const ports: Ports = { clock, ids, fetch: struckFetch(world, fetchOf(cloud)), log, ...store }
    return accountOf(API_KIND, ports, settings)
  }
  const begin = () => scanningOf(account(), { scanner: testScanner(), endpoints: ENDPOINTS })
  const world: MailWorld = {
    ...{ calls: [], strike: undefined, wasStruck: false, said: [], lived: (work) => lived(world, work) },
    ...{ cloud, tenant, clock, store, ada: idOf('Ada Lovelace'), emmy: idOf('Emmy Noether') },
    ...{
      scanning: undefined as unknown as Scanning,
      isUp: true,
      work: [],
      callouts: [],
      faults: NO_FAULTS,
      account,
    },
    restart: () => {
      world.scanning = begin()
    },
    protect: (...users) => protect(world, { users, groups: [] }),
    protectAll: (more) => protect(world, { all: true }, more),
    setGoal: (goal) => appended(world, { type: 'goal', goal }),
    receive(user, mail) {
      const address = String(tenant.get('users', user)?.userPrincipalName)
      const message = deliver(cloud, tenant, address, mail)
      if (!message) throw new Error(`${address} has no mailbox`)
      return message
    },
    async notified() {
      await cloud.deliverNotifications()
      const outcomes: string[] = []
      for (const one of world.work.splice(0))
        outcomes.push((await takeNotification(world.scanning, one)).outcome)
      return outcomes
    },
    mail: (user) => mailOf(tenant, user),
    folders: (user) => tenant.find('mailFolders', 'mailbox', user),
  }
  world.scanning = begin()
  await world.setGoal('granted')
  for (const user of [world.ada, world.emmy]) {
    const primarySmtpAddress = String(tenant.get('users', user)?.mail)
    const mailbox = { id: user, primarySmtpAddress, type: 'UserMailbox', createdAt: '2026-01-01T00:00:00Z' }
    await store.directory.apply({ mailboxes: [mailbox] })
  }
  await world.protect(world.ada)
  return world
}

function heard(world: MailWorld, callout: Callout): Heard | undefined {
  world.callouts.push(callout)
  if (!world.isUp) return undefined
  const { marks, settings } = world.scanning.account
  const request = { url: callout.url, body: callout.body }
  const { status, contentType, body, work } = acceptNotification(
    { marks, tenantId: settings.tenantId },
    request,
  )
  world.work.push(...work)
  return { status, contentType, body }
}

async function protect(world: MailWorld, targets: Policy['targets'], more: object = {}): Promise<void> {
  const policy: Policy = {
    ...{ name: 'Malware', kind: 'ATP', direction: 'inbound', enabled: true },
    targets,
    ...more,
  }
  await appended(world, { type: 'policies', policies: [policy] })
}

async function appended(world: MailWorld, entry: object): Promise<void> {
  const { ledger } = world.account()
  await ledger.leased(() => ledger.append(entry as Parameters<typeof ledger.append>[0]))
  await world.scanning.account.ledger.catchUp()
}

function mailOf(tenant: Tenant, user: string): string[] {
  const names = new Map(tenant.find('mailFolders', 'mailbox', user).map((one) => [one.id, one.displayName]))
  return tenant
    .find('messages', 'mailbox', user)
    .map(
      ({ subject, parentFolderId }) =>
        `${subject} in ${names.get(parentFolderId) ?? wellKnown(parentFolderId)}`,
    )
    .sort()
}

/** The number of a well-known folder stands at the end of its key. */
const wellKnown = (id: unknown): string =>
  WELL_KNOWN[Buffer.from(String(id), 'base64url').readUInt32BE(32)] ?? String(id)
const WELL_KNOWN: Readonly<Record<number, string>> = {
  266: 'Deleted Items',
  268: 'Inbox',
  286: 'Junk Email',
}

/** Records the calls, and lets one of them meet its fate. A process that has died answers nothing any more. */
function struckFetch(world: MailWorld, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const life = lives.get(world) ?? { isOver: false, ...Promise.withResolvers<boolean>() }
  lives.set(world, life)
  const die = (): Promise<never> => {
    life.isOver = true
    life.resolve(false)
    return new Promise(() => undefined)
  }
  return async (input, init) => {
    if (life.isOver) return new Promise(() => undefined)
    const url = input instanceof Request ? input.url : String(input)
    world.calls.push(...callsIn(url, init))
    const { strike } = world
    const isStruck = strike?.nth === 0 && url.startsWith('https://graph.microsoft.com/')
    world.wasStruck ||= isStruck
    if (strike && url.startsWith('https://graph.microsoft.com/'))
      world.strike = { ...strike, nth: strike.nth - 1 }
    if (isStruck && strike.fate === 'dies before') return die()
    if (isStruck && strike.fate === 'request lost') throw new TypeError('fetch failed')
    const answer = await fetch(input, init)
    if (isStruck && strike.fate === 'dies after') return die()
    if (isStruck && strike.fate === 'answer lost') throw new TypeError('fetch failed')
    return answer
  }
}

type Life = { isOver: boolean; resolve: (value: boolean) => void; promise: Promise<boolean> }
const lives = new WeakMap<MailWorld, Life>()

async function lived(world: MailWorld, work: () => Promise<unknown>): Promise<boolean> {
  lives.delete(world)
  world.restart()
  const life = lives.get(world)
  const isWhole = await Promise.race([work().then(() => true), life?.promise ?? true])
  world.strike = undefined
  if (!isWhole) {
    lives.delete(world)
    world.restart()
  }
  return isWhole
}

function callsIn(url: string, init: RequestInit | undefined): string[] {
  const { method = 'GET', body } = init ?? {}
  const { requests } = url.endsWith('/$batch') ? JSON.parse(String(body)) : { requests: [] }
  const parts = (requests as readonly { method: string; url: string; body?: { resource?: string } }[]).map(
    (one) => `${one.method} ${one.url} ${one.body?.resource ?? ''}`.trim(),
  )
  return [`${method} ${url.replace(/^https:\/\/graph\.microsoft\.com\/v1\.0/, '')}`, ...parts]
}

/** Proposed, and written down a second time: expected values do not come from the code under test. */
export const FOLDER = 'trendmicro_cas_quarantine__dont_change_or_delete'

export async function subscribed(): Promise<MailWorld> {
  const world = await mailWorld()
  await subscribe(world.scanning)
  world.clock.advance(MINUTE)
  world.calls.length = 0
  return world
}

/** With one message in quarantine. */
export async function quarantined(mail = BAD) {
  const world = await subscribed()
  const message = world.receive(world.ada, mail)
  await world.notified()
  const [item] = await world.store.quarantine.items({ limit: 1 })
  if (!item) throw new Error('nothing was put aside')
  return { world, message, item }
}

export const statuses = async ({ store }: MailWorld) =>
  (await store.quarantine.items({ limit: 9 })).map(({ status }) => status)
export const reads = ({ calls }: MailWorld) =>
  calls.filter((one) => /^GET \/users\/[^/]+\/messages\/[^/]+\?/.test(one))
export const subscriptions = ({ tenant }: MailWorld) =>
  tenant.list('subscriptions').map(({ resource }) => resource)
export const send = (
  { scanning }: MailWorld,
  method: 'POST' | 'DELETE' | 'GET',
  path: string,
  body?: object,
) => scanning.session.graph.send({ method, path, ...(body ? { body } : {}) })
