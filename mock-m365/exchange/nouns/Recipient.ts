/**
 * https://learn.microsoft.com/powershell/module/exchange/get-recipient — Microsoft 365 groups only if asked
 * for (documented).
 */
import { noun } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { each, FLAG } from '../recipients/parameters.ts'
import { recipientObject } from '../recipients/reduced.ts'
import { recipientType } from '../recipients/tail.ts'
import { typesIn } from '../recipients/types.ts'

const TYPES = [
  ...['UserMailbox', 'SharedMailbox', 'RoomMailbox', 'EquipmentMailbox', 'MailUser', 'GuestMailUser'],
  'MailContact',
  ...['MailUniversalSecurityGroup', 'MailUniversalDistributionGroup', 'RoomList', 'GroupMailbox'],
  'DynamicDistributionGroup',
]
/** Documented values that no object of the mock has. */
const OTHERS =
  'DiscoveryMailbox LegacyMailbox LinkedMailbox LinkedRoomMailbox MailForestContact MailNonUniversalGroup PublicFolder PublicFolderMailbox RemoteEquipmentMailbox RemoteRoomMailbox RemoteSharedMailbox RemoteTeamMailbox RemoteUserMailbox SchedulingMailbox TeamMailbox User'.split(
    ' ',
  )

const TEXT: ParameterSpec = { type: 'String' }
const ENUMS = 'Microsoft.Exchange.Data.Directory.Recipient.'

const DEFAULT: ReadonlySet<string> = new Set(TYPES.filter((type) => type !== 'GroupMailbox'))
const LISTING: Listing = {
  types: ({ Identity, RecipientTypeDetails, RecipientType }) => {
    // An Identity also finds Microsoft 365 groups (inferred from scripts that do so).
    const details = typesIn(RecipientTypeDetails) ?? (Identity ? new Set(TYPES) : DEFAULT)
    const coarse = typesIn(RecipientType)
    return coarse ? new Set([...details].filter((type) => coarse.has(recipientType(type)))) : details
  },
  object: recipientObject,
  sorts: ['Alias', 'City', 'DisplayName', 'FirstName', 'LastName', 'Name', 'Office', 'ServerLegacyDN'],
}

export default noun({
  name: 'Recipient',
  verbs: [],
  odd: {
    'Get-Recipient': {
      parameters: {
        ...LISTING_PARAMETERS,
        ...each('AuthenticationType BookmarkDisplayName PropertySet RecipientPreviewFilter', TEXT),
        ...each(
          'IncludeBookmarkObject IncludeManagerWithDisplayName IncludeManagerWithDisplayNames IncludeSoftDeletedRecipients',
          FLAG,
        ),
        Capabilities: { type: 'String[]' },
        Properties: { type: 'String[]' },
        RecipientType: {
          type: 'String[]',
          clr: `${ENUMS}RecipientType[]`,
          values: [
            ...[
              'DynamicDistributionGroup',
              'MailContact',
              'MailNonUniversalGroup',
              'MailUniversalDistributionGroup',
            ],
            ...['MailUniversalSecurityGroup', 'MailUser', 'PublicFolder', 'UserMailbox'],
          ],
        },
        RecipientTypeDetails: {
          type: 'String[]',
          clr: `${ENUMS}RecipientTypeDetails[]`,
          values: [...TYPES, ...OTHERS].sort(),
        },
      },
      run: (invocation) => listed(LISTING, invocation),
    },
  },
})
