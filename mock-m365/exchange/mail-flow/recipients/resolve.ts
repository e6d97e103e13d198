/**
 * Resolves recipients: accepted domains, existing recipients, members of groups, forwarding mailboxes; and
 * who is refused, held or left out.
 */
import type { Recipient } from '../../recipients/index.ts'
import type { Addressee, Attribution } from '../envelope.ts'
import { domainOf, type Message } from '../message.ts'
import { isOfType } from '../rules/content.ts'
import type { MailState } from '../state.ts'
import { isOwnAddress } from './own-address.ts'
import { DROPPED } from './remote-domains.ts'
import { type Restriction, restrictionOn, type Sender } from './restrictions.ts'
import { hiddenSender } from './sender-rewriting.ts'

/**
 * Texts: the first three documented in the pages on non-delivery reports and on edge blocking; the limit's
 * too. The text for loops is observed in the product's table of answers, and the last one is documented.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-directory-based-edge-blocking
 * https://learn.microsoft.com/defender-office-365/outbound-spam-policies-external-email-forwarding
 */
export const RECIPIENT_REFUSALS = {
  relay: '550 5.7.64 TenantAttribution; Relay Access Denied SMTP',
  unknownAtEdge: '550 5.4.1 Recipient address rejected: Access denied',
  unknown: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  tooMany: '550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients',
  loop: '550 5.4.6 RESOLVER.FWD.Loop; there is a forwarding loop configured in the directory',
  /** Inferred: the page tells that mail is blocked, and not how the sender hears of it. */
  domainClosed: '550 5.7.1 RESOLVER.RST.DomainDisabled; sending to this domain is disabled',
  domainSilent: '550 5.7.1 RESOLVER.RST.DomainDisabled; sending from this domain is disabled',
  forwardOutside:
    '550 5.7.520 Access denied, Your organization does not allow external forwarding. Please contact your administrator for further assistance. AS(7555)',
} as const

/** The result for one address of the envelope. */
export interface Resolved {
  readonly addressees: readonly Addressee[]
  /** The group with this address. */
  readonly group?: string
  readonly others: readonly Other[]
}

/** Addresses that get no message now. */
export type Other =
  | { readonly kind: 'refused'; readonly address: string; readonly status: string; readonly why?: string }
  | { readonly kind: 'held'; readonly address: string; readonly moderators: readonly string[] }
  | { readonly kind: 'dropped'; readonly address: string; readonly status: string }
  | { readonly kind: 'forwarded'; readonly address: string; readonly to: string; readonly keeps: boolean }

export function resolve(state: MailState, sender: Sender, original: string): Resolved {
  const address = hiddenSender(original)?.toLowerCase() ?? original.toLowerCase()
  const { attribution } = sender
  const domain = domainOf(address)
  const type = state.domainType(domain)
  const recipient = state.recipient(address)
  // Mail to a rewritten sender address answers the tenant's own mail, and goes back through the tenant.
  const isHidden = address !== original.toLowerCase()
  if (type === undefined && !attribution.mayRelay && !isHidden)
    return refused(original, RECIPIENT_REFUSALS.relay, relayReason(sender))
  if (state.silent.to.has(domain)) return refused(original, RECIPIENT_REFUSALS.domainClosed)
  const resolution = new Resolution(state, sender)
  if (recipient) resolution.add(recipient, address, address)
  else if (type === 'Authoritative' || domain === '')
    return refused(
      original,
      attribution.internal ? RECIPIENT_REFUSALS.unknown : RECIPIENT_REFUSALS.unknownAtEdge,
    )
  else resolution.addOutside(addresseeOf(state, address, address, undefined))
  return resolution
}

const refused = (address: string, status: string, why?: string): Resolved => ({
  addressees: [],
  others: [{ kind: 'refused', address, status, ...(why === undefined ? {} : { why }) }],
})

/**
 * The refusal of a connector's mail where neither the certificate nor the envelope's sender is of the
 * tenant's domains (message centre MC1226222). That this includes automatic mail with an empty sender is
 * inferred.
 */
function relayReason({ attribution: { connector, type }, message: { from } }: Sender): string | undefined {
  if (!connector || type !== 'OnPremises') return undefined
  const sender =
    from === '' ? 'the empty sender has no domain' : `${domainOf(from)} is not a domain of the tenant`
  return `it isn't the tenant's to relay: no certificate on connector '${connector.name}' names one of its domains, and ${sender}`
}

/**
 * Recipients that a rule adds: restrictions on senders are not checked (inferred). Unknown ones are left out.
 */
export const resolveForRule = (state: MailState, address: string): readonly Addressee[] =>
  resolve(state, FOR_RULES, address).addressees

export const FROM_WITHIN: Attribution = {
  connector: undefined,
  type: 'submission',
  by: undefined,
  internal: true,
  mayRelay: true,
}

const NO_MESSAGE: Message = { from: '', to: [], headers: [], body: '', size: 0, attachments: [] }
const FOR_RULES: Sender = { attribution: FROM_WITHIN, message: NO_MESSAGE, recipient: undefined }

/** Resolves the address to which a mailbox forwards; any address is allowed. */
export function resolveForwarded(state: MailState, forwarder: Recipient, address: string): Resolved {
  const recipient = state.recipient(address)
  const resolution = new Resolution(state, FOR_RULES)
  if (recipient) resolution.add(recipient, address, address, [forwarder])
  else resolution.addOutside(addresseeOf(state, address, address, undefined, forwarder))
  return resolution
}

/** Collects the results for one address. */
class Resolution implements Resolved {
  readonly addressees: Addressee[] = []
  readonly others: Other[] = []
  group?: string
  readonly #state: MailState
  readonly #sender: Sender
  /** Mailboxes that have forwarded: reaching one of them again adds nothing. */
  readonly #forwarded = new Set<string>()
  #isKept = false

