/**
 * One pass of a message through the tenant, from the edge to mailboxes and to the way out. Pure: the journey
 * and a real SMTP edge both call it, and the caller transports what leaves.
 */
import { accept, endOther, HOPS_EXCEEDED } from './edge/accept.ts'
import type { Addressee } from './envelope.ts'
import { filter, type Policies } from './filter/content-filter.ts'
import { policyFor } from './filter/filter-policy.ts'
import type { FilterPolicy } from './filter/policy.ts'
import { dmarcRefusal, spoofPolicyFor } from './filter/spoof-policy.ts'
import { stampVerdict } from './headers.ts'
import { reportsDue } from './journal/due.ts'
import { isJournaled, JOURNALED_HEADER, reportOf } from './journal/report.ts'
import { isSystemMessage } from './journal/system-messages.ts'
import { Ledger, type PassFate } from './ledger.ts'
import { Letter } from './letter.ts'
import { type Arrival, headerOf, type Message } from './message.ts'
import { FROM_WITHIN, RECIPIENT_REFUSALS, resolveForRule, resolveForwarded } from './recipients/resolve.ts'
import type { Hands } from './rules/action.ts'
import { type Judgement, judge } from './rules/rule.ts'
import type { CompiledRule, MailState } from './state.ts'
import type { Direction, Step } from './trace/trace.ts'
import { type Handover, route } from './way-out/routing.ts'

export { HOPS_EXCEEDED, type PassFate }

export interface Pass {
  readonly steps: readonly Step[]
  readonly fates: readonly PassFate[]
  readonly handovers: readonly Handover[]
  /** Copies that are journal reports, made in this pass. */
  readonly reports: ReadonlySet<number>
}

export interface PassOptions {
  /** Number of the pass in the journey, from 0. */
  readonly pass?: number
  /** Number of the first copy; the caller keeps copies of a journey apart. */
  readonly firstCopy?: number
  readonly hopLimit?: number
}

/** Inferred: Microsoft documents the refusal without a number. */
const HOP_LIMIT = 30

export function passMail(state: MailState, arrival: Arrival, options: PassOptions = {}): Pass {
  return new Passage(state, arrival, options).run()
}

/**
 * Recipients that all rules together may add to a message (observed in Get-TransportConfig); this also limits
 * the copies.
 */
const ADDED_MAX = 100
/** Proposed: mailboxes that forward to each other make no more copies than this. */
const FORWARDS_MAX = 100

class Passage {
  readonly #state: MailState
  readonly #arrival: Arrival
  readonly #hopLimit: number
  readonly #ledger: Ledger
  #added = 0
  #forwards = 0
  readonly #hands: Hands = {
    resolve: (address) => (this.#added++ < ADDED_MAX ? resolveForRule(this.#state, address) : []),
    managerOf: (address) => {
      const sender = this.#state.recipient(address)
      return sender && this.#state.manager(sender)?.primaryAddress
    },
  }

  constructor(
    state: MailState,
    arrival: Arrival,
    { pass = 0, firstCopy = 0, hopLimit = HOP_LIMIT }: PassOptions,
  ) {
    this.#state = state
    this.#arrival = arrival
    this.#hopLimit = hopLimit
    this.#ledger = new Ledger(pass, firstCopy)
  }

