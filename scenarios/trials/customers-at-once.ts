import {
  type Answer,
  type ConsoleUser,
  type Mailer,
  memoryStore,
  Product,
  perform,
  type Store,
} from '#cas-core'
import {
  cloudWith,
  customerTenant,
  factsOf,
  fetchOf,
  seededIds,
  type Tenant,
  type VirtualClock,
  virtualClock,
  WORLDS,
} from '#mock-m365'
import { publishedNames } from '#reports'
import {
  type Administrator,
  administrator,
  assignExchangeRole,
  givePermission,
} from '../harness/administrator.ts'
import { VENDOR_KEY } from '../harness/console/product.ts'
import { endStateOf } from '../harness/end-state.ts'
import { meddle } from '../harness/meddling.ts'
import { stateDifference } from '../harness/state-difference.ts'
import { EPOCH_MS, type Warp } from '../harness/world.ts'
import { VENDOR } from './console.ts'
import { required, trial } from './trial.ts'

/** What is wrong with the product, and what the vendor's warp is for all the others. */
interface Subject {
  readonly store?: (store: Store) => Store
  readonly fetch?: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch
  /** The addresses that a message reaches. */
  readonly mailed?: (to: readonly string[]) => readonly string[]
}

const PEOPLE = { plain: 'first', busy: 'second' } as const
type WorldName = keyof typeof PEOPLE
const NAMES = Object.keys(PEOPLE) as readonly WorldName[]

