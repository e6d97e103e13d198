/** https://learn.microsoft.com/powershell/module/exchange/set-casmailbox — the protocols by which a mailbox is opened. */
import { noun } from '../noun.ts'
import { casMailboxObject } from '../recipients/cas-mailbox.ts'
import { changed, type Specs } from '../recipients/change.ts'
import { getRecipient, LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { each, FLAG } from '../recipients/parameters.ts'
import { MAILBOX_TYPES } from '../recipients/types.ts'

const LISTING: Listing = {
  kinds: ['users'],
  types: () => MAILBOX_TYPES,
  object: casMailboxObject,
  sorts: ['Name', 'DisplayName'],
}

const FORMATS = [
  ...['TextOnly', 'HtmlOnly', 'HtmlAndTextAlternative', 'TextEnrichedOnly', 'TextEnrichedAndTextAlternative'],
  ...['BestBodyFormat', 'Tnef'],
]

const SET: Specs = {
  ...each(
    'ActiveSyncDebugLogging ActiveSyncEnabled ActiveSyncSuppressReadReceipt ECPEnabled ImapEnabled ImapForceICalForCalendarRetrievalOption ImapSuppressReadReceipt ImapUseProtocolDefaults MAPIEnabled OWAEnabled OWAforDevicesEnabled OneWinNativeOutlookEnabled PopEnabled PopForceICalForCalendarRetrievalOption PopSuppressReadReceipt PopUseProtocolDefaults PublicFolderClientAccess ShowGalAsDefaultView UniversalOutlookEnabled',
    FLAG,
  ),
  ...each(
    'EwsAllowEntourage EwsAllowMacOutlook EwsAllowOutlook EwsEnabled MacOutlookEnabled OutlookMobileEnabled SmtpClientAuthenticationDisabled',
    { type: 'NullableBoolean' },
  ),
  ...each('ActiveSyncAllowedDeviceIDs ActiveSyncBlockedDeviceIDs EwsAllowList EwsBlockList', {
    type: 'MultiValuedProperty',
  }),
  ...each('ActiveSyncMailboxPolicy OwaMailboxPolicy', { type: 'String', max: 64 }),
  ...each('ImapMessagesRetrievalMimeFormat PopMessagesRetrievalMimeFormat', {
    type: 'Enum',
    clr: 'Microsoft.Exchange.Data.Directory.MimeTextFormat',
    values: FORMATS,
  }),
  EwsApplicationAccessPolicy: {
    type: 'Enum',
    clr: 'Microsoft.Exchange.Data.Directory.EwsApplicationAccessPolicy',
    values: ['EnforceAllowList', 'EnforceBlockList'],
  },
}

export default noun({
  name: 'CASMailbox',
  verbs: [],
  odd: {
    'Get-CASMailbox': {
      parameters: {
        ...LISTING_PARAMETERS,
        ...each(
          'ActiveSyncDebugLogging GetImapProtocolLog GetPopProtocolLog IgnoreDefaultScope Monitoring ProtocolSettings ReadIsOptimizedForAccessibility RecalculateHasActiveSyncDevicePartnership',
          FLAG,
        ),
      },
      run: (invocation) => listed(LISTING, invocation),
    },
    'Set-CASMailbox': {
      parameters: { ...SET, Identity: { type: 'String', mandatory: true } },
      run: (invocation) => {
        const recipient = getRecipient(LISTING, invocation, String(invocation.bound.Identity))
        return changed(invocation, recipient, SET)
      },
    },
  },
})
