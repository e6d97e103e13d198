/**
 * Two processes of the product over one store, of which one does something at a time. Which one that is follows from a
 * schedule, so that every order of their acts can be played again. An act is a call to Microsoft, or a write into the store.
 */
import type { Journal, Ports } from '#cas-core'
import type { CallRecord } from '#mock-m365'
import { awaited } from '../harness/awaited.ts'
import type { Schedule } from './schedule.ts'

export type Worker = 0 | 1

/** Names by which they lease accounts: the first is the one of any other step, so that it may go on after its own death. */
const WORKER_NAMES = ['worker', 'another worker'] as const

interface Surroundings {
  readonly clock: { now(): number; advance(ms: number): void }
  /** All calls so far. */
  readonly calls: () => readonly CallRecord[]
}

type Lease = Awaited<ReturnType<Journal['lease']>>

const MINUTE_MS = 60_000

export class Turns {
  /** Acts that each of them has done. */
  readonly acts: [number, number] = [0, 0]
  /** What one of them did without having the right to, in words. */
  readonly breaches: string[] = []
  /** How often one was interrupted by the other. */
  switched = 0
  readonly #schedule: Schedule
  readonly #clock: Surroundings['clock']
  readonly #calls: Surroundings['calls']
  readonly #waiting: [(() => void)[], (() => void)[]] = [[], []]
  readonly #ended = new Set<Worker>()
  readonly #death = Promise.withResolvers<'died'>()
  #current: Worker = 0
  /** Place in the schedule, and acts since the last switch. */
  #at = 0
  #since = 0
  #lease: { readonly worker: Worker; readonly untilMs: number } | undefined

  constructor(schedule: Schedule, { clock, calls }: Surroundings) {
    this.#schedule = schedule
    this.#clock = clock
    this.#calls = calls
  }

  /** Resolves when the first of them has been ended at its first interruption, as its schedule has it. */
  get death(): Promise<'died'> {
    return this.#death.promise
  }

  /** @param worker whose work has come to its end: the other one goes on */
  end(worker: Worker): void {
    this.#ended.add(worker)
    if (worker === this.#current) this.#handOver()
  }

  /** What a worker is given of the world and the store. */
  portsOf(worker: Worker, ports: Ports): Ports {
    const { fetch, clock, journal, directory } = ports
    return {
      ...ports,
      worker: WORKER_NAMES[worker],
      clock: {
        now: () => clock.now(),
        sleep: (ms) => awaited(() => this.turn(worker).then(() => clock.sleep(ms))),
      },
      fetch: async (input, init) => {
        const isLate = !this.#holds(worker)
        return this.#act(worker, async () => {
          const before = this.#calls().length
          const answer = await fetch(input, init)
          const writes = this.#calls()
            .slice(before)
            .filter((call) => call.writes)
          if (isLate) this.#breach(worker, ...writes.map(({ operation }) => `makes the call ${operation}`))
          return answer
        })
      },
      journal: this.#journalOf(worker, journal),
      directory: new Proxy(directory, {
        get: (target, property) => {
          const value: unknown = Reflect.get(target, property, target)
          if (typeof value !== 'function') return value
          const asked = async (...given: unknown[]) => value.apply(target, given)
          if (!DIRECTORY_WRITES.has(String(property)))
            return async (...given: unknown[]) => {
              await this.turn(worker)
              return asked(...given)
            }
          return (...given: unknown[]) => {
            const isLate = !this.#holds(worker)
            return this.#act(worker, () => {
              if (isLate) this.#breach(worker, 'writes into the directory')
              return asked(...given)
            })
          }
        },
      }),
    }
  }

  #journalOf(worker: Worker, journal: Journal): Journal {
    return {
      read: async (after) => {
        await this.turn(worker)
        return journal.read(after)
      },
      append: (records, at) =>
        this.#act(worker, async () => {
          const version = await journal.append(records, at)
          if (!this.#holds(worker)) this.#breach(worker, `writes "${records[0]?.type}" into the journal`)
          return version
        }),
      lease: (holder, ttlMs, nowMs) =>
        this.#act(worker, async () =>
          this.#leased(worker, await journal.lease(holder, ttlMs, nowMs), nowMs + ttlMs),
        ),
    }
  }

  #leased(worker: Worker, lease: Lease, untilMs: number): Lease {
    const held = this.#lease
    if (held && held.worker !== worker && this.#clock.now() < held.untilMs)
      this.#breach(worker, `takes the account over from ${WORKER_NAMES[held.worker]}, which works on it`)
    this.#lease = { worker, untilMs }
    return {
      fence: lease.fence,
      renew: async (ttlMs, nowMs) => {
        await this.turn(worker)
        await lease.renew(ttlMs, nowMs)
        if (this.#holds(worker)) this.#lease = { worker, untilMs: nowMs + ttlMs }
      },
      release: async () => {
        await this.turn(worker)
        await lease.release()
        if (this.#holds(worker)) this.#lease = undefined
      },
    }
  }

  #holds(worker: Worker): boolean {
    return this.#lease?.worker === worker
  }

  #breach(worker: Worker, ...what: readonly string[]): void {
    const works = this.#lease === undefined ? 'nobody' : WORKER_NAMES[this.#lease.worker]
    for (const one of what) this.breaches.push(`${WORKER_NAMES[worker]} ${one}, and ${works} has the account`)
  }

  /** Waits until it is this worker's turn. */
  async turn(worker: Worker): Promise<void> {
    while (worker !== this.#current) await new Promise<void>((go) => this.#waiting[worker].push(go))
  }

  /** Does an act when it is this worker's turn. It may be interrupted then: what it did is done, and it hears of it later. */
  async #act<T>(worker: Worker, act: () => Promise<T>): Promise<T> {
    await this.#mayGoOn(worker)
    this.acts[worker]++
    this.#since++
    const done = act()
    await done.catch(() => undefined)
    await this.#mayGoOn(worker)
    return done
  }

  async #mayGoOn(worker: Worker): Promise<void> {
    await this.turn(worker)
    while (this.#isOver()) {
      this.#at++
      this.#interrupt(worker)
      await this.turn(worker)
    }
  }

  #isOver(): boolean {
    const after = this.#schedule.switches[this.#at]
    return after !== undefined && this.#since >= after && this.#ended.size === 0
  }

  #interrupt(worker: Worker): void {
    this.switched++
    this.#since = 0
    this.#clock.advance((this.#schedule.minutes ?? 0) * MINUTE_MS)
    if (this.#schedule.dies && worker === 0) {
      this.#ended.add(0)
      this.#death.resolve('died')
    }
    this.#handOver()
  }

  #handOver(): void {
    const other: Worker = this.#current === 0 ? 1 : 0
    if (this.#ended.has(other)) return
    this.#current = other
    for (const go of this.#waiting[other].splice(0)) go()
  }
}

const DIRECTORY_WRITES: ReadonlySet<string> = new Set(['apply', 'clear'])
