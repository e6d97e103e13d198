/** One run's world: forked tenants, a clock, ids, faults, and the system under test on top of them. */
import QuickLRU from 'quick-lru'
import {
  type Dns,
  type FormerService,
  formerService,
  type InlineService,
  inlineService,
  type Journal,
  type Mailer,
  memoryStore,
  OBJECTS,
  type ObjectsByGoal,
  type Policy,
  type Ports,
  type Product,
  type Protection,
  perform,
  performInSession,
  type StageResult,
  type Store,
} from '#cas-core'
import {
  cloudWith,
  customerTenant,
  type FaultPlan,
  factsOf,
  fetchOf,
  type Microsoft365,
  mailHostsOf,
  type Notify,
  seededIds,
  type Tenant,
  type TenantFacts,
  textRecordsOf,
  type VirtualClock,
  virtualClock,
  WORLDS,
} from '#mock-m365'
import type { SentMail, Subject } from '../subjects/subject.ts'
import { drawnWorld } from '../worlds/drawn.ts'
import { isDrawn } from '../worlds/name.ts'
import { heardBy } from './console/endpoint.ts'
import { FORMER_ACCOUNT, INLINE_ACCOUNT, productOver, VENDOR_KEY } from './console/product.ts'
import { withoutAllowLists } from './earlier-product.ts'
import { keptLog } from './kept-log.ts'
import { policiesOf } from './policy-choices.ts'
import { type Process, processOver } from './process.ts'
import type { Script } from './script.ts'
import { type StepFaults, stepFaults } from './step-faults.ts'

/** Where every simulated run begins: a Monday, so that dates in reports are easy to read. */
export const EPOCH_MS = Date.UTC(2026, 0, 5, 9, 0, 0)

/** What a world is forked from. Made once, shared by all runs. */
export interface Origin {
  readonly name: string
  readonly cloud: Microsoft365
  readonly facts: TenantFacts
}

/** What a run plays on, whatever the system under test is. */
export interface World extends Surroundings {
  readonly origin: Origin
  readonly script: Script
  /** What the service is asked to protect. */
  policies: readonly Policy[]
  /** Whether rerouting is switched on in the console, per direction. */
  protection: Protection
  /** What the account is to protect: what the script begins with, until an upgrade. */
  directions: Script['directions']
  /** The policy that was chosen when the grant began that is under way, or the last one. */
  chosenPolicy: unknown
  /** Sessions of the console, by customer and role of the user. */
  readonly sessions: Map<string, string>
  /** What operations of the console have shown the last time, by their names. */
  readonly shown: Map<string, object>
  /** Whether policies were made at the console, and not by the script before it begins. */
  hasConsolePolicies: boolean
  readonly subject: Subject
}

/** Everything but the system under test. */
export interface Surroundings {
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly clock: VirtualClock
  /** As people of the tenant use Microsoft’s services. */
  readonly fetch: typeof globalThis.fetch
  readonly faults: StepFaults
}

/** A world whose system under test is cas-core in this process, which has doors that no console has. */
export interface InProcessWorld extends World {
  readonly journal: Journal
  /** The product; a restart makes a new one over the same journal. */
  service: InlineService
  /** The account of the former outbound protection. */
  former: FormerService
  /** The account in inline mode takes outgoing mail over from it. */
  migrateOutbound: () => Promise<StageResult>
  /** The same product, as it was before the allow lists. */
  earlier: InlineService
  /** The same product with its console, made when somebody first uses it. */
  product: () => Product
  process: Process
  /** @param generation of the product from now on; as before where absent */
  restart(generation?: Script['generation']): void
  /** The world of another process over the same store. @param over what that process is given in place of its ports */
  worker(over: (ports: Ports) => Ports): InProcessWorld
}

export const isInProcess = (world: World): world is InProcessWorld => 'service' in world

/** A way to be wrong: wraps what the product is given, or edits its table. */
export interface Warp {
  readonly ports?: (ports: Ports) => Ports
  readonly table?: (table: ObjectsByGoal) => ObjectsByGoal
  /** What the service answers, edited. */
  readonly service?: (service: InlineService) => InlineService
  /** What the console is asked and answers, edited. */
  readonly console?: (ask: typeof perform) => typeof perform
}

/** A service that is made otherwise with what its product is given of the world. */
export function overPorts(change: (service: InlineService, ports: Ports) => InlineService): Warp {
  let given: Ports | undefined
  return {
    ports: (ports) => {
      given = ports
      return ports
    },
    service: (service) => (given ? change(service, given) : service),
  }
}

