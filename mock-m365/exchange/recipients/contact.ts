/**
 * Recipients whose mailbox is elsewhere, as Get-MailContact and Get-MailUser show them. Properties are documented as
 * filterable ones and observed in administrators' published exports; their order follows the common tail's (inferred).
 * https://learn.microsoft.com/powershell/exchange/filter-properties
 */

import type { Entity } from '../../base.ts'
import { secondsText } from '../../times.ts'
import type { Recipient } from './index.ts'
import { settingsOf } from './index.ts'
import { filled, type Scene, shape } from './tail.ts'

/** Formats are documented defaults. */
const ELSEWHERE: Entity = {
  ExternalEmailAddress: '',
  MaxRecipientPerMessage: 'Unlimited',
  UseMapiRichTextFormat: 'UseDefaultSettings',
  UsePreferMessageFormat: false,
  MessageFormat: 'Mime',
  MessageBodyFormat: 'TextAndHtml',
  MacAttachmentFormat: 'BinHex',
  UserCertificate: [],
  UserSMimeCertificate: [],
}
const UNBOUND: Entity = { MaxSendSize: 'Unlimited', MaxReceiveSize: 'Unlimited' }

const CONTACT = shape(ELSEWHERE, UNBOUND)
const MAIL_USER = shape(
  {
    ...ELSEWHERE,
    UserPrincipalName: '',
    MicrosoftOnlineServicesID: '',
    WindowsLiveID: '',
    ImmutableId: '',
    SamAccountName: '',
    ExchangeGuid: '00000000-0000-0000-0000-000000000000',
    AccountDisabled: false,
    DeliverToMailboxAndForward: false,
    ForwardingAddress: null,
    SKUAssigned: null,
  },
  UNBOUND,
)

/** Where mail to this recipient goes, with its prefix: the primary address by default (documented). */
export const externalAddress = ({ view }: Pick<Scene, 'view'>, { id, primaryAddress }: Recipient): string => {
  const { ExternalEmailAddress: kept } = settingsOf(view, id)
  return typeof kept === 'string' && kept !== '' ? kept : `SMTP:${primaryAddress}`
}

export const mailContactObject = (scene: Scene, recipient: Recipient): Entity =>
  filled(CONTACT, scene, recipient, { ExternalEmailAddress: externalAddress(scene, recipient) })

export function mailUserObject(scene: Scene, recipient: Recipient): Entity {
  const { userPrincipalName, accountEnabled } = recipient.entity
  return filled(MAIL_USER, scene, recipient, {
    ExternalEmailAddress: externalAddress(scene, recipient),
    UserPrincipalName: userPrincipalName,
    MicrosoftOnlineServicesID: userPrincipalName,
    WindowsLiveID: userPrincipalName,
    AccountDisabled: accountEnabled === false,
  })
}

/** A contact as the directory stores it. https://learn.microsoft.com/graph/api/resources/orgcontact */
export function directoryContact({
  id,
  at,
  ...names
}: Readonly<Record<'id' | 'displayName' | 'mail' | 'mailNickname', string>> & {
  readonly at: number
  readonly givenName: unknown
  readonly surname: unknown
}): Entity {
  return {
    id,
    deletedDateTime: null,
    // Time of creation; Graph does not have it, Exchange shows it.
    createdDateTime: secondsText(at),
    ...names,
    companyName: null,
    department: null,
    jobTitle: null,
    onPremisesSyncEnabled: null,
    proxyAddresses: [`SMTP:${names.mail}`],
    addresses: [],
    phones: [],
  }
}
