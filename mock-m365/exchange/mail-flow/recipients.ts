/** Who gets it: accepted domains, recipients that exist, groups and their members, and who is refused at the edge. */
import type { Recipient } from '../recipients/index.ts'
import type { Attribution } from './attribution.ts'
import type { Addressee } from './letter.ts'
import { domainOf } from './message.ts'
import { isOwnAddress, type MailState } from './state.ts'

/**
 * Texts: the first three documented in the pages on non-delivery reports and on edge blocking; the groups' one too.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-directory-based-edge-blocking
 */
export const RECIPIENT_REFUSALS = {
  relay: '550 5.7.64 TenantAttribution; Relay Access Denied SMTP',
  unknownAtEdge: '550 5.4.1 Recipient address rejected: Access denied',
  unknown: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  group:
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group',
  tooMany: '550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients',
} as const

/** https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
export const RECIPIENTS_MAX = 1000

export type Resolved =
  | { readonly addressees: readonly Addressee[]; readonly group?: string }
  | { readonly refusal: string }

export function resolve(state: MailState, attribution: Attribution, original: string): Resolved {
  const address = original.toLowerCase()
  const domain = domainOf(address)
  const type = state.domainType(domain)
  const recipient = state.recipient(address)
  if (type === undefined && !attribution.mayRelay) return { refusal: RECIPIENT_REFUSALS.relay }
  if (!recipient) {
    if (type === 'Authoritative' || domain === '')
      return { refusal: attribution.internal ? RECIPIENT_REFUSALS.unknown : RECIPIENT_REFUSALS.unknownAtEdge }
    return { addressees: [addresseeOf(state, address, address, undefined)] }
  }
  if (isGroup(recipient) && asksForSender(state, recipient) && !attribution.internal)
    return { refusal: RECIPIENT_REFUSALS.group }
  if (!isExpanded(recipient)) return { addressees: [addresseeOf(state, address, address, recipient)] }
  const addressees = state
    .members(recipient)
    .filter((member) => !isExpanded(member))
    .map((member) => addresseeOf(state, member.primaryAddress.toLowerCase(), address, member))
  return { addressees, group: address }
}

/** Whom a rule adds: whoever it is, no sender is asked about (inferred). Unknown ones are left out. */
export function resolveForRule(state: MailState, address: string): readonly Addressee[] {
  const resolved = resolve(state, FOR_RULES, address)
  return 'addressees' in resolved ? resolved.addressees : []
}

const FOR_RULES: Attribution = {
  connector: undefined,
  type: 'submission',
  by: undefined,
  internal: true,
  mayRelay: true,
}

/** Microsoft 365 groups have a mailbox; the others are taken apart into their members. */
const isExpanded = ({ type }: Recipient): boolean =>
  type === 'MailUniversalDistributionGroup' || type === 'MailUniversalSecurityGroup' || type === 'RoomList'

const isGroup = (recipient: Recipient): boolean => isExpanded(recipient) || recipient.type === 'GroupMailbox'

/** Documented default of all groups. */
const asksForSender = (state: MailState, group: Recipient): boolean =>
  state.settings(group).RequireSenderAuthenticationEnabled !== false

function addresseeOf(
  state: MailState,
  address: string,
  original: string,
  recipient: Recipient | undefined,
): Addressee {
  const primary = recipient?.primaryAddress.toLowerCase() ?? address
  return {
    address,
    original,
    primary,
    domain: domainOf(address),
    recipient,
    own: isOwnAddress(state, address),
    local: recipient !== undefined && hasMailboxHere(state, recipient, domainOf(address)),
  }
}

/** Where nothing tells of a mailbox elsewhere, an address in a domain of the tenant's own stands for one (inferred). */
function hasMailboxHere(state: MailState, recipient: Recipient, domain: string): boolean {
  if (recipient.type.endsWith('Mailbox')) return true
  const elsewhere = state.settings(recipient).ExternalEmailAddress !== undefined
  return recipient.type === 'MailUser' && !elsewhere && state.domainType(domain) === 'Authoritative'
}