/** Two ways to be wrong at once, the second on top of the first. */
export const together = (first: Warp, second: Warp): Warp => ({
  ports: (ports) => {
    const warped = first.ports?.(ports) ?? ports
    return second.ports?.(warped) ?? warped
  },
  table: (table) => {
    const warped = first.table?.(table) ?? table
    return second.table?.(warped) ?? warped
  },
  service: (service) => {
    const warped = first.service?.(service) ?? service
    return second.service?.(warped) ?? warped
  },
  console: (ask) => {
    const warped = first.console?.(ask) ?? ask
    return second.console?.(warped) ?? warped
  },
})

const origins = new Map<string, Origin>()
/** Drawn ones are as many as names: only those that were used last are kept. */
const DRAWN_MAX = 32
const drawn = new QuickLRU<string, Origin>({ maxSize: DRAWN_MAX })

/** The embedded or drawn world of that name. @throws RangeError naming the worlds, or the form, where there is none */
export function embeddedOrigin(name: string): Origin {
  const made = origins.get(name) ?? drawn.get(name)
  if (made) return made
  if (isDrawn(name)) {
    const origin = { name, ...drawnWorld(name, EPOCH_MS) }
    drawn.set(name, origin)
    return origin
  }
  const world = WORLDS.find((one) => one.name === name)
  if (!world)
    throw new RangeError(
      `"${name}" is not a world; the worlds are ${WORLDS.map((one) => one.name).join(', ')}, and drawn:SEED for any seed`,
    )
  const origin = originOf(name, customerTenant(world.customer, EPOCH_MS), factsOf(world.customer))
  origins.set(name, origin)
  return origin
}

function originOf(name: string, tenant: Tenant, facts: TenantFacts): Origin {
  const surroundings = { clock: virtualClock(EPOCH_MS), ids: seededIds('origin') }
  return { name, cloud: cloudWith([tenant], surroundings), facts }
}

interface SurroundingsOptions {
  readonly clock: VirtualClock
  /** The tenants as they are when the run begins, or goes on; those of the origin where absent. */
  readonly from?: Microsoft365
  readonly faults: StepFaults
  /** What strikes, where it is more than the faults alone. */
  readonly plan?: FaultPlan
  readonly notify: Notify
}

/** The tenants of a script, forked for one run. */
export function surroundingsOf(
  { seed, lag }: Script,
  { cloud: start, facts, name }: Origin,
  { clock, from = start, faults, plan = faults, notify }: SurroundingsOptions,
): Surroundings {
  const ids = seededIds(from === start ? `${seed} tenant` : `${seed} tenant from ${clock.now()}`)
  const cloud = from.fork({ clock, ids, faults: plan, notify, ...(lag ? { lag } : {}) })
  const tenant = cloud.tenantNamed(facts.tenantId)
  if (!tenant) throw new Error(`the cloud of ${name} has lost its tenant`)
  return { cloud, tenant, clock, fetch: fetchOf(cloud), faults }
}

/** What the harness knows when a run begins. */
export const beginningOf = (script: Script, origin: Origin) => ({
  origin,
  script,
  policies: policiesOf(script.policies, origin.cloud.tenantNamed(origin.facts.tenantId)),
  protection: { inbound: true, outbound: true },
  directions: script.directions,
  chosenPolicy: undefined,
  sessions: new Map<string, string>(),
  shown: new Map<string, object>(),
  hasConsolePolicies: false,
})

/** What a run goes on from, in place of beginning: the product as after a restart, over what it has kept. */
export interface Standing {
  readonly world: World
  readonly store: Store
}

