/**
 * One pass of a message through the tenant, from the edge to mailboxes and to the way out. Pure: the journey and a
 * real SMTP edge both call it, and what leaves is the caller's to carry.
 */
import { type Attribution, attribute } from './attribution.ts'
import { filter } from './content-filter.ts'
import { believed, hopsOf, received, stampVerdict } from './headers.ts'
import { type Addressee, Letter, type Origin } from './letter.ts'
import type { Arrival, Message } from './message.ts'
import { RECIPIENT_REFUSALS, RECIPIENTS_MAX, resolve, resolveForRule } from './recipients.ts'
import { type Handover, route } from './routing.ts'
import type { Hands } from './rules/actions.ts'
import { type CompiledRule, type Judgement, judge } from './rules/rule.ts'
import type { MailState } from './state.ts'
import type { Direction, Fact, FatePlace, Step } from './trace.ts'

/** An end within the tenant; `message` as it lies in the mailbox. */
export interface PassFate {
  readonly copy: number
  readonly recipient: string
  readonly fate: FatePlace
  readonly status?: string
  readonly message?: Message
  readonly hopsExceeded?: true
}

export interface Pass {
  readonly steps: readonly Step[]
  readonly fates: readonly PassFate[]
  readonly handovers: readonly Handover[]
}

export interface PassOptions {
  /** Which pass of the journey it is, from 0. */
  readonly pass?: number
  /** Number of the first copy; the caller keeps copies of a journey apart. */
  readonly firstCopy?: number
  readonly hopLimit?: number
}

/** Inferred: Microsoft names the refusal and no number. */
const HOP_LIMIT = 30
const HOPS_EXCEEDED = '554 5.4.14 Hop count exceeded - possible mail loop ATTR34'

export function passMail(state: MailState, arrival: Arrival, options: PassOptions = {}): Pass {
  return new Passage(state, arrival, options).run()
}

/** Recipients that all rules together may add to a message (observed in Get-TransportConfig); it bounds the copies too. */
const ADDED_MAX = 100

class Passage {
  readonly #state: MailState
  readonly #arrival: Arrival
  readonly #pass: number
  readonly #hopLimit: number
  readonly #steps: Step[] = []
  readonly #fates: PassFate[] = []
  readonly #handovers: Handover[] = []
  #nextCopy: number
  #added = 0
  readonly #hands: Hands = {
    resolve: (address) => (this.#added++ < ADDED_MAX ? resolveForRule(this.#state, address) : []),
  }

  constructor(
    state: MailState,
    arrival: Arrival,
    { pass = 0, firstCopy = 0, hopLimit = HOP_LIMIT }: PassOptions,
  ) {
    this.#state = state
    this.#arrival = arrival
    this.#pass = pass
    this.#hopLimit = hopLimit
    this.#nextCopy = firstCopy
  }

  run(): Pass {
    const letter = this.#accept()
    if (letter) {
      const open = [letter]
      for (let next = open.pop(); next; next = open.pop()) this.#process(next, open)
    }
    return { steps: this.#steps, fates: this.#fates, handovers: this.#handovers }
  }

  #note(copy: number, fact: Fact): void {
    this.#steps.push({ pass: this.#pass, copy, ...fact })
  }

