/**
 * Who may send to a recipient, and how large messages may be. Codes are from the page on non-delivery
 * reports; the texts for sizes, lists and loops are the product's own (observed in published reports and in
 * its table of answers).
 * https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online
 */
import type { Recipient } from '../../recipients/index.ts'
import type { Attribution } from '../envelope.ts'
import { addressesIn, headerOf, type Message } from '../message.ts'
import type { MailState } from '../state.ts'

const NOT_AUTHENTICATED =
  'authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this'

const RESTRICTIONS = {
  /** Observed; for mailboxes only the beginning; the text for mail users is inferred from it. */
  anonymousToGroup: `550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; ${NOT_AUTHENTICATED} group`,
  anonymousToMailbox: `550 5.7.134 RESOLVER.RST.SenderNotAuthenticatedForMailbox; ${NOT_AUTHENTICATED} mailbox`,
  anonymousToMailUser: `550 5.7.136 RESOLVER.RST.SenderNotAuthenticatedForMailUser; ${NOT_AUTHENTICATED} mail user`,
  /** The code is documented, the text is that of on-premises servers. */
  notAllowedForGroup:
    '550 5.7.124 RESOLVER.RST.NotAuthorizedToGroup; not authorized to send to the distribution list',
  /** Observed by its beginning; the words after the semicolon are inferred. */
  notAllowed:
    "550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized to send to recipient because the sender isn't on the recipient's list of senders to accept mail from",
  tooLarge: '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient',
  tooLargeToSend: '550 5.2.3 RESOLVER.RST.SendSizeLimit.Sender; message too large for this sender',
  noModerators: '550 5.2.0 Resolver.MT.NoModeratorAddresses; No moderator addresses for approval process',
} as const

/** Observed in a mailbox's object; recipients without a mailbox have no own limit. */
const RECEIVES_MAX = 37_748_736
const SENDS_MAX = 36_700_160
/** https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
const RECIPIENTS_MAX = 1000
const MAILBOX_RECIPIENTS_MAX = 500

/** The sender as recipients' restrictions see it. */
export interface Sender {
  readonly attribution: Attribution
  readonly message: Message
  /** The sender as a recipient of the organization, where that is trusted. */
  readonly recipient: Recipient | undefined
}

/** Mailboxes are known by having signed in; mail users and guests, who write from elsewhere, by their address (inferred). */
export function senderOf(state: MailState, message: Message, attribution: Attribution): Sender {
  const [author = message.from.toLowerCase()] = addressesIn(headerOf(message, 'from'))
  const recipient = author === '' ? undefined : state.recipient(author)
  const believed = attribution.internal || recipient?.type.endsWith('MailUser') === true
  return { attribution, message, recipient: believed ? recipient : undefined }
}

/** The refusal for all recipients, or undefined; only mailboxes of the tenant are checked. */
export function sendingRefusal(
  state: MailState,
  { recipient, message, attribution }: Sender,
  tooMany: string,
): string | undefined {
  const count = message.to.length
  if (count > Math.min(RECIPIENTS_MAX, state.recipientsMax)) return tooMany
  if (attribution.type !== 'submission' || !recipient?.type.endsWith('Mailbox')) return undefined
  const { sends = SENDS_MAX, addresses = MAILBOX_RECIPIENTS_MAX } = state.delivery(recipient)
  if (count > addresses) return tooMany
  return message.size > sends ? RESTRICTIONS.tooLargeToSend : undefined
}

export type Restriction =
  | { readonly refusal: string }
  /** Moderators by primary address; the message is held until one of them decides. */
  | { readonly moderators: readonly string[] }

const isGroup = ({ type }: Recipient): boolean =>
  type === 'GroupMailbox' ||
  type === 'RoomList' ||
  type === 'DynamicDistributionGroup' ||
  type.startsWith('MailUniversal')

/**
 * Authentication, then the lists, then the size, then moderation (inferred order). The restrictions of group
 * members are checked too.
 */
export function restrictionOn(
  state: MailState,
  sender: Sender,
  recipient: Recipient,
): Restriction | undefined {
  const wishes = state.delivery(recipient)
  const group = isGroup(recipient)
  if ((wishes.asksForSender ?? group) && !sender.attribution.internal)
    return { refusal: anonymousRefusal(recipient, group) }
  const { acceptsOnly, rejects } = wishes
  const isAmong = (ids: readonly string[]) =>
    sender.recipient !== undefined && state.isOneOf(sender.recipient, ids)
  if (isAmong(rejects) || (acceptsOnly.length > 0 && !isAmong(acceptsOnly)))
    return { refusal: group ? RESTRICTIONS.notAllowedForGroup : RESTRICTIONS.notAllowed }
  const { receives = recipient.type.endsWith('Mailbox') ? RECEIVES_MAX : Number.POSITIVE_INFINITY } = wishes
  if (sender.message.size > receives) return { refusal: RESTRICTIONS.tooLarge }
  if (!wishes.moderated || isAmong(wishes.moderators) || isAmong(wishes.unmoderated)) return undefined
  const moderators = wishes.moderators.flatMap((id) => state.recipientWithId(id)?.primaryAddress ?? [])
  return moderators.length === 0 ? { refusal: RESTRICTIONS.noModerators } : { moderators }
}

function anonymousRefusal({ type }: Recipient, group: boolean): string {
  if (group) return RESTRICTIONS.anonymousToGroup
  return type.endsWith('MailUser') ? RESTRICTIONS.anonymousToMailUser : RESTRICTIONS.anonymousToMailbox
}