  constructor(state: MailState, sender: Sender) {
    this.#state = state
    this.#sender = sender
  }

  /**
   * @param address of the recipient in this step
   * @param original address in the envelope
   * @param chain mailboxes that have forwarded before, in order
   */
  add(recipient: Recipient, address: string, original: string, chain: readonly Recipient[] = []): void {
    const restriction =
      this.#sender === FOR_RULES ? undefined : restrictionOn(this.#state, this.#sender, recipient)
    if (restriction) this.others.push(otherOf(address, restriction))
    else if (isExpanded(recipient)) this.#expand(recipient, address, original, chain)
    else if (!this.#forward(recipient, address, original, chain))
      this.addOutside(addresseeOf(this.#state, address, original, recipient, chain.at(-1)))
  }

  /** Nested groups are expanded too, and their own restrictions are not checked (inferred). */
  #expand(group: Recipient, address: string, original: string, chain: readonly Recipient[]): void {
    this.group ??= address
    for (const member of this.#state.members(group))
      if (!isExpanded(member)) this.add(member, member.primaryAddress.toLowerCase(), original, chain)
  }

  /**
   * Another recipient replaces the mailbox, or gets the message too. @returns true where the mailbox gets
   * nothing
   */
  #forward(recipient: Recipient, address: string, original: string, chain: readonly Recipient[]): boolean {
    const { forwardsTo, keeps } = this.#state.delivery(recipient)
    // If the forwarding target is gone, the mailbox does not forward (inferred).
    const target = forwardsTo === undefined ? undefined : this.#state.recipientWithId(forwardsTo)
    if (!target) return false
    this.#isKept ||= keeps
    if (chain.some(({ id }) => id === recipient.id)) {
      // Where a mailbox of the circle keeps the message, the circle is not reported (inferred).
      if (!this.#isKept) this.others.push({ kind: 'refused', address, status: RECIPIENT_REFUSALS.loop })
      return true
    }
    if (this.#forwarded.has(recipient.id)) return true
    this.#forwarded.add(recipient.id)
    const to = target.primaryAddress.toLowerCase()
    this.others.push({ kind: 'forwarded', address, to, keeps })
    this.add(target, to, original, [...chain, recipient])
    return !keeps
  }

  /** Automatic forwarding leaves the organization only if allowed; if blocked, the sender gets a report. */
  addOutside(addressee: Addressee): void {
    const { address, own, forwardedBy } = addressee
    const status = own ? undefined : this.#dropStatus(addressee)
    if (status !== undefined) this.others.push({ kind: 'dropped', address, status })
    else if (!own && forwardedBy !== undefined && !this.#mayForward(forwardedBy))
      this.others.push({ kind: 'refused', address, status: RECIPIENT_REFUSALS.forwardOutside })
    else this.addressees.push(addressee)
  }

  #mayForward(primary: string): boolean {
    return this.#state.forwardsOutside({ primary, recipient: this.#state.recipient(primary) })
  }

  #dropStatus({ domain, forwardedBy }: Addressee): string | undefined {
    const { forwards, replies, absences } = this.#state.remoteDomain(domain)
    if (forwards && replies && absences) return undefined
    if (!forwards && forwardedBy !== undefined) return DROPPED.forward
    const { attribution, message } = this.#sender
    if (!attribution.internal) return undefined
    if (!forwards && isOfType(message, 'AutoForward')) return DROPPED.forward
    if (!absences && isOfType(message, 'OOF')) return DROPPED.absence
    return !replies && isOfType(message, 'AutoReply') ? DROPPED.reply : undefined
  }
}

function otherOf(address: string, restriction: Restriction): Other {
  return 'refusal' in restriction
    ? { kind: 'refused', address, status: restriction.refusal }
    : { kind: 'held', address, moderators: restriction.moderators }
}

/** Microsoft 365 groups have a mailbox; other groups are expanded to their members. */
const isExpanded = ({ type }: Recipient): boolean =>
  type === 'MailUniversalDistributionGroup' ||
  type === 'MailUniversalSecurityGroup' ||
  type === 'RoomList' ||
  type === 'DynamicDistributionGroup'

function addresseeOf(
  state: MailState,
  asked: string,
  original: string,
  recipient: Recipient | undefined,
  forwarder?: Recipient,
): Addressee {
  const local = recipient !== undefined && hasMailboxHere(state, recipient, domainOf(asked))
  const address = recipient && !local ? (externalOf(state, recipient) ?? asked) : asked
  return {
    address,
    original,
    primary: recipient?.primaryAddress.toLowerCase() ?? address,
    domain: domainOf(address),
    recipient,
    own: isOwnAddress(state, address),
    local,
    ...(forwarder ? { forwardedBy: forwarder.primaryAddress.toLowerCase() } : {}),
  }
}

/**
 * Without information about a mailbox elsewhere, an address in the tenant's own domain counts as a mailbox
 * here (inferred).
 */
function hasMailboxHere(state: MailState, recipient: Recipient, domain: string): boolean {
  if (recipient.type.endsWith('Mailbox')) return true
  const elsewhere = externalOf(state, recipient) !== undefined
  return recipient.type === 'MailUser' && !elsewhere && state.domainType(domain) === 'Authoritative'
}

/** Where mail to a contact or a mail user goes, for all of their addresses (documented). */
function externalOf(state: MailState, recipient: Recipient): string | undefined {
  const { ExternalEmailAddress: external } = state.settings(recipient)
  return typeof external === 'string' ? external.replace(/^smtp:/i, '').toLowerCase() : undefined
}
