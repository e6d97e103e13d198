/** Delivery of mail into a mailbox, by a test, a scenario or the mail flow. */

import type { Entity } from '../../../base.ts'
import type { Surroundings } from '../../../surroundings.ts'
import type { Actor, Tenant } from '../../../tenant.ts'
import { secondsText } from '../../../times.ts'
import { folderIdOf } from '../folders/folders.ts'
import { wellKnownByName } from '../folders/well-known-folders.ts'
import { hasMailbox } from '../mailbox.ts'
import { type Attachment, readAttachment } from './attachments.ts'
import { makeMessage } from './message-write.ts'
import type { ItemBody } from './messages.ts'

export interface IncomingMail {
  /** Address of the sender, or name and address. */
  readonly from: string | { readonly name: string; readonly address: string }
  readonly subject: string
  /** Text where it is a string. */
  readonly body: string | ItemBody
  /** Headers as they came, in order; those of the envelope are made from the rest. */
  readonly headers?: readonly { readonly name: string; readonly value: string }[]
  readonly internetMessageId?: string
  /** Folder to which the filters sent it; the inbox where absent. */
  readonly folder?: 'inbox' | 'junkemail'
  /** Files in Base64. */
  readonly attachments?: readonly {
    readonly name: string
    readonly contentType?: string
    readonly contentBytes: string
  }[]
}

/** The service itself: a delivery has no caller's token. */
const TRANSPORT: Actor = {
  type: 'system',
  id: '00000002-0000-0ff1-ce00-000000000000',
  displayName: 'Microsoft Exchange Online Transport',
}

/**
 * Puts a message into a mailbox, at the cloud's time.
 * @param recipient userPrincipalName or primary address of the user; further addresses are not looked at
 * @returns the stored message, or undefined where no mailbox has that address
 * @throws GraphError where an attachment is not a file
 */
export function deliver(
  cloud: Pick<Surroundings, 'clock' | 'ids'>,
  tenant: Tenant,
  recipient: string,
  { from, subject, body, headers = [], internetMessageId, folder = 'inbox', attachments = [] }: IncomingMail,
): Entity | undefined {
  const user = userAt(tenant, recipient)
  if (!user || !hasMailbox(user)) return undefined
  const at = cloud.clock.now()
  const uuid = () => cloud.ids.uuid()
  const userId = String(user.id)
  const write = { at, actor: TRANSPORT, call: 'deliver', requestId: uuid() }
  const sender = { emailAddress: typeof from === 'string' ? { name: from, address: from } : from }
  const files = attachments.map((one, i): Attachment => readAttachment({ ...one }, i + 1, secondsText(at)))
  const given: Entity = {
    subject,
    body: typeof body === 'string' ? { contentType: 'text', content: body } : body,
    from: sender,
    sender,
    toRecipients: [{ emailAddress: { name: user.displayName, address: recipient } }],
    internetMessageHeaders: headers,
    ...(internetMessageId === undefined ? {} : { internetMessageId }),
  }
  const key = wellKnownByName(folder)?.key ?? ''
  return makeMessage({ tenant, write, userId, uuid }, folderIdOf(userId, key), given, files)
}

function userAt(tenant: Tenant, address: string): Entity | undefined {
  return tenant.find('users', 'userPrincipalName', address)[0] ?? tenant.find('users', 'mail', address)[0]
}