  #refuse(
    copy: number,
    by: string,
    status: string,
    recipients: readonly string[],
    more?: { hopsExceeded: true },
  ): void {
    this.#note(copy, { kind: 'refused', by, status, recipients })
    for (const recipient of recipients)
      this.#fates.push({ copy, recipient, fate: 'rejected', status, ...more })
  }

  /** The edge: hops, connection filter, attribution, recipients. @returns undefined where nobody is left */
  #accept(): Letter | undefined {
    const { message, connection, at } = this.#arrival
    const { ip, helo, submittedBy, tls } = connection
    const { from, to } = message
    const copy = this.#nextCopy++
    this.#note(copy, { kind: 'arrived', ip, helo, submittedBy, from, to, tls: tls !== undefined })
    const hops = hopsOf(message)
    if (hops >= this.#hopLimit) {
      this.#note(copy, { kind: 'hops', received: hops, limit: this.#hopLimit })
      this.#refuse(copy, 'hop count', HOPS_EXCEEDED, to, { hopsExceeded: true })
      return undefined
    }
    const allowedBy = this.#connectionFilter(copy)
    if (allowedBy === null) return undefined
    const attribution = attribute(this.#state, message, connection)
    if ('refusal' in attribution) {
      this.#refuse(copy, 'attribution', attribution.refusal, to)
      return undefined
    }
    const { connector, type, by, internal } = attribution
    this.#note(copy, { kind: 'attributed', connector: connector?.name, type, by, internal })
    const addressees = this.#recipients(copy, attribution)
    if (addressees.length === 0) return undefined
    const origin: Origin = { connection, attribution, allowedBy, at }
    const letter = new Letter(copy, believed(message, attribution), origin, addressees)
    letter.stamp(received(connection, this.#state.edge, at))
    return letter
  }

  /** Allow beats block (documented). @returns the entry that allows, or null where the connection is refused */
  #connectionFilter(copy: number): string | undefined | null {
    const { connection, message } = this.#arrival
    const { ip } = connection
    if (connection.submittedBy !== undefined) return undefined
    const allowed = this.#state.allowed(ip)
    const blocked = allowed === undefined ? this.#state.blocked(ip) : undefined
    const entry = allowed ?? blocked
    if (entry !== undefined)
      this.#note(copy, {
        kind: 'connection filter',
        verdict: allowed === undefined ? 'blocked' : 'allowed',
        ip,
        entry,
      })
    if (blocked === undefined) return allowed
    this.#refuse(copy, 'connection filter', blockedStatus(ip), message.to)
    return null
  }

  #recipients(copy: number, attribution: Attribution): readonly Addressee[] {
    const { to } = this.#arrival.message
    if (to.length > RECIPIENTS_MAX) {
      this.#refuse(copy, 'recipients', RECIPIENT_REFUSALS.tooMany, to)
      return []
    }
    const found = new Map<string, Addressee>()
    for (const address of to) {
      const resolved = resolve(this.#state, attribution, address)
      if ('refusal' in resolved) {
        // Refused before there is a copy for it: a rule may yet add the same address to the others'.
        this.#refuse(this.#nextCopy++, 'recipients', resolved.refusal, [address])
        continue
      }
      const { addressees, group } = resolved
      if (group !== undefined) {
        this.#note(copy, { kind: 'expanded', group, members: addressees.map((one) => one.address) })
        if (addressees.length === 0) this.#fates.push({ copy, recipient: address, fate: 'deleted' })
      }
      for (const addressee of addressees)
        if (!found.has(addressee.address)) found.set(addressee.address, addressee)
    }
    return [...found.values()]
  }

  /** The rules that are left for a copy, then the filter and the way on. */
  #process(letter: Letter, open: Letter[]): void {
    const { rules } = this.#state
    while (letter.ruleAt < rules.length) {
      const rule = rules[letter.ruleAt++]
      const judgement = rule && judge(rule, letter, this.#state)
      if (!judgement) continue
      const acts = judgement.outcome === 'holds' && !rule.audit
      if (!acts) {
        this.#noteRule(letter.copy, rule, judgement)
        continue
      }
      const { addressees } = judgement
      const mine =
        addressees.length < letter.addressees.length ? this.#split(letter, rule, addressees) : letter
      const ended = this.#act(mine, rule, judgement)
      if (rule.stops) mine.ruleAt = rules.length
      if (mine !== letter && !ended) open.push(mine)
      if (mine === letter && ended) return
    }
    this.#send(letter)
  }

  /** Those for whom the rule holds go on by themselves. */
  #split(letter: Letter, { name }: CompiledRule, addressees: readonly Addressee[]): Letter {
    const mine = letter.forkedFor(addressees, this.#nextCopy++)
    letter.addressees = letter.addressees.filter((one) => !addressees.includes(one))
    const recipients = addressees.map(({ address }) => address)
    this.#note(letter.copy, { kind: 'split', into: mine.copy, recipients, why: name })
    return mine
  }

  #noteRule(
    copy: number,
    { name, priority, actions }: CompiledRule,
    { outcome, because, addressees }: Judgement,
  ): void {
    const did =
      outcome === 'holds' ? actions.map((action) => ({ action: action.name, value: action.value })) : []
    this.#note(copy, {
      kind: 'rule',
      rule: name,
      priority,
      outcome: outcome === 'holds' ? 'audited' : outcome,
      because,
      did,
      recipients: addressees.map(({ address }) => address),
    })
  }

  /** @returns true where the copy's way ends here */
  #act(
    letter: Letter,
    { name, priority, actions }: CompiledRule,
    { because, addressees }: Judgement,
  ): boolean {
    const did: { action: string; value: string }[] = []
    const recipients = addressees.map(({ address }) => address)
    this.#note(letter.copy, {
      kind: 'rule',
      rule: name,
      priority,
      outcome: 'acted',
      because,
      did,
      recipients,
    })
    for (const action of actions) {
      did.push({ action: action.name, value: action.value })
      const before = letter.addressees
      const end = action.apply?.(letter, this.#hands)
      if (end) {
        for (const { address } of before) this.#fates.push({ copy: letter.copy, recipient: address, ...end })
        return true
      }
      for (const { address } of before)
        if (letter.addressees !== before && !letter.addressees.some((one) => one.address === address))
          this.#fates.push({ copy: letter.copy, recipient: address, fate: 'redirected' })
    }
    return false
  }

  #send(letter: Letter): void {
    const { addressees } = letter
    const dir = directionOf(letter)
    const { spoof, filtered } = filter(this.#state, letter, dir)
    if (spoof && spoof.verdict !== 'authenticated') this.#note(letter.copy, spoof)
    this.#note(letter.copy, filtered)
    stampVerdict(letter, filtered)
    const { action } = filtered
    if (action === 'quarantine' || action === 'delete' || action === 'redirect') {
      const fate = action === 'quarantine' ? 'quarantine' : action === 'delete' ? 'deleted' : 'redirected'
      for (const { address } of addressees) this.#fates.push({ copy: letter.copy, recipient: address, fate })
      return
    }
    const { message } = letter
    const leaves = letter.route ? addressees : addressees.filter(({ local }) => !local)
    for (const { address, local } of addressees)
      if (local && !letter.route)
        this.#fates.push({
          copy: letter.copy,
          recipient: address,
          fate: action === 'junk' ? 'junk' : 'inbox',
          message,
        })
    if (leaves.length > 0) this.#leave(letter, leaves)
  }

  #leave(letter: Letter, leaves: readonly Addressee[]): void {
    for (const routed of route(this.#state, letter, leaves, this.#pass)) {
      const recipients = routed.addressees.map(({ address }) => address)
      if ('status' in routed) {
        this.#refuse(letter.copy, `connector ${letter.route?.connector ?? ''}`, routed.status, recipients)
        continue
      }
      const { connector, rule, hosts } = routed.handover
      this.#note(letter.copy, { kind: 'routed', connector, rule, host: hosts[0] ?? '', recipients })
      this.#handovers.push(routed.handover)
    }
  }
}

/** Inferred from the page on blocked senders; no trace row is written for it (documented). */
const blockedStatus = (ip: string): string =>
  `550 5.7.1 Service unavailable, Client host [${ip}] blocked using Customer Block list`

function directionOf({ origin, addressees }: Letter): Direction {
  if (!addressees.some(({ local }) => local) && origin.attribution.mayRelay) return 'OUT'
  return origin.attribution.internal ? 'INT' : 'INB'
}
