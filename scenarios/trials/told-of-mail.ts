/**
 * Scanning for more people than fit into one request, at an address that moves: who is protected is told of to the
 * product's address and to no other, and what contradicts itself is not from Microsoft.
 */
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import { testScanner } from '#cas-core/scanning'
import {
  type Callout,
  deliver,
  FAULTS,
  faultPlan,
  fetchOf,
  type Heard,
  type Microsoft365,
  seededIds,
  type Tenant,
  type VirtualClock,
  virtualClock,
} from '#mock-m365'
import { administrator, givePermission } from '../harness/administrator.ts'
import { EPOCH_MS } from '../harness/world.ts'
import { FOLDER } from '../scanning/mail-world.ts'
import { crowded } from '../testing/api-mode.ts'
import { VENDOR } from './console.ts'
import { required, trial } from './trial.ts'

type Fetch = typeof globalThis.fetch

/** What is wrong on the way between the product and Microsoft Graph. */
interface Subject {
  readonly way?: (fetch: Fetch) => Fetch
  /** What the product is given instead of what came. @param genuine the last that Microsoft Graph has sent */
  readonly hears?: (came: string, genuine: string) => string
}

const SERVICE = { service: 'Exchange Online' }
const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const [EARLIER, LATER] = ['https://earlier.example', 'https://later.example']
/** More than two batches of twenty. */
const CROWD = 45
const MINUTE = 60_000

const BAD = { from: 'eve@example.com', subject: 'Invoice', body: 'Open the file.' }
const MALWARE = [{ name: 'X-Scan-Test', value: 'malware' }]

export const toldOfMail = trial<Subject>({
  name: 'told of mail',
  statement:
    'in API mode each protected mailbox has one subscription at the address of the product, however many there are, in whatever order a batch is answered and after the address has moved; bad mail to each is put aside, in a folder that was not there before; a notification that contradicts itself is refused and nothing is read for it',
  clauses: ['RU-04'],
  right: {},
  wrong: {
    'ends no subscription': { way: batchesWithout(({ method }) => method === 'DELETE') },
    'leaves the last of a batch out': { way: batchesWithout((_, i) => i >= 19) },
    'takes what is forged': { hears: (_, genuine) => genuine },
    'is told nothing': { hears: () => '{"value":[]}' },
  },
  async breaches({ way = (same) => same, hears = (same) => same }) {
    const mode = modeOf(way, hears)
    await mode.grant()
    const breaches = [
      ...untold(mode, EARLIER, 'after the grant'),
      ...(await leftOver(mode)),
      ...(await unscanned(mode)),
      ...(await believed(mode)),
    ]
    mode.begin(LATER)
    await mode.ask('synchronizeTargets')
    mode.clock.advance(MINUTE)
    return [...breaches, ...untold(mode, LATER, 'after the move'), ...(await unscanned(mode))]
  },
})

/** Calls of a batch that a product does not make. */
function batchesWithout(
  isLeftOut: (call: { method: string }, i: number) => boolean,
): NonNullable<Subject['way']> {
  return (fetch) => async (input, init) => {
    if (!String(input).endsWith('/$batch')) return fetch(input, init)
    const { requests } = JSON.parse(String(init?.body))
    const made = requests.filter((call: { method: string }, i: number) => !isLeftOut(call, i))
    const left = requests.filter((call: { method: string }, i: number) => isLeftOut(call, i))
    const answer = await (await fetch(input, { ...init, body: JSON.stringify({ requests: made }) })).json()
    const gone = left.map(({ id }: { id: string }) => ({ id, status: 204 }))
    return Response.json({ responses: [...answer.responses, ...gone] })
  }
}

interface Mode {
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly clock: VirtualClock
  /** What Microsoft Graph has sent to the product's address. */
  readonly callouts: Callout[]
  /** Where the product is reached now. */
  address: string
  /** A new process, whose endpoints are at an address. */
  begin(address: string): void
  ask(operation: string, input?: object, user?: ConsoleUser): Promise<Answer>
  grant(): Promise<void>
  hear(callout: Pick<Callout, 'url' | 'body'>): Promise<Heard | undefined>
}

/** Faults of one grant: answers in another order, one call throttled, one made twice by a gateway, one that fails. */
const ON_THE_WAY = [
  ...Array.from({ length: 9 }, (_, occurrence) => ({
    operation: 'POST /$batch',
    occurrence,
    fault: 'reordered',
  })),
  { operation: 'POST /subscriptions', occurrence: 3, fault: 'throttled' },
  { operation: 'POST /subscriptions', occurrence: 12, fault: 'sent-twice' },
  { operation: 'POST /subscriptions', occurrence: 30, fault: 'server-error' },
]

