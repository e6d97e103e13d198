/** Records of a pass: facts, ends, departures, and the numbers of its copies. */
import type { Message } from './message.ts'
import type { Fact, FatePlace, Step } from './trace/trace.ts'
import type { Handover } from './way-out/routing.ts'

/** An end within the tenant; `message` is the one in the mailbox. */
export interface PassFate {
  readonly copy: number
  readonly recipient: string
  readonly fate: FatePlace
  readonly status?: string
  readonly message?: Message
  readonly hopsExceeded?: true
  /** It is the end of a journal report, and not of the message. */
  readonly report?: true
}

const NONE: ReadonlySet<number> = new Set()

export class Ledger {
  readonly pass: number
  readonly steps: Step[] = []
  readonly fates: PassFate[] = []
  readonly handovers: Handover[] = []
  /** Copies that are journal reports, made in this pass. */
  #reports: Set<number> | undefined
  #nextCopy: number

  constructor(pass: number, firstCopy: number) {
    this.pass = pass
    this.#nextCopy = firstCopy
  }

  get reports(): ReadonlySet<number> {
    return this.#reports ?? NONE
  }

  newReport(): number {
    const copy = this.newCopy()
    this.#reports ??= new Set()
    this.#reports.add(copy)
    return copy
  }

  newCopy(): number {
    return this.#nextCopy++
  }

  note(copy: number, fact: Fact): void {
    this.steps.push({ pass: this.pass, copy, ...fact })
  }

  end(copy: number, recipient: string, fate: FatePlace, more?: Pick<PassFate, 'status' | 'message'>): void {
    this.#push({ copy, recipient, fate, ...more })
  }

  refuse(
    copy: number,
    by: string,
    status: string,
    recipients: readonly string[],
    { why, ...more }: { readonly hopsExceeded?: true; readonly why?: string | undefined } = {},
  ): void {
    this.note(copy, { kind: 'refused', by, status, ...(why === undefined ? {} : { why }), recipients })
    for (const recipient of recipients) this.#push({ copy, recipient, fate: 'rejected', status, ...more })
  }

  #push(fate: PassFate): void {
    this.fates.push(this.#reports?.has(fate.copy) ? { ...fate, report: true } : fate)
  }
}
