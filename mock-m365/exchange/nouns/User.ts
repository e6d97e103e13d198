/** https://learn.microsoft.com/powershell/module/exchange/get-user — accounts, whether they receive mail or not. */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { noun } from '../noun.ts'
import { isGroup, type Recipient, recipientOf } from '../recipients/index.ts'
import { LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { each, FLAG } from '../recipients/parameters.ts'
import { userObject } from '../recipients/reduced.ts'
import { MAILBOX_TYPES, typesIn } from '../recipients/types.ts'

const TYPES: ReadonlySet<string> = new Set([
  ...MAILBOX_TYPES,
  'MailUser',
  'GuestMailUser',
  'User',
  'DisabledUser',
])

const LISTING: Listing = {
  kinds: ['users'],
  subject: account,
  types: ({ RecipientTypeDetails }) => typesIn(RecipientTypeDetails) ?? TYPES,
  object: userObject,
  sorts: ['Name', 'DisplayName', 'FirstName', 'LastName', 'Alias', 'City', 'Office'],
}

export default noun({
  name: 'User',
  verbs: [],
  odd: {
    'Get-User': {
      parameters: {
        ...LISTING_PARAMETERS,
        ...each('Arbitration AuditLog IsVIP PublicFolder SoftDeletedUser', FLAG),
        RecipientTypeDetails: {
          type: 'String[]',
          clr: 'Microsoft.Exchange.Data.Directory.Recipient.RecipientTypeDetails[]',
          values: [...TYPES].sort(),
        },
      },
      run: (invocation) => listed(LISTING, invocation),
    },
  },
})

function account(view: View, entity: Entity): Recipient | undefined {
  if (isGroup(entity)) return undefined
  const recipient = recipientOf(view, entity)
  if (recipient) return recipient
  const displayName = String(entity.displayName ?? entity.userPrincipalName)
  const type = entity.accountEnabled === false ? 'DisabledUser' : 'User'
  return { id: String(entity.id), type, primaryAddress: '', addresses: [], displayName, entity }
}
