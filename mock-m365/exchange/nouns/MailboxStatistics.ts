/**
 * How much a mailbox holds: counted from the messages that Graph shows. It has the six properties of the
 * documented smallest set, and those for owner and last logon; a real row has some seventy more.
 * https://learn.microsoft.com/powershell/module/exchange/get-mailboxstatistics
 * https://learn.microsoft.com/powershell/exchange/cmdlet-property-sets
 */
import type { Entity } from '../../base.ts'
import { recoverableId } from '../../graph/mail/folders/folders.ts'
import { objectNotFound } from '../errors.ts'
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import { type ParameterSpec, sizeText } from '../parameters.ts'
import { isTrue } from '../recipients/change.ts'
import { turned } from '../recipients/guids.ts'
import { getRecipient } from '../recipients/listing.ts'
import { each, FLAG } from '../recipients/parameters.ts'
import { MAILBOX_TYPES } from '../recipients/types.ts'

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }

export default noun({
  name: 'MailboxStatistics',
  verbs: [],
  odd: {
    'Get-MailboxStatistics': {
      parameters: {
        Identity: IDENTITY,
        ...each('Archive IncludeMoveHistory IncludeMoveReport IncludeSoftDeletedRecipients', FLAG),
      },
      run: show,
    },
  },
})

/** Mailboxes of the mock have no archive, so none is found (inferred). */
function show(invocation: Invocation): Outcome {
  const { view, bound } = invocation
  const identity = String(bound.Identity)
  const { id, displayName } = getRecipient({ types: () => MAILBOX_TYPES }, invocation, identity)
  if (isTrue(bound, 'Archive')) throw objectNotFound(identity)
  const deleted = recoverableId(id)
  const messages = view.find('messages', 'mailbox', id)
  const isDeleted = ({ parentFolderId }: Entity) => parentFolderId === deleted
  const kept = messages.filter((one) => !isDeleted(one))
  const row: Entity = {
    AssociatedItemCount: 0,
    DeletedItemCount: messages.length - kept.length,
    DisplayName: displayName,
    IsArchiveMailbox: false,
    ItemCount: kept.length,
    // Mailboxes are read only through Graph, which is not a logon (inferred).
    LastLogoffTime: null,
    LastLogonTime: null,
    MailboxGuid: turned(id, 'ExchangeGuid'),
    OwnerADGuid: turned(id, 'Guid'),
    TotalDeletedItemSize: sizeOf(messages.filter(isDeleted)),
    TotalItemSize: sizeOf(kept),
  }
  return { ...NOTHING, output: [row] }
}

const sizeOf = (messages: readonly Entity[]): string =>
  sizeText(BigInt(messages.reduce((sum, { size }) => sum + Number(size ?? 0), 0)))