  run(): Pass {
    const letter = accept(this.#state, this.#arrival, this.#ledger, this.#hopLimit)
    if (letter) {
      letter.isSystem = isSystemMessage(letter)
      const open = [letter]
      for (let next = open.pop(); next; next = open.pop()) this.#process(next, open)
    }
    const { steps, fates, handovers, reports } = this.#ledger
    return { steps, fates, handovers, reports }
  }

  /** The remaining rules for a copy, then the filter and the routing. */
  #process(letter: Letter, open: Letter[]): void {
    if (letter.isSystem) {
      this.#deliver(letter, false, open)
      return
    }
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
        addressees.length < letter.addressees.length ? this.#split(letter, rule.name, addressees) : letter
      const ended = this.#act(mine, rule, judgement)
      if (rule.stops) mine.ruleAt = rules.length
      if (mine !== letter && !ended) open.push(mine)
      if (mine === letter && ended) return
    }
    this.#send(letter, open)
  }

  /** Recipients that a rule or policy matches get a separate copy. */
  #split(letter: Letter, why: string, addressees: readonly Addressee[]): Letter {
    const mine = letter.forkedFor(addressees, this.#ledger.newCopy())
    letter.addressees = letter.addressees.filter((one) => !addressees.includes(one))
    const recipients = addressees.map(({ address }) => address)
    this.#ledger.note(letter.copy, { kind: 'split', into: mine.copy, recipients, why })
    return mine
  }

  #noteRule(
    copy: number,
    { name, priority, actions }: CompiledRule,
    { outcome, because, addressees }: Judgement,
  ): void {
    const did =
      outcome === 'holds' ? actions.map((action) => ({ action: action.name, value: action.value })) : []
    this.#ledger.note(copy, {
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
    this.#ledger.note(letter.copy, {
      kind: 'rule',
      rule: name,
      priority,
      outcome: 'acted',
      because,
      did,
      recipients,
    })
    let redirected = false
    for (const action of actions) {
      const before = letter.addressees
      const end = action.apply?.(letter, this.#hands)
      // Imported rules may both redirect and delete, which cmdlets refuse: then no mail is lost (inferred).
      if (end && redirected) continue
      did.push({ action: action.name, value: action.value })
      if (end) {
        const { fate, ...more } = end
        for (const { address } of before) this.#ledger.end(letter.copy, address, fate, more)
        return true
      }
      for (const { address } of before)
        if (letter.addressees !== before && !letter.addressees.some((one) => one.address === address))
          this.#ledger.end(letter.copy, address, 'redirected')
      // A recipient that is redirected to itself is added again.
      redirected ||= !before.every((one) => letter.addressees.includes(one))
    }
    return false
  }

  #send(letter: Letter, open: Letter[]): void {
    if (this.#state.journaling.rules.length > 0) this.#journal(letter, open)
    const dir = directionOf(letter)
    const policies = dir === 'OUT' ? standing(this.#state) : this.#shared(letter, open)
    const { spoof, filtered, mark, custom } = filter(this.#state, letter, dir, policies)
    const { copy } = letter
    if (spoof && spoof.verdict !== 'authenticated') this.#ledger.note(copy, spoof)
    this.#ledger.note(copy, filtered)
    stampVerdict(letter, filtered, custom)
    if (mark && 'header' in mark) letter.stamp([mark.header, 'This message appears to be spam.'])
    else if (mark) letter.setHeader('Subject', `${mark.prefix}${headerOf(letter.message, 'subject') ?? ''}`)
    const { action } = filtered
    if (action === 'deliver' || action === 'junk') this.#deliver(letter, action === 'junk', open)
    else if (action === 'redirect') this.#redirect(letter, policies.policy, open)
    else if (action === 'reject') this.#refuseForDmarc(letter)
    else
      for (const { address } of letter.addressees)
        this.#ledger.end(copy, address, action === 'quarantine' ? 'quarantine' : 'deleted')
  }

  /**
   * Behind the rules, so that each copy that they make is reported (documented of copies in general), and before the
   * filter (inferred).
   */
  #journal(letter: Letter, open: Letter[]): void {
    const state = this.#state
    if (isJournaled(letter)) return
    for (const [to, rules] of reportsDue(state, letter)) {
      const copy = this.#ledger.newReport()
      this.#ledger.note(letter.copy, { kind: 'journaled', rules, to })
      const addressees = resolveForRule(state, to)
      if (addressees.length === 0) this.#ledger.refuse(copy, 'recipients', RECIPIENT_REFUSALS.unknown, [to])
      else open.push(systemLetter(copy, reportOf(state, letter, to), letter, addressees))
    }
    letter.stamp(JOURNALED_HEADER)
  }

  /** One policy for each copy: recipients with another policy get a separate copy. */
  #shared(letter: Letter, open: Letter[]): Policies {
    const state = this.#state
    if (state.filterRules.length + state.spoofingRules.length === 0) return standing(state)
    const [first, ...others] = letter.addressees.map((one) => policiesFor(state, one))
    if (!first) return standing(state)
    const isFirst = (one: Policies) => one.policy === first.policy && one.spoofing === first.spoofing
    const other = others.find((one) => !isFirst(one))
    if (!other) return first
    const theirs = letter.addressees.filter((one) => !isFirst(policiesFor(state, one)))
    const why = other.policy === first.policy ? other.spoofing.name : other.policy.name
    open.push(this.#split(letter, why, theirs))
    return first
  }

  /** Refused at the end of the session, so no report is sent (documented). */
  #refuseForDmarc(letter: Letter): void {
    const status = dmarcRefusal(letter.origin.authentication?.domain ?? '')
    const recipients = letter.addressees.map(({ address }) => address)
    this.#ledger.refuse(letter.copy, 'DMARC', status, recipients)
  }

  /** Redirected to the policy's addresses, without another filter (inferred). */
  #redirect(letter: Letter, { redirectsTo }: FilterPolicy, open: Letter[]): void {
    const { copy } = letter
    for (const { address } of letter.addressees) this.#ledger.end(copy, address, 'redirected')
    const others = redirectsTo.flatMap((one) => this.#hands.resolve(one))
    if (others.length === 0) return
    const mine = letter.forkedFor(others, this.#ledger.newCopy())
    mine.route = undefined
    this.#deliver(mine, false, open)
  }

  #deliver(letter: Letter, isJunk: boolean, open: Letter[]): void {
    const { addressees, message, copy } = letter
    const leaves = letter.route ? addressees : addressees.filter(({ local }) => !local)
    if (!letter.route)
      for (const addressee of addressees)
        if (addressee.local && !this.#isForwarded(letter, addressee, open))
          this.#ledger.end(copy, addressee.address, isJunk ? 'junk' : 'inbox', { message })
    if (leaves.length > 0) this.#leave(letter, leaves)
  }

  /**
   * A mailbox forwards a delivered message to an address, as a new message to which all rules apply again
   * (inferred). @returns true where it keeps no copy
   */
  #isForwarded(letter: Letter, { recipient, address }: Addressee, open: Letter[]): boolean {
    if (!recipient) return false
    const { forwardsOut, keeps } = this.#state.delivery(recipient)
    if (forwardsOut === undefined) return false
    const mailbox = recipient.primaryAddress.toLowerCase()
    // A mailbox that has forwarded a message keeps it when it comes back (inferred).
    if (letter.headers(FORWARDED_HEADER.toLowerCase()).includes(mailbox)) return false
    if (this.#forwards++ >= FORWARDS_MAX) return false
    const { addressees, others } = resolveForwarded(this.#state, recipient, forwardsOut)
    this.#ledger.note(letter.copy, { kind: 'forwarded', recipient: address, to: forwardsOut, keeps })
    for (const other of others) endOther(this.#ledger, letter.copy, other)
    if (addressees.length > 0) {
      const { origin, message } = letter
      const connection = { ip: origin.connection.ip, helo: origin.connection.helo, submittedBy: mailbox }
      const own = { connection, attribution: FROM_WITHIN, allowedBy: undefined, at: origin.at }
      const mine = new Letter(this.#ledger.newCopy(), message, own, addressees)
      mine.stamp([FORWARDED_HEADER, mailbox])
      open.push(mine)
    }
    if (!keeps) this.#ledger.end(letter.copy, address, 'redirected')
    return !keeps
  }

  #leave(letter: Letter, leaves: readonly Addressee[]): void {
    for (const routed of route(this.#state, letter, leaves, this.#ledger.pass)) {
      const recipients = routed.addressees.map(({ address }) => address)
      if ('status' in routed) {
        const by = `connector ${letter.route?.connector ?? ''}`
        this.#ledger.refuse(letter.copy, by, routed.status, recipients)
        continue
      }
      const { connector, rule, hosts } = routed.handover
      this.#ledger.note(letter.copy, { kind: 'routed', connector, rule, host: hosts[0] ?? '', recipients })
      this.#ledger.handovers.push(routed.handover)
    }
  }
}

/** Names each mailbox that has forwarded the message (documented for forwarding in general, its value inferred). */
const FORWARDED_HEADER = 'X-MS-Exchange-Inbox-Rules-Loop'

function systemLetter(
  copy: number,
  message: Message,
  { origin: { connection, at } }: Letter,
  addressees: readonly Addressee[],
): Letter {
  const letter = new Letter(
    copy,
    message,
    { connection, attribution: FROM_WITHIN, allowedBy: undefined, at },
    addressees,
  )
  letter.isSystem = true
  return letter
}

const standing = ({ filter: policy, spoofing }: MailState): Policies => ({ policy, spoofing })

const policiesFor = (state: MailState, addressee: Addressee): Policies => ({
  policy: policyFor(state, addressee),
  spoofing: spoofPolicyFor(state, addressee),
})

function directionOf({ origin, addressees }: Letter): Direction {
  if (!addressees.some(({ local }) => local) && origin.attribution.mayRelay) return 'OUT'
  return origin.attribution.internal ? 'INT' : 'INB'
}