function modeOf(way: (fetch: Fetch) => Fetch, hears: NonNullable<Subject['hears']>): Mode {
  const { facts, cloud: origin } = crowded(CROWD)
  const clock = virtualClock(EPOCH_MS)
  const faults = faultPlan(ON_THE_WAY, FAULTS)
  const cloud = origin.fork({
    ...{ clock, ids: seededIds('told of mail'), faults },
    notify: async (callout) => {
      mode.callouts.push(callout)
      return callout.url.startsWith(mode.address) ? mode.hear(callout) : undefined
    },
  })
  const fetch = fetchOf(cloud)
  const store = memoryStore()
  const log = { info: () => undefined, warn: () => undefined }
  const begun = (address: string) =>
    new Product(
      {
        ...{ clock, fetch: way(fetch), store, log, ids: seededIds(`product at ${address}`) },
        scanner: testScanner(),
      },
      {
        ...{ profile: 'cas', vendorKey: 'vendor key of the simulated product' },
        applications: Object.fromEntries(facts.applications.map((one) => [one.purpose, one])),
        endpoints: {
          notificationUrl: `${address}/notify`,
          lifecycleNotificationUrl: `${address}/lifecycle`,
        },
      },
    )
  let product = begun(EARLIER)
  const person = administrator(fetch, facts, 'admin')
  const mode: Mode = {
    ...{ cloud, clock, callouts: [], address: EARLIER },
    tenant: required(cloud.tenantNamed(facts.tenantId), 'its tenant'),
    begin(address) {
      mode.address = address
      product = begun(address)
    },
    ask: (operation, input = SERVICE, user = ADMINISTRATOR) =>
      perform(product, 'customer', user, operation, input),
    async grant() {
      await mode.ask('setLicence', { site: 'EU' }, VENDOR)
      await mode.ask('beginGrant', { ...SERVICE, policy: 'Default ATP policy' })
      const { data } = await mode.ask('consentUrl')
      await givePermission(person, String(Reflect.get(data, 'url')), (callback) =>
        mode.ask('acceptConsent', { callback }),
      )
      await mode.ask('chooseTargets', { ...SERVICE, choice: 'all' })
      await mode.ask('verifyAndSubmit')
      clock.advance(MINUTE)
    },
    async hear({ url, body }) {
      const genuine = mode.callouts.findLast((one) => one.body.includes('"created"'))?.body ?? body
      const { data } = await mode.ask('takeNotification', { url, body: hears(body, genuine) }, VENDOR)
      return (data as { answer: Heard }).answer
    },
  }
  return mode
}

const mailboxesOf = ({ tenant }: Mode) => tenant.list('users').filter(({ mail }) => mail)

/** Mailboxes without a subscription at the address, and subscriptions anywhere else. */
function untold(mode: Mode, address: string, when: string): string[] {
  const standing = mode.tenant.list('subscriptions')
  const astray = standing.filter(({ notificationUrl }) => !String(notificationUrl).startsWith(`${address}/`))
  const missing = mailboxesOf(mode).filter(
    ({ id }) => standing.filter(({ resource }) => String(resource).includes(String(id))).length !== 1,
  )
  return [
    ...(astray.length > 0 ? [`${when} ${astray.length} subscriptions report to another address`] : []),
    ...(missing.length > 0 ? [`${when} ${missing.length} mailboxes have not one subscription each`] : []),
  ]
}

/** What stands is known to stand: days pass before subscriptions are made or renewed again. */
async function leftOver({ ask }: Mode): Promise<string[]> {
  const { data } = await ask('runDue', {}, VENDOR)
  const { ran } = data as { readonly ran: readonly { readonly what: string; readonly outcome: string }[] }
  const left = ran.filter(({ what, outcome }) => what.includes('subscriptions') || outcome !== 'done')
  return left.map(({ what, outcome }) => `just after the grant "${what}" is due and ends ${outcome}`)
}

const putAside = ({ tenant }: Mode, user: string): number => {
  const folders = tenant.find('mailFolders', 'mailbox', user)
  const own = folders.find(({ displayName }) => displayName === FOLDER)
  return tenant.find('messages', 'mailbox', user).filter(({ parentFolderId }) => parentFolderId === own?.id)
    .length
}

/** One bad message comes to each mailbox. */
async function unscanned(mode: Mode): Promise<string[]> {
  const { cloud, tenant } = mode
  const people = mailboxesOf(mode)
  const before = people.map(({ id }) => putAside(mode, String(id)))
  for (const { userPrincipalName } of people)
    deliver(cloud, tenant, String(userPrincipalName), { ...BAD, headers: MALWARE })
  await cloud.deliverNotifications()
  const missed = people.filter(({ id }, i) => putAside(mode, String(id)) !== (before[i] ?? 0) + 1)
  return missed.length === 0 ? [] : [`bad mail to ${missed.length} of ${people.length} mailboxes is let be`]
}

/** What was sent once, with one thing changed each: none is to be taken, and Microsoft is asked nothing for it. */
async function believed(mode: Mode): Promise<string[]> {
  const sent = mode.callouts.findLast(({ body }) => body.includes('"created"'))
  const [genuine] = sent ? JSON.parse(sent.body).value : []
  if (!sent || !genuine) return ['no notification has come']
  const { mailbox } = required(
    mode.tenant.list('messages').find((one) => !String(genuine.resource).includes(String(one.mailbox))),
    'a message in another mailbox',
  )
  const forged: Readonly<Record<string, object>> = {
    'another mailbox': { resource: `Users/${mailbox}/Messages/${genuine.resourceData.id}` },
    'no mailbox': { resource: '' },
    'another tenant': { tenantId: 'f0f0f0f0-0000-4000-8000-000000000000' },
    'another secret': {
      clientState: String(genuine.clientState).replace(/.$/, (end) => (end === '0' ? '1' : '0')),
    },
    'no secret': { clientState: null },
    'no tenant': { tenantId: null },
    'no message': { resourceData: null },
    'another kind of thing': { resource: String(genuine.resource).replace(/messages/i, 'events') },
    'another mailbox beside its secret': {
      clientState: String(genuine.clientState).replace(/^[^.]*/, String(mailbox)),
    },
  }
  const breaches: string[] = []
  for (const [what, change] of Object.entries(forged)) {
    const before = mode.cloud.calls.length
    const heard = await mode.hear({
      url: sent.url,
      body: JSON.stringify({ value: [{ ...genuine, ...change }] }),
    })
    if (heard?.status !== 403 || mode.cloud.calls.length > before)
      breaches.push(`a notification that names ${what} is taken`)
  }
  return breaches
}
