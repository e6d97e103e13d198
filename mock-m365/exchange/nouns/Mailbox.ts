/** https://learn.microsoft.com/powershell/module/exchange/get-mailbox, …/set-mailbox */
import { secondsText } from '../../times.ts'
import { invalidSettings, invalidValue, objectNotFound } from '../errors.ts'
import { isMailAddress } from '../network-addresses.ts'
import { type Draft, type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { changed, isTrue } from '../recipients/change.ts'
import { removalEdits } from '../recipients/groups.ts'
import { getRecipient, LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { mailboxObject } from '../recipients/mailbox.ts'
import { createMailbox, NEW_MAILBOX } from '../recipients/new-mailbox.ts'
import { COMMON, each, FLAG, MAILBOX, SWITCH } from '../recipients/parameters.ts'
import { domainNotAccepted } from '../recipients/refusals.ts'
import { MAILBOX_TYPES, NO_TYPES, typesIn, UNIFIED_TYPES } from '../recipients/types.ts'

/** Switches for mailboxes that the mock does not have. */
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
    'New-Mailbox': { parameters: NEW_MAILBOX, run: createMailbox },
    'Remove-Mailbox': {
      parameters: { Identity: IDENTITY, ...each('Force Migration PermanentlyDelete PublicFolder', SWITCH) },
      run: remove,
    },
    'Set-Mailbox': { parameters: { ...SET, Identity: IDENTITY }, run: set },
  },
})

/**
 * The account is deleted with its mailbox, into the directory's deleted items (documented). Only deleted
 * mailboxes can be purged (documented); they are not emulated, so none is found.
 */
function remove(invocation: Invocation): Outcome {
  const { view, bound, at } = invocation
  const identity = String(bound.Identity)
  if (['PermanentlyDelete', 'Migration', 'PublicFolder'].some((name) => isTrue(bound, name)))
    throw objectNotFound(identity)
  const { entity } = getRecipient({ types: () => MAILBOX_TYPES }, invocation, identity)
  const now = secondsText(at)
  return { ...NOTHING, edits: removalEdits(view, entity, now) }
}

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
  if (typeof bound.AccountDisabled === 'boolean') entity.accountEnabled = !bound.AccountDisabled
  // Documented; the mock has active mailboxes only. Text inferred.
  if (isTrue(bound, 'RemoveComplianceTagHoldApplied') && !isTrue(bound, 'ProvideConsent'))
    throw invalidSettings('Use the ProvideConsent switch to remove the hold from an active mailbox.')
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

/** Get- shows forwarding addresses with their prefix (observed). */
function prefixed(invocation: Invocation): Invocation {
  const { ForwardingSmtpAddress } = invocation.bound
  if (typeof ForwardingSmtpAddress !== 'string' || ForwardingSmtpAddress === '') return invocation
  const address = `smtp:${ForwardingSmtpAddress.replace(/^smtp:/i, '')}`
  return { ...invocation, bound: { ...invocation.bound, ForwardingSmtpAddress: address } }
}