const ONE_FOR_ALL: Subject['store'] = (store) => ({
  ...store,
  of: (name) => store.of(name.replace(/^(?:first|second)\//, 'first/')),
})

/** Each call is made with the token of the customer who was served first. */
function firstToken(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const tokens = new Map<string, string>()
  let first: unknown
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    const own = headers.get('authorization') ?? ''
    if (own.startsWith('Bearer ')) {
      const { aud, appid, tid } = claimsOf(own)
      first ??= tid
      const key = `${aud} ${appid}`
      if (tid === first) tokens.set(key, own)
      headers.set('authorization', tokens.get(key) ?? own)
    }
    return fetch(input, { ...init, headers })
  }
}

function claimsOf(bearer: string): { aud?: unknown; appid?: unknown; tid?: unknown } {
  const [, claims = ''] = bearer.split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

/** Everybody who was written to before gets each later message, too. */
function allWrittenTo(): NonNullable<Subject['mailed']> {
  const known = new Set<string>()
  return (to) => {
    for (const address of to) known.add(address)
    return [...known]
  }
}

export const customersAtOnce = trial<() => Subject>({
  name: 'customers at once',
  statement:
    'two customers whose tenants are served by one process over one store, in turns or at the same time, come out of each step as each does alone, and neither is shown or mailed anything of the other',
  clauses: ['IV-09'],
  right: () => ({}),
  wrong: {
    'one account for all customers': () => ({ store: ONE_FOR_ALL }),
    'the token that was asked for first': () => ({ fetch: firstToken }),
    'mail for all customers': () => ({ mailed: allWrittenTo() }),
  },
  async breaches(subject, warp) {
    const alone = await Promise.all(NAMES.map((name) => lives([name], 'in turns', subject(), warp)))
    const breaches = alone.flatMap(idleIn)
    for (const manner of ['in turns', 'at the same time'] as const) {
      // what is wrong in turns needs no second showing
      if (breaches.length > 0) break
      const together = await lives(NAMES, manner, subject(), warp)
      breaches.push(
        ...[...strangersIn(together), ...differencesIn(together, alone)].map(
          (one) => `served ${manner}: ${one}`,
        ),
      )
    }
    return breaches
  },
})

/** State of each tenant after each step, by the step's name. */
type States = ReadonlyMap<WorldName, ReadonlyMap<string, string>>

/** What a customer was told. */
interface Told {
  readonly name: WorldName
  /** The step, or `mail`. */
  readonly what: string
  readonly text: string
}

interface Lives {
  readonly states: States
  readonly seen: readonly Told[]
}

/** What did not happen where a customer is served alone, so that nothing could be confused. */
function idleIn({ states, seen }: Lives): string[] {
  return [...states].flatMap(([name, own]) => {
    const said = [
      own.get('second permission')?.includes('TMCAS Inline') ? '' : 'is not granted access to',
      own.get('cleanup')?.includes('TMCAS Inline') === false ? '' : 'is not cleaned up',
      seen.some(({ what }) => what === 'mail') ? '' : 'is not written to',
    ]
    return said.filter(Boolean).map((one) => `alone, the tenant of ${PEOPLE[name]} ${one}`)
  })
}

function differencesIn(together: Lives, alone: readonly Lives[]): string[] {
  return alone.flatMap(({ states }) =>
    [...states].flatMap(([name, own]) =>
      [...own].flatMap(([step, state]) => {
        const other = together.states.get(name)?.get(step) ?? ''
        if (other === state) return []
        return `after "${step}" the tenant of ${PEOPLE[name]} is not as where it is served alone: ${stateDifference(other, state)}`
      }),
    ),
  )
}

/** What only one of them has. */
const marksOf = (name: WorldName): readonly string[] => {
  const { tenantId, domains, displayName } = customerNamed(name)
  return [tenantId, displayName, ...domains, recipientOf(name)]
}

const strangersIn = ({ seen }: Lives): string[] =>
  seen.flatMap(({ name, what, text }) =>
    NAMES.filter((one) => one !== name)
      .flatMap(marksOf)
      .filter((mark) => text.includes(mark))
      .map((mark) => `${PEOPLE[name]} is told of ${mark} in "${what}"`),
  )

const recipientOf = (name: WorldName): string => `it@${PEOPLE[name]}.example`
const customerNamed = (name: WorldName) =>
  required(WORLDS.find((one) => one.name === name)?.customer, `the world ${name}`)

const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const SERVICE = { service: 'Exchange Online (Inline Mode)' }
const HOURS_24_MS = 24 * 3_600_000

async function lives(
  names: readonly WorldName[],
  manner: 'in turns' | 'at the same time',
  { store: kept, fetch: sent, mailed = (to) => to }: Subject,
  warp: Warp,
): Promise<Lives> {
  const clock = virtualClock(EPOCH_MS)
  const cloud = cloudWith(
    names.map((name) => customerTenant(customerNamed(name), EPOCH_MS)),
    { clock, ids: seededIds('customers at once') },
  )
  const bare = fetchOf(cloud)
  const seen: Told[] = []
  const mailer: Mailer = {
    async send({ to, ...message }) {
      const reached = mailed(to)
      for (const name of names)
        if (reached.includes(recipientOf(name)))
          seen.push({ name, what: 'mail', text: JSON.stringify(message) })
    },
  }
  const product = productFor({ clock, fetch: sent?.(bare) ?? bare, mailer, kept }, warp)
  const states = new Map(names.map((name) => [name, new Map<string, string>()]))
  for (const [title, deed] of STEPS) {
    const act = async (name: WorldName): Promise<void> => {
      const person = administrator(bare, factsOf(customerNamed(name)), 'admin')
      const ask: Ask = async (operation, input = {}, user = ADMINISTRATOR) => {
        const answer = await perform(product, PEOPLE[name], user, operation, input)
        seen.push({ name, what: title, text: JSON.stringify(answer) })
        return answer
      }
      // what a wrong product throws is seen in the tenants
      await deed({ name, person, ask }).catch(() => undefined)
    }
    if (deed === WAIT) clock.advance(HOURS_24_MS)
    else if (manner === 'in turns') for (const name of names) await act(name)
    else await Promise.all(names.map(act))
    for (const name of names) {
      const tenant: Tenant | undefined = cloud.tenantNamed(customerNamed(name).tenantId)
      states.get(name)?.set(title, tenant ? endStateOf(tenant) : '')
    }
  }
  return { states, seen }
}

type Ask = (operation: string, input?: object, user?: ConsoleUser) => Promise<Answer>

interface At {
  readonly name: WorldName
  readonly person: Administrator
  readonly ask: Ask
}

async function consent({ person, ask }: At): Promise<void> {
  const { data } = await ask('consentUrl', SERVICE)
  await givePermission(person, String(Reflect.get(data, 'url')), (callback) =>
    ask('acceptConsent', { callback }),
  )
}

const asAdministrator = ({ person: { username, password } }: At) => ({
  ...SERVICE,
  administrator: { username, password },
})

/** In which only time passes. */
const WAIT = async (): Promise<void> => undefined

const STEPS: readonly (readonly [title: string, deed: (at: At) => Promise<unknown>])[] = [
  ['licence', ({ name, ask }) => ask('setLicence', { site: name === 'plain' ? 'EU' : 'US' }, VENDOR)],
  ['recipients', ({ name, ask }) => ask('setRecipients', { addresses: [recipientOf(name)] })],
  ['begin', ({ ask }) => ask('beginGrant', { ...SERVICE, policy: 'Default ATP policy' })],
  ['first permission', consent],
  ['role', ({ person }) => assignExchangeRole(person, inlineApplication().clientId)],
  ['second permission', consent],
  ['a day', WAIT],
  ['what is due', ({ ask }) => ask('runDue', {}, VENDOR)],
  ['role taken', ({ person }) => meddle(person, 'take role', publishedNames.APP_NAME)],
  ['another day', WAIT],
  ['what is due without access', ({ ask }) => ask('runDue', {}, VENDOR)],
  ['accounts', ({ ask }) => ask('listServiceAccounts')],
  ['role given', ({ person }) => assignExchangeRole(person, inlineApplication().clientId)],
  ['a third day', WAIT],
  ['what is due with access', ({ ask }) => ask('runDue', {}, VENDOR)],
  ['removal', (at) => at.ask('removeServiceAccount', asAdministrator(at))],
  ['cleanup', (at) => at.ask('cleanUp', asAdministrator(at))],
]

const applicationsOf = () => factsOf(customerNamed('plain')).applications

const inlineApplication = () =>
  required(
    applicationsOf().find(({ purpose }) => purpose === 'inline mode'),
    'its application',
  )

function productFor(
  {
    clock,
    fetch,
    mailer,
    kept,
  }: {
    readonly clock: VirtualClock
    readonly fetch: typeof globalThis.fetch
    readonly mailer: Mailer
    readonly kept: Subject['store']
  },
  warp: Warp,
): Product {
  const store = memoryStore()
  const log = { info: () => undefined, warn: () => undefined }
  const ports = { clock, ids: seededIds('product'), fetch, log }
  const given = warp.ports?.({ ...ports, ...store.of('unused'), dns: NO_DNS }) ?? ports
  return new Product(
    {
      ...{ clock: given.clock, ids: given.ids, fetch: given.fetch, log },
      store: kept?.(store) ?? store,
      mailer,
    },
    {
      profile: 'cecp',
      vendorKey: VENDOR_KEY,
      applications: Object.fromEntries(applicationsOf().map((one) => [one.purpose, one])),
    },
  )
}

const NO_DNS = { txt: async () => [], mx: async () => [] }
