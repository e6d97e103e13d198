/** The whole journey of a message: through the tenant, out, back in, until every copy has an end. */
import { entriesOf } from './edge/front-door.ts'
import { type Arrival, domainOf, type Message } from './message.ts'
import type { Outside, OutsideHost, Receipt, Returned } from './outside/outside.ts'
import { type PassOptions, passMail } from './pass.ts'
import type { MailState } from './state.ts'
import { type Ending, type Fact, type Fate, fateAt, type Past, type Step, type Trace } from './trace/trace.ts'
import { EXPIRED, type Handover, nameAsked, tlsRefusal } from './way-out/routing.ts'

export interface DeliverOptions extends Pick<PassOptions, 'hopLimit'> {
  /** Whether each end keeps the message that was delivered; where it is false, traces stay small. */
  readonly keepMessages?: boolean
  /** Other tenants of the service, to which mail goes and from which it comes. */
  readonly neighbours?: readonly MailState[]
}

/** A host may remove all headers, and then the hop count cannot end a loop; this limit does. */
const PASSES_MAX = 64

/** What is known of a journal report when it is made. */
const REPORT: Past = { scans: [], report: true }

const NO_HOST = '450 4.4.312 DNS query failed'

interface Waiting extends Arrival, Past {
  /** The tenant that it enters. */
  readonly state: MailState
}

export function deliverMail(
  state: MailState,
  arrival: Arrival,
  outside: Outside,
  options: DeliverOptions = {},
): Trace {
  return new Journey(state, arrival, outside, options).run()
}

class Journey {
  /** The given tenant, and its neighbours. */
  readonly #tenants: readonly MailState[]
  readonly #arrival: Arrival
  readonly #outside: Outside
  readonly #options: DeliverOptions
  readonly #steps: Step[] = []
  readonly #fates: Fate[] = []
  readonly #waiting: Waiting[] = []
  #passes = 0
  #nextCopy = 0

  constructor(state: MailState, arrival: Arrival, outside: Outside, options: DeliverOptions) {
    this.#tenants = [state, ...(options.neighbours ?? [])]
    this.#arrival = arrival
    this.#outside = state.gateways.length === 0 ? outside : [...state.gateways, ...outside]
    this.#options = options
    this.#enter({ ...arrival, scans: [], state })
  }

  run(): Trace {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (this.#passes < PASSES_MAX) this.#passThrough(next)
      else
        for (const recipient of next.message.to)
          this.#fates.push(
            fateAt({ pass: this.#passes, copy: 0 }, recipient, next, { fate: 'lost', looped: true }),
          )
    }
    return { arrival: this.#arrival, steps: this.#steps, fates: this.#fates }
  }

  /** Through the front door, which finds the tenant. */
  #enter(arriving: Waiting): void {
    for (const { state, to } of entriesOf(this.#tenants, arriving, arriving.state))
      this.#waiting.push({ ...arriving, state, message: { ...arriving.message, to } })
  }

  #passThrough(waiting: Waiting): void {
    const number = this.#passes++
    const { steps, fates, handovers, reports } = passMail(waiting.state, waiting, {
      ...this.#options,
      pass: number,
      firstCopy: this.#nextCopy,
    })
    for (const step of steps) {
      this.#steps.push(step)
      this.#nextCopy = Math.max(this.#nextCopy, step.copy + 1, step.kind === 'split' ? step.into + 1 : 0)
    }
    const isNew = (copy: number) => reports.has(copy)
    const past = (copy: number): Past => (isNew(copy) ? REPORT : waiting)
    for (const { copy, recipient, hopsExceeded, message, ...end } of fates)
      this.#fates.push(
        fateAt({ pass: number, copy }, recipient, past(copy), {
          ...end,
          looped: hopsExceeded === true,
          message: this.#kept(message),
        }),
      )
    for (const handover of handovers)
      this.#carry(handover, isNew(handover.copy) ? { ...waiting, ...REPORT } : waiting)
  }

  #kept(message: Message | undefined): Message | undefined {
    return this.#options.keepMessages ? message : undefined
  }

