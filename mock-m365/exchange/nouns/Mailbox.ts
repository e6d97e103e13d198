/** https://learn.microsoft.com/powershell/module/exchange/get-mailbox, …/set-mailbox */
import { invalidSettings, invalidValue } from '../errors.ts'
import { isMailAddress } from '../network-addresses.ts'
import { type Draft, type Invocation, noun, type Outcome } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { changed, isTrue } from '../recipients/change.ts'
import { getRecipient, LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { mailboxObject } from '../recipients/mailbox.ts'
import { COMMON, each, FLAG, MAILBOX } from '../recipients/parameters.ts'
import { domainNotAccepted } from '../recipients/refusals.ts'
import { MAILBOX_TYPES, NO_TYPES, typesIn, UNIFIED_TYPES } from '../recipients/types.ts'

/** Switches for mailboxes of which the mock has none. */
const ABSENT = ['InactiveMailboxOnly', 'SoftDeletedMailbox', 'PublicFolder', 'Migration', 'Archive']

const LISTING: Listing = {
  kinds: ['users', 'groups'],
  types: (bound) => {
    if (ABSENT.some((name) => isTrue(bound, name))) return NO_TYPES
    return isTrue(bound, 'GroupMailbox')
      ? UNIFIED_TYPES
      : (typesIn(bound.RecipientTypeDetails) ?? MAILBOX_TYPES)
  },
  object: mailboxObject,
  sorts: ['Alias', 'City', 'DisplayName', 'FirstName', 'LastName', 'Name', 'Office', 'ServerLegacyDN'],
}

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const SET = { ...COMMON, ...MAILBOX }

export default noun({
  name: 'Mailbox',
  verbs: [],
  odd: {
    'Get-Mailbox': {
      parameters: {
        ...LISTING_PARAMETERS,
        ...each(
          'Archive GroupMailbox InactiveMailboxOnly IncludeAcceptMessagesOnlyFromDLMembersWithDisplayNames IncludeAcceptMessagesOnlyFromSendersOrMembersWithDisplayNames IncludeAcceptMessagesOnlyFromWithDisplayNames IncludeEmailAddressDisplayNames IncludeForwardingAddressWithDisplayNames IncludeGrantSendOnBehalfToWithDisplayNames IncludeInactiveMailbox Migration PublicFolder SoftDeletedMailbox',
          FLAG,
        ),
        MailboxPlan: { type: 'String' },
        RecipientTypeDetails: {
          type: 'String[]',
          clr: 'Microsoft.Exchange.Data.Directory.Recipient.RecipientTypeDetails[]',
          values: [
            ...['DiscoveryMailbox', 'EquipmentMailbox', 'GroupMailbox', 'LegacyMailbox', 'LinkedMailbox'],
            ...[
              'LinkedRoomMailbox',
              'RoomMailbox',
              'SchedulingMailbox',
              'SharedMailbox',
              'TeamMailbox',
              'UserMailbox',
            ],
          ],
        },
      },
      run: (invocation) => listed(LISTING, invocation),
    },
    'Set-Mailbox': { parameters: { ...SET, Identity: IDENTITY }, run: set },
  },
})

const SUBTYPES: Readonly<Record<string, string>> = {
  Regular: 'UserMailbox',
  Room: 'RoomMailbox',
  Equipment: 'EquipmentMailbox',
  Shared: 'SharedMailbox',
}

function set(invocation: Invocation): Outcome {
  const { view, bound } = invocation
  const recipient = getRecipient(LISTING, invocation, String(bound.Identity))
  const settings: Draft = {}
  const entity: Draft = {}
  if (typeof bound.Type === 'string') {
    const type = SUBTYPES[bound.Type]
    if (type !== recipient.type) settings.RecipientTypeDetails = type
  }
  if (typeof bound.ForwardingSmtpAddress === 'string' && bound.ForwardingSmtpAddress !== '')
    checkForwarding(bound.ForwardingSmtpAddress)
  if (typeof bound.MicrosoftOnlineServicesID === 'string') {
    const id = bound.MicrosoftOnlineServicesID
    if (view.get('domains', id.slice(id.lastIndexOf('@') + 1).toLowerCase())?.isVerified !== true)
      throw domainNotAccepted()
    const [other] = view.find('users', 'userPrincipalName', id)
    if (other && other.id !== recipient.id)
      throw invalidSettings(`The user principal name '${id}' is already in use by another object.`)
    entity.userPrincipalName = id
  }
  return changed(prefixed(invocation), recipient, SET, { entity, settings })
}

/** Text inferred. */
function checkForwarding(address: string): void {
  if (!isMailAddress(address.replace(/^smtp:/i, '')))
    throw invalidValue(`The address '${address}' isn't a valid SMTP address.`)
}

/** Forwarding addresses read back with their prefix (observed). */
function prefixed(invocation: Invocation): Invocation {
  const { ForwardingSmtpAddress } = invocation.bound
  if (typeof ForwardingSmtpAddress !== 'string' || ForwardingSmtpAddress === '') return invocation
  const address = `smtp:${ForwardingSmtpAddress.replace(/^smtp:/i, '')}`
  return { ...invocation, bound: { ...invocation.bound, ForwardingSmtpAddress: address } }
}