/** @param store where the product keeps what it does, where that is not to be a new one */
export function worldOf(
  script: Script,
  origin: Origin,
  warp: Warp = {},
  { standing, store = standing?.store ?? memoryStore() }: { standing?: Standing; store?: Store } = {},
): InProcessWorld {
  const { clock: past, cloud: from } = standing?.world ?? {}
  const surroundings = surroundingsOf(script, origin, {
    clock: virtualClock(past?.now() ?? EPOCH_MS),
    ...(from ? { from } : {}),
    faults: stepFaults(),
    notify: (callout) => heardBy(world.subject, callout),
  })
  const { tenant, clock, fetch, faults } = surroundings
  const dns = dnsOf(tenant)
  const sent: SentMail[] = []
  const lines: string[] = []
  const mailer: Mailer = { send: async (mail) => void sent.push(mail) }
  const kept = store.of(INLINE_ACCOUNT)
  const bare = { ...kept, dns, ids: idsOf(script, past), log: keptLog(lines) }
  const beginning = beginningOf(script, origin)
  const table = warp.table?.(OBJECTS) ?? OBJECTS
  let now = script
  const start = (over: (ports: Ports) => Ports = (same) => same) => {
    const settings = { ...settingsOf(now, origin), policies: beginning.policies }
    const process = processOver({ fetch, clock }, () => faults.crashes)
    const ports = over({ ...bare, clock: process.clock, fetch: process.fetch })
    const warped = (given: Ports) => warp.ports?.(given) ?? given
    const service = inlineService(warped(ports), settings, table)
    const formerPorts = warped({ ...ports, journal: store.of(FORMER_ACCOUNT).journal })
    let product: Product | undefined
    return {
      process,
      service: warp.service?.(service) ?? service,
      earlier: inlineService(ports, settings, withoutAllowLists(table)),
      former: formerService(formerPorts, settings),
      migrateOutbound: () => service.migrateOutbound(formerPorts),
      product: () => {
        product ??= productOver(ports, { store, mailer, dns }, warped, now, origin.facts.applications)
        return product
      },
    }
  }
  const restart: InProcessWorld['restart'] = (generation) => {
    if (generation !== undefined) now = { ...script, generation }
    Object.assign(world, start())
  }
  const subject = new InProcessSubject(
    () => world,
    performedBy(() => world.product(), warp),
    sent,
    lines,
  )
  const world: InProcessWorld = {
    ...surroundings,
    ...beginning,
    ...(standing ? knownOf(standing.world) : {}),
    ...start(),
    journal: kept.journal,
    subject,
    restart,
    worker: (over) => ({ ...world, ...start(over) }),
  }
  return world
}

/** A class for its getter: a literal with one has a shape of its own in V8, which holds the world until a major collection. */
class InProcessSubject implements Subject {
  readonly #world: () => InProcessWorld
  readonly perform: Subject['perform']
  readonly #sent: SentMail[]
  readonly #lines: string[]

  constructor(world: () => InProcessWorld, perform: Subject['perform'], sent: SentMail[], lines: string[]) {
    this.#world = world
    this.perform = perform
    this.#sent = sent
    this.#lines = lines
  }

  get crashed(): Subject['crashed'] {
    return this.#world().process.ended
  }

  async restart(): Promise<void> {
    this.#world().restart()
  }

  async mails(): Promise<SentMail[]> {
    return this.#sent.splice(0)
  }

  async logged(): Promise<string[]> {
    return this.#lines.splice(0)
  }
}

const dnsOf = (tenant: Tenant): Dns => ({
  txt: async (name) => textRecordsOf(tenant, name),
  mx: async (name) => mailHostsOf(tenant, name),
})

function performedBy(product: () => Product, warp: Warp): Subject['perform'] {
  const asked = warp.console?.(perform) ?? perform
  return (caller, operation, input) =>
    'session' in caller
      ? performInSession(product(), caller.session, operation, input)
      : asked(product(), caller.customer, caller.user, operation, input)
}

/** Ids of the product. Where a run goes on, none may come a second time. */
const idsOf = ({ seed }: Script, past?: VirtualClock) =>
  seededIds(past ? `${seed} product from ${past.now()}` : `${seed} product`)

/** What the harness has come to know since the run began. */
const knownOf = ({
  policies,
  protection,
  directions,
  chosenPolicy,
  sessions,
  hasConsolePolicies,
}: World) => ({
  policies,
  protection,
  directions,
  chosenPolicy,
  sessions: new Map(sessions),
  hasConsolePolicies,
})

/** The world as it is now: what is played on in it stays unseen. */
export function heldWorld<Kind extends World>(world: Kind): Kind {
  const { cloud: now, clock: running, origin, faults } = world
  const clock = virtualClock(running.now())
  const cloud = now.fork({ clock, ids: seededIds('held'), faults })
  const tenant = cloud.tenantNamed(origin.facts.tenantId)
  if (!tenant) throw new Error(`the cloud of ${origin.name} has lost its tenant`)
  return { ...world, ...knownOf(world), cloud, clock, tenant }
}

/** Client id of the product's application for inline mode. */
export const inlineAppId = (world: World): string =>
  world.origin.facts.applications.find(({ purpose }) => purpose === 'inline mode')?.clientId ?? ''

/** Client id of the vendor's application for API mode, which has the same name. */
export const apiAppId = (world: World): string =>
  world.origin.facts.applications.find(({ purpose }) => purpose === 'API mode')?.clientId ?? ''

function settingsOf({ site, directions, generation = 'cecp' }: Script, { facts }: Origin) {
  const application = facts.applications.find(({ purpose }) => purpose === 'inline mode')
  if (!application) throw new Error('the vendor has no application for inline mode')
  return {
    tenantId: facts.tenantId,
    site,
    directions,
    profile: generation,
    application,
    vendorKey: VENDOR_KEY,
  }
}
