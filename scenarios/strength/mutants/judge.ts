/** Whether some unit of a conformance run finds fault with a mutant. */
import type { Unit } from '../../spread/engine.ts'
import { startThread, type Thread } from '../../spread/threads/thread.ts'
import { troubleIn } from '../trouble.ts'
import type { MutatedAnswer, MutatedOrders, MutatedUnit, Reached } from './mutated-unit.ts'

type MutatedThread = Thread<MutatedUnit, MutatedAnswer>

export interface Mutant {
  readonly id: string
  readonly fileName: string
  /** Whether it is already active while the modules are loaded. */
  readonly isStatic: boolean
  readonly hitLimit?: number | undefined
}

export interface Verdict {
  /** `endless`: a unit did not come to its end. */
  readonly is: 'killed' | 'endless' | 'survived'
  /** Id of the unit that has found fault. */
  readonly unit: string
  readonly why: string
  /** How many units were played. */
  readonly played: number
}

export interface DryPlay {
  readonly unit: Unit
  readonly ms: number
  readonly trouble: string | undefined
  readonly reached: Reached
  readonly atStart: Reached
}

/** A unit takes some seconds, on a busy machine some more. */
const SILENCE_MS = 60_000
/** A thread whose heap holds more is replaced by a new one. */
const HEAP_BYTES_MAX = 600_000_000

export class Judge {
  readonly #orders: MutatedOrders
  readonly #worker: URL
  #standing: MutatedThread | undefined
  /** How often a unit has killed a mutant of a file: it may well kill the next one. */
  readonly #kills = new Map<string, number>()

  /** @param worker the thread's file, in the folder whose code is instrumented */
  constructor(orders: MutatedOrders, worker: URL) {
    this.#orders = orders
    this.#worker = worker
  }

  /** A unit without a mutant, as in a process that has just begun. @throws Error where its thread ends */
  async dry(unit: Unit): Promise<DryPlay> {
    const startedAt = performance.now()
    const { counts, reached, atStart, heapBytes } = await this.#thread().play({ ...unit, isFirst: true })
    const ms = Math.round(performance.now() - startedAt)
    if (heapBytes > HEAP_BYTES_MAX) await this.end()
    return { unit, ms, trouble: troubleIn(counts), reached, atStart }
  }

  /** @param units in the order in which they are played: the first that finds fault ends it */
  async verdictOn(mutant: Mutant, units: readonly Unit[]): Promise<Verdict> {
    const { fileName, isStatic } = mutant
    const killsOf = ({ id }: Unit) => this.#kills.get(`${fileName} ${id}`) ?? 0
    const ordered = units.toSorted((a, b) => killsOf(b) - killsOf(a))
    let verdict = await this.#played(mutant, ordered)
    if (!isStatic && verdict.is === 'killed' && !(await this.#isSound(verdict.unit, units)))
      // what an earlier mutant has left behind found fault, or would have: a new thread decides
      verdict = await this.#played(mutant, ordered)
    if (isStatic || verdict.is === 'endless') await this.end()
    if (verdict.is === 'killed') {
      const key = `${fileName} ${verdict.unit}`
      this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1)
    }
    return verdict
  }

  async end(): Promise<void> {
    await this.#standing?.end()
    this.#standing = undefined
  }

  async #played({ id, isStatic, hitLimit }: Mutant, units: readonly Unit[]): Promise<Verdict> {
    if (isStatic) await this.end()
    for (const [i, unit] of units.entries()) {
      const found = (is: Verdict['is'], why: string): Verdict => ({ is, unit: unit.id, why, played: i + 1 })
      try {
        const thread = this.#thread(isStatic ? id : undefined)
        const limit = hitLimit === undefined ? {} : { hitLimit }
        const { counts, isEndless, heapBytes } = await thread.play({
          ...unit,
          mutant: id,
          isFirst: i === 0,
          ...limit,
        })
        const trouble = troubleIn(counts)
        if (isEndless) return found('endless', 'its place is reached again and again')
        if (trouble !== undefined) return found('killed', trouble)
        if (heapBytes > HEAP_BYTES_MAX) await this.end()
      } catch (error) {
        await this.end()
        const why = error instanceof Error ? error.message : String(error)
        return found(why.includes('gave no sign') ? 'endless' : 'killed', why)
      }
    }
    return { is: 'survived', unit: '', why: '', played: units.length }
  }

  /** Whether the unit holds without a mutant. Where it does not, the thread is ended: it is not as it was. */
  async #isSound(id: string, units: readonly Unit[]): Promise<boolean> {
    const unit = units.find((one) => one.id === id)
    if (!unit || !this.#standing) return true
    const trouble = await this.dry(unit).then(
      (played) => played.trouble,
      (error: unknown) => String(error),
    )
    if (trouble !== undefined) await this.end()
    return trouble === undefined
  }

  #thread(mutant?: string): MutatedThread {
    const orders = mutant === undefined ? this.#orders : { ...this.#orders, mutant }
    this.#standing ??= startThread<MutatedUnit, MutatedAnswer>(orders, this.#worker, SILENCE_MS)
    return this.#standing
  }
}
