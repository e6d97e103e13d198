/**
 * A recipient's delivery settings, compiled from what Exchange stores outside the directory.
 * https://learn.microsoft.com/powershell/module/exchange/set-mailbox
 */
import type { Entity } from '../../../base.ts'
import { bytesOf } from '../rules/content.ts'
import { textsOf } from '../texts.ts'

export interface Delivery {
  /** Ids of senders, and of groups whose members may send; empty for everybody. */
  readonly acceptsOnly: readonly string[]
  readonly rejects: readonly string[]
  /** Undefined where the type's default counts. */
  readonly asksForSender: boolean | undefined
  readonly moderated: boolean
  readonly moderators: readonly string[]
  readonly unmoderated: readonly string[]
  /** Bytes; undefined where the default of the type counts. */
  readonly receives: number | undefined
  readonly sends: number | undefined
  /** Recipients of one message. */
  readonly addresses: number | undefined
  /** Id of the recipient in the organization that gets forwarded mail. */
  readonly forwardsTo: string | undefined
  /** Any address, in lower case. Ignored where a recipient is set (documented). */
  readonly forwardsOut: string | undefined
  /** Whether it keeps a copy of forwarded mail. */
  readonly keeps: boolean
}

/**
 * Individual senders and groups are copied to the property that has both, and back (documented). Here they
 * are one list.
 */
const listOf = (entity: Entity, beginning: string): readonly string[] => [
  ...new Set(
    ['', 'DLMembers', 'SendersOrMembers'].flatMap((ending) => textsOf(entity[`${beginning}${ending}`])),
  ),
]

export function delivery(settings: Entity): Delivery {
  const { RequireSenderAuthenticationEnabled: asks, ForwardingAddress, ForwardingSmtpAddress } = settings
  const forwardsTo = textsOf(ForwardingAddress)[0]
  return {
    acceptsOnly: listOf(settings, 'AcceptMessagesOnlyFrom'),
    rejects: listOf(settings, 'RejectMessagesFrom'),
    asksForSender: typeof asks === 'boolean' ? asks : undefined,
    moderated: settings.ModerationEnabled === true,
    moderators: textsOf(settings.ModeratedBy),
    unmoderated: textsOf(settings.BypassModerationFromSendersOrMembers),
    receives: sizeIn(settings.MaxReceiveSize),
    sends: sizeIn(settings.MaxSendSize),
    addresses: typeof settings.RecipientLimits === 'number' ? settings.RecipientLimits : undefined,
    forwardsTo,
    forwardsOut:
      forwardsTo === undefined
        ? textsOf(ForwardingSmtpAddress)[0]
            ?.replace(/^smtp:/i, '')
            .toLowerCase()
        : undefined,
    keeps: settings.DeliverToMailboxAndForward === true,
  }
}

function sizeIn(value: unknown): number | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  return /^unlimited$/i.test(value) ? Number.POSITIVE_INFINITY : bytesOf(value)
}
