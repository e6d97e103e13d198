/**
 * What the servers saw of each message, combined in the form of the pure engine: passes, and what happened
 * between them. A returning message is recognized by its ENVID, which the service sets and relays keep (RFC
 * 3461).
 */
import type { Arrival } from '../exchange/mail-flow/message.ts'
import type { Pass } from '../exchange/mail-flow/pass.ts'
import {
  type Ending,
  type Fact,
  type Fate,
  type FatePlace,
  fateAt,
  type Past,
  type Step,
  type Trace,
} from '../exchange/mail-flow/trace/trace.ts'
import type { Handover } from '../exchange/mail-flow/way-out/routing.ts'
import type { Tenant } from '../tenant.ts'

/** One pass through the tenant, with its own numbers from 0, and the copies that left. */
interface Passage extends Past {
  readonly pass: Pass
  readonly legs: readonly Leg[]
}

interface End extends Ending {
  readonly recipients: readonly string[]
}

/** One copy outside, until it comes back or ends. */
export class Leg {
  readonly envid: string
  readonly journey: Journey
  readonly handover: Handover
  readonly facts: Fact[] = []
  readonly ends: End[] = []
  readonly passages: Passage[] = []
  /** Relays that have scanned it, including this one. */
  scans: readonly string[]
  /** It is a journal report. */
  readonly report: true | undefined

  constructor(envid: string, journey: Journey, handover: Handover, { scans, report }: Past) {
    this.envid = envid
    this.journey = journey
    this.handover = handover
    this.scans = scans
    this.report = report
  }

  end(recipients: readonly string[], fate: FatePlace, status?: string): void {
    if (recipients.length > 0)
      this.ends.push({ recipients, fate, ...(status === undefined ? {} : { status }) })
  }
}

/** A message from its first arrival until every copy has an end. */
export class Journey {
  readonly tenant: Tenant
  readonly arrival: Arrival
  passes = 0
  #root: Passage | undefined
  #open = 0
  readonly #ended: (journey: Journey) => void

  constructor(tenant: Tenant, arrival: Arrival, ended: (journey: Journey) => void) {
    this.tenant = tenant
    this.arrival = arrival
    this.#ended = ended
  }

  add(passage: Passage, after: Leg | undefined): void {
    this.passes++
    if (after) after.passages.push(passage)
    else this.#root = passage
  }

  /** Registers work that may still add to the trace. @returns a function to call at its end */
  hold(): () => void {
    this.#open++
    let held = true
    return () => {
      if (held && --this.#open === 0) this.#ended(this)
      held = false
    }
  }

  /**
   * Passes in the order of the pure engine, not in the order of the servers. Its fates have no message, as
   * those of the engine by default: delivered messages are in mailboxes.
   */
  trace(): Trace {
    const steps: Step[] = []
    const fates: Fate[] = []
    const waiting = this.#root ? [this.#root] : []
    let copies = 0
    for (let pass = 0; pass < waiting.length; pass++) {
      const passage = waiting[pass]
      if (!passage) break
      const first = copies
      for (const step of passage.pass.steps) {
        const copy = first + step.copy
        const numbered: Step = { ...step, pass, copy }
        steps.push(step.kind === 'split' ? { ...step, pass, copy, into: first + step.into } : numbered)
        copies = Math.max(copies, copy + 1, step.kind === 'split' ? first + step.into + 1 : 0)
      }
      for (const { copy, recipient, hopsExceeded, message: _delivered, ...end } of passage.pass.fates)
        fates.push(
          fateAt({ pass, copy: first + copy }, recipient, pastOf(passage, copy), {
            ...end,
            looped: hopsExceeded === true,
          }),
        )
      for (const leg of passage.legs) {
        const copy = first + leg.handover.copy
        for (const fact of leg.facts) steps.push({ pass, copy, ...fact })
        for (const { recipients, ...end } of leg.ends)
          for (const recipient of recipients) fates.push(fateAt({ pass, copy }, recipient, leg, end))
        waiting.push(...leg.passages)
      }
    }
    return { arrival: this.arrival, steps, fates }
  }
}

/** A journal report that a pass makes has no past. */
export const pastOf = ({ pass, scans, report }: Omit<Passage, 'legs'>, copy: number): Past =>
  pass.reports.has(copy) ? { scans: [], report: true } : { scans, report }

/** All open journeys. */
export class Journeys {
  readonly #legs = new Map<string, Leg>()
  readonly #ended: (journey: Journey) => void
  #under: Promise<void> = Promise.resolve()
  #count = 0
  #rest: () => void = () => undefined

  constructor(ended: (journey: Journey) => void) {
    this.#ended = ended
  }

  begin(tenant: Tenant, arrival: Arrival): Journey {
    if (this.#count++ === 0)
      this.#under = new Promise((rest) => {
        this.#rest = rest
      })
    return new Journey(tenant, arrival, (journey) => this.#end(journey))
  }

  /** A copy leaves. @param id unique for each copy */
  leave(id: string, journey: Journey, handover: Handover, past: Past): Leg {
    const leg = new Leg(id, journey, handover, past)
    this.#legs.set(id, leg)
    return leg
  }

  /** @returns undefined for mail without an open journey */
  find(envid: string | undefined): Leg | undefined {
    return envid === undefined ? undefined : this.#legs.get(envid)
  }

  get count(): number {
    return this.#count
  }

  /** Resolves when no journey is open. */
  idle(): Promise<void> {
    return this.#under
  }

  #end(journey: Journey): void {
    for (const [envid, leg] of this.#legs) if (leg.journey === journey) this.#legs.delete(envid)
    this.#ended(journey)
    if (--this.#count === 0) this.#rest()
  }
}