  #note({ pass, copy }: Handover, fact: Fact): void {
    this.#steps.push({ pass, copy, ...fact })
  }

  /** To the first host that can be reached and is trusted; without one the message expires (inferred). */
  #carry(handover: Handover, waiting: Waiting): void {
    if (this.#isNextDoor(handover, waiting)) return
    const recipients = handover.message.to
    let status = NO_HOST
    for (const name of handover.hosts) {
      const host = findHost(this.#outside, name)
      const refusal = host
        ? tlsRefusal(handover, name, host.certificateAt(nameAsked(name, handover.tlsDomain)))
        : NO_HOST
      if (host && refusal === undefined) {
        this.#note(handover, { kind: 'handed over', host: host.name, at: name, recipients })
        this.#receive(handover, host, host.receive(handover.message, handover.connection), waiting)
        return
      }
      status = refusal ?? NO_HOST
      this.#note(handover, { kind: 'deferred', host: name, status, recipients })
    }
    this.#reject(handover, waiting, 'the queue', `${EXPIRED} -> ${status}`)
  }

  /** Where the first host is another tenant's, by its domain or by the name of its edge, that tenant gets the message. */
  #isNextDoor({ hosts: [first = ''], ...handover }: Handover, waiting: Waiting): boolean {
    const name = first.toLowerCase()
    const next = this.#tenants.find(({ edge, domainType }) => edge === name || domainType(name) !== undefined)
    if (!next || next === waiting.state) return false
    const { message, connection } = handover
    const recipients = message.to
    this.#note(
      { ...handover, hosts: [first] },
      { kind: 'handed over', host: next.edge, at: first, recipients },
    )
    // inferred: a tenant's SPF record names the service, as Microsoft requires
    const permitted = { ...connection, permittedFor: [domainOf(message.from)] }
    this.#enter({ ...waiting, state: next, message, connection: permitted })
    return true
  }

  #reject(handover: Handover, past: Past, by: string, status: string): void {
    const recipients = handover.message.to
    this.#note(handover, { kind: 'refused', by, status, recipients })
    this.#endAll(handover, past, recipients, { fate: 'rejected', status })
  }

  #endAll(place: Handover, past: Past, recipients: readonly string[], end: Ending): void {
    for (const recipient of recipients) this.#fates.push(fateAt(place, recipient, past, end))
  }

  #receive(handover: Handover, host: OutsideHost, receipt: Receipt, waiting: Waiting): void {
    const { to } = handover.message
    if (receipt.kind === 'refused') {
      this.#reject(handover, waiting, host.name, receipt.status)
      return
    }
    if (receipt.kind === 'delivered') {
      this.#endAll(handover, waiting, to, { fate: 'internet', message: this.#kept(handover.message) })
      return
    }
    const scans = receipt.kind === 'returned' ? waiting.scans : [...waiting.scans, host.name]
    const past = { scans, report: waiting.report }
    if (receipt.kind !== 'returned')
      this.#note(handover, { kind: 'scanned', relay: host.name, verdict: receipt.verdict })
    if (receipt.kind === 'kept') {
      this.#endAll(handover, past, to, { fate: 'kept outside' })
      return
    }
    for (const { message, connection, delaySeconds = 0 } of receipt.returned) {
      this.#note(handover, returnedFact(host, { message, connection, delaySeconds }))
      this.#enter({ ...waiting, message, connection, at: waiting.at + delaySeconds * 1000, scans })
    }
    this.#endAll(handover, past, missingFrom(to, receipt.returned), { fate: 'lost' })
  }
}

/** Trace facts of a message that a host returns. */
export const returnedFact = (
  { name }: OutsideHost,
  { message, connection, delaySeconds }: Returned,
): Fact => ({
  kind: 'returned',
  relay: name,
  ip: connection.ip,
  to: message.to,
  ...(delaySeconds ? { delaySeconds } : {}),
})

export function findHost(outside: Outside, name: string): OutsideHost | undefined {
  const folded = name.toLowerCase()
  return outside.find((host) => host.matches(folded))
}

/** Recipients that no returned message names. */
function missingFrom(to: Message['to'], returned: readonly Returned[]): readonly string[] {
  const back = new Set(returned.flatMap(({ message }) => message.to.map((one) => one.toLowerCase())))
  return to.filter((one) => !back.has(one.toLowerCase()))
}
