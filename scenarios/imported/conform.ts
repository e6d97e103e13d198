/** A conformance run on a customer's own tenant, from an export: what of the stored scripts can be played there, a sample of the sweep, random scripts. */
import type { ExportedState } from '#mock-m365'
import { type ConformanceRecord, type Counts, mergedCounts } from '#reports'
import { audit, originFor } from '../audit.ts'
import { NOTHING_PLAYED } from '../conform.ts'
import { DEFECTS } from '../defects/index.ts'
import { play } from '../harness/play.ts'
import type { Origin, Warp } from '../harness/world.ts'
import { randomScripts } from '../random-scripts.ts'
import { type Entry, Tally } from '../spread/tally.ts'
import { storedScripts } from '../stored-scripts.ts'
import { SWEEPS, sweepPlanOf } from '../sweep.ts'
import { TRIALS } from '../trials/index.ts'
import { drawnOnTenant, onTenant } from './playable.ts'

export interface ImportedOrders {
  readonly version: string
  readonly seed: string
  /** How many random scripts. */
  readonly runs: number
  /** A sample of the sample of the sweep. */
  readonly part: number
  readonly only?: string
  readonly state: ExportedState
  /** A product that is wrong in a known way. */
  readonly warp?: Warp
  readonly progress?: (what: string, done: number) => void
}

/** Of the sweep every so manieth variant is played: large tenants cost more. */
const SAMPLE = 10

const ABOUT_OTHERS: Counts['notPlayed'] = [
  { name: 'trials', runs: TRIALS.length, reasons: ['they are about tenants of their own'] },
  { name: 'known defects', runs: DEFECTS.length, reasons: ['they are caught on tenants of their own'] },
]

export interface ImportedRun {
  readonly record: ConformanceRecord
  /** What the export does not tell, and what stands in for it. */
  readonly notes: readonly string[]
  readonly origin: Origin
}

/** @throws InputError for a broken export, RangeError where nothing is asked for */
export async function conformImported({
  progress = () => undefined,
  state,
  warp = {},
  ...orders
}: ImportedOrders): Promise<ImportedRun> {
  const { origin, notes } = await originFor(state)
  const book = new Book(orders, origin, warp)
  const done = new Map<string, number>()
  for await (const what of book.plays()) {
    done.set(what, (done.get(what) ?? 0) + 1)
    progress(what, done.get(what) ?? 0)
  }
  if (book.isAskedFor('audit/')) book.tally.see(await auditOn(state, orders.version, warp))
  const { version, seed, ...options } = orders
  const own: Counts = { ...NOTHING_PLAYED, notPlayed: ABOUT_OTHERS }
  const counts = mergedCounts([own, book.tally.counts])
  return {
    record: { casproof: version, seed, options: { ...options, state: origin.name }, ...counts },
    notes,
    origin,
  }
}

/** The run that an auditor is shown. */
export const auditOn = (tenant: ExportedState, version: string, warp: Warp = {}) =>
  audit({ version, site: 'EU', directions: 'both', policies: 'all', seed: 'audit', tenant }, warp)

type Own = Omit<ImportedOrders, 'progress' | 'state' | 'warp'>

/** Plays one thing after the other. */
class Book {
  readonly tally = new Tally()
  readonly #orders: Own
  readonly #origin: Origin
  readonly #warp: Warp

  constructor(orders: Own, origin: Origin, warp: Warp) {
    this.#orders = orders
    this.#origin = origin
    this.#warp = warp
  }

  /** Yields what was played, after each of it. */
  async *plays(): AsyncGenerator<string> {
    for (const script of storedScripts()) {
      const { name } = script
      const id = `script/${name}`
      if (!this.isAskedFor(id)) continue
      const made = onTenant(script, this.#origin.facts)
      if ('reason' in made)
        this.tally.add({ notPlayed: [{ name: 'stored scripts', runs: 1, reasons: [made.reason] }] })
      else await this.#play({ engine: 'script', play: name, id, script: made.script })
      yield 'stored scripts'
    }
    for await (const _ of this.#sweep()) yield 'variants of the sweep'
    const scriptOf = randomScripts(this.#orders.seed)
    for (let number = 0; number < this.#orders.runs; number++) {
      const id = `random/${padded(number, 7)}`
      if (!this.isAskedFor(id)) continue
      const script = drawnOnTenant(scriptOf(number), this.#origin.facts)
      await this.#play({ engine: 'random', play: 'random scripts', id, script })
      yield 'random scripts'
    }
  }

  isAskedFor(id: string): boolean {
    return id.startsWith(this.#orders.only ?? '')
  }

  async #play(entry: Entry): Promise<void> {
    try {
      const played = await play(entry.script, this.#origin, { warp: this.#warp })
      this.tally.enter(entry, played, played.findings)
    } catch (error) {
      this.tally.brokeOff(entry, error)
    }
  }

  async *#sweep(): AsyncGenerator<void> {
    const [sweep] = SWEEPS
    const { only = '', part } = this.#orders
    const name = 'four stages on the tenant'
    if (!sweep || !(this.isAskedFor(`sweep/${name}`) || only.startsWith(`sweep/${name}`))) return
    const script = { ...sweep.script, world: 'state', name: `sweep of ${name}` }
    const plan = await sweepPlanOf({ name, script, origin: this.#origin }, this.#warp)
    for (const variant of plan.variants.filter(({ number }) => number % (part * SAMPLE) === 0)) {
      const { number, step } = variant
      const id = `sweep/${name}/${padded(step, 2)}/${padded(number, 4)}`
      if (!this.isAskedFor(id)) continue
      const fault = variant.script.steps[step]?.faults?.[0]?.[2]
      const entry = { engine: 'sweep', play: `${name}: ${fault}`, id, script: variant.script } as const
      try {
        const { played, findings } = await plan.play(variant)
        this.tally.enter(entry, played, findings)
        this.tally.compare(findings)
      } catch (error) {
        this.tally.brokeOff(entry, error)
      }
      yield
    }
  }
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')
