/** A conformance run of a system under test elsewhere: stored scripts, sweeps and random scripts, as far as it can play them. */
import { type ConformanceRecord, type Counts, mergedCounts } from '#reports'
import { NOTHING_PLAYED } from '../conform.ts'
import { DEFECTS } from '../defects/index.ts'
import { play } from '../harness/play.ts'
import { comparedModesOf, runRecordOf } from '../harness/record.ts'
import { clausesShownBy, type Script } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import { randomScripts } from '../random-scripts.ts'
import { type Entry, Tally } from '../spread/tally.ts'
import { storedScripts } from '../stored-scripts.ts'
import { CRASH_SWEEPS, SWEEPS, type Sweep, sweepPlanOf } from '../sweep.ts'
import { TRIALS } from '../trials/index.ts'
import type { OpenSubject } from './outside/open-subject.ts'
import { type Playable, playableOn } from './playable.ts'

export interface SubjectOrders {
  readonly version: string
  readonly seed: string
  /** How many random scripts. */
  readonly runs: number
  /** A sample of the sweeps: every nth variant. */
  readonly part: number
  /** How the ids of what is played begin; all of it where absent. */
  readonly only?: string
  /** As the user named it. */
  readonly subject: string
  readonly progress?: (what: string, done: number) => void
}

/** What only cas-core in this process is asked, since it needs doors that no console has. */
const IN_PROCESS_ALONE: Counts['notPlayed'] = [
  {
    name: 'trials',
    runs: TRIALS.length,
    reasons: ['they use cas-core’s own doors, next to its console, and subjects that are wrong on purpose'],
  },
  {
    name: 'known defects',
    runs: DEFECTS.length,
    reasons: ['they are ways in which cas-core is made wrong'],
  },
]

export async function conformSubject(
  { progress, ...orders }: SubjectOrders,
  host: OpenSubject,
): Promise<ConformanceRecord> {
  const tally = new Tally()
  const book = new Book(orders, host, tally)
  const done = new Map<string, number>()
  for await (const what of book.plays()) {
    done.set(what, (done.get(what) ?? 0) + 1)
    progress?.(what, done.get(what) ?? 0)
  }
  const { version, seed, ...options } = orders
  const own: Counts = { ...NOTHING_PLAYED, notPlayed: IN_PROCESS_ALONE }
  return { casproof: version, seed, options, ...mergedCounts([own, tally.counts]) }
}

/** Only where a script lets the service run can it be asked what the service owes as hours pass. */
const LETS_RUN = /"op":"(?:synchronize|console)"/

/** Plays one thing after the other. */
class Book {
  readonly #orders: Omit<SubjectOrders, 'progress'>
  readonly #host: OpenSubject
  readonly #tally: Tally

  constructor(orders: Omit<SubjectOrders, 'progress'>, host: OpenSubject, tally: Tally) {
    this.#orders = orders
    this.#host = host
    this.#tally = tally
  }

  /** Yields what was played, after each of it. */
  async *plays(): AsyncGenerator<string> {
    for (const script of storedScripts())
      if (this.#isAsked(`script/${script.name}`)) {
        await this.#stored(script)
        yield 'stored scripts'
      }
    for (const sweep of [...SWEEPS, ...CRASH_SWEEPS])
      for await (const _ of this.#sweep(sweep)) yield `variants of the sweep of ${sweep.name}`
    const scriptOf = randomScripts(this.#orders.seed)
    for (let number = 0; number < this.#orders.runs; number++) {
      const id = `random/${padded(number, 7)}`
      if (!this.#isAsked(id)) continue
      await this.#random(id, scriptOf(number))
      yield 'random scripts'
    }
  }

  #isAsked(id: string): boolean {
    return id.startsWith(this.#orders.only ?? '')
  }

  #cannot(name: string, reasons: readonly string[]): void {
    this.#tally.add({ notPlayed: [{ name, runs: 1, reasons }] })
  }

  #playable(script: Script): Playable {
    const { told, isOwn } = this.#host
    return playableOn({ ...told, isOwn }, script, embeddedOrigin(script.world))
  }

  async #stored(script: Script): Promise<void> {
    const { name } = script
    const playable = this.#playable(script)
    if ('hindrances' in playable) {
      this.#cannot(name, playable.hindrances)
      return
    }
    const { script: made } = playable
    const entry = { engine: 'script', play: name, id: `script/${name}`, script: made } as const
    const failed = await this.#played(entry, LETS_RUN.test(JSON.stringify(script.steps)))
    this.#tally.add({ scripts: [{ name, clauses: clausesShownBy(made), failed }] })
  }

  async #random(id: string, script: Script): Promise<void> {
    const playable = this.#playable(script)
    const play = 'random scripts'
    if ('hindrances' in playable) this.#cannot(play, playable.hindrances)
    else await this.#played({ engine: 'random', play, id, script: playable.script })
  }

  /** @param isSeen whether the documented changes are looked for @returns whether something broke */
  async #played(entry: Entry, isSeen = false): Promise<boolean> {
    const { script } = entry
    try {
      const played = await play(script, embeddedOrigin(script.world), { host: this.#host })
      this.#tally.enter(entry, played, played.findings)
      if (played.findings.length > 0) return true
      if (isSeen)
        for (const mode of comparedModesOf(played))
          this.#tally.see(runRecordOf(played, this.#orders.version, [], mode))
      return false
    } catch (error) {
      this.#tally.brokeOff(entry, error)
      return true
    }
  }

  async *#sweep(sweep: Sweep): AsyncGenerator<void> {
    const { name, script } = sweep
    if (!this.#isAsked(`sweep/${name}`) && !this.#orders.only?.startsWith(`sweep/${name}`)) return
    const playable = this.#playable(script)
    if ('hindrances' in playable) {
      this.#cannot(name, playable.hindrances)
      return
    }
    const plan = await sweepPlanOf({ ...sweep, script: playable.script }, {}, this.#host)
    for (const variant of plan.variants.filter(({ number }) => number % this.#orders.part === 0)) {
      const { number, step, script: made } = variant
      const id = `sweep/${name}/${padded(step, 2)}/${padded(number, 4)}`
      if (!this.#isAsked(id)) continue
      const hindered = this.#playable(made)
      const fault = made.steps[step]?.faults?.[0]?.[2]
      const entry = { engine: 'sweep', play: `${name}: ${fault}`, id, script: made } as const
      if ('hindrances' in hindered) this.#cannot(entry.play, hindered.hindrances)
      else
        try {
          const { played, findings } = await plan.play(variant)
          this.#tally.enter(entry, played, findings)
          this.#tally.compare(findings)
        } catch (error) {
          this.#tally.brokeOff(entry, error)
        }
      yield
    }
  }
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')
