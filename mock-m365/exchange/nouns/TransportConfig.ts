/**
 * Limits and settings of the organization's transport. Object observed in a tenant's published export; the
 * limits of rules are Microsoft's and cannot be set.
 * https://learn.microsoft.com/powershell/module/exchange/set-transportconfig
 */
import type { Entity } from '../../base.ts'
import { directoryTail, type Origin, type Placement, withStanding } from '../directory-object.ts'
import { alternateJournalMissing, invalidSettings, invalidValue } from '../errors.ts'
import { isDomain, isMailAddress } from '../network-addresses.ts'
import { type Draft, type Invocation, noun } from '../noun.ts'
import { timeSpan } from '../organization-parameters.ts'
import type { ParameterSpec } from '../parameters.ts'
import { TRANSPORT_SETTINGS } from '../transport-settings.ts'

const KIND = 'TransportConfig'
const NAME = 'Transport Settings'
const PLACE: Placement = {
  container: '',
  above: 'CN=Configuration',
  category: 'ms-Exch-Transport-Settings',
  objectClass: 'msExchTransportSettings',
  version: '0.1 (8.0.535.0)',
}

const FLAG: ParameterSpec = { type: 'Boolean', verbs: ['Set'] }
const COUNT: ParameterSpec = { type: 'Int32', verbs: ['Set'] }
const TEXT: ParameterSpec = { type: 'String', max: 64, verbs: ['Set'] }
const oneOf = (name: string, values: string): ParameterSpec => ({
  type: 'Enum',
  clr: `Microsoft.Exchange.Data.Directory.SystemConfiguration.${name}`,
  values: values.split(' '),
  verbs: ['Set'],
})
const ADDRESS: ParameterSpec = { ...TEXT, max: 320, check: address }
const DOMAIN: ParameterSpec = { ...TEXT, max: 255, check: domain }

export default noun({
  name: KIND,
  verbs: ['Get', 'Set'],
  identity: false,
  parameters: {
    AddressBookPolicyRoutingEnabled: FLAG,
    AllowLegacyTLSClients: { type: 'NullableBoolean', verbs: ['Set'] },
    ClearCategories: FLAG,
    ConvertDisclaimerWrapperToEml: FLAG,
    DSNConversionMode: oneOf('DSNConversionOption', 'UseExchangeDSNs PreserveDSNBody DoNotConvert'),
    ExternalDelayDsnEnabled: FLAG,
    ExternalDsnDefaultLanguage: TEXT,
    ExternalDsnLanguageDetectionEnabled: FLAG,
    ExternalDsnReportingAuthority: DOMAIN,
    ExternalDsnSendHtml: FLAG,
    ExternalPostmasterAddress: ADDRESS,
    Force: { ...FLAG, property: null },
    HeaderPromotionModeSetting: oneOf('HeaderPromotionMode', 'NoCreate MayCreate MustCreate'),
    InternalDelayDsnEnabled: FLAG,
    InternalDsnDefaultLanguage: TEXT,
    InternalDsnLanguageDetectionEnabled: FLAG,
    InternalDsnReportingAuthority: DOMAIN,
    InternalDsnSendHtml: FLAG,
    JournalMessageExpirationDays: { ...COUNT, range: [0, 7] },
    JournalingReportNdrTo: { ...ADDRESS, cleared: '<>' },
    MaxRecipientEnvelopeLimit: { ...TEXT, check: recipientLimit, cleared: 'Unlimited' },
    MessageExpiration: { ...TEXT, check: timeSpan },
    PreventDuplicateJournalingEnabled: FLAG,
    ReplyAllStormBlockDurationHours: COUNT,
    ReplyAllStormDetectionMinimumRecipients: COUNT,
    ReplyAllStormDetectionMinimumReplies: COUNT,
    ReplyAllStormProtectionEnabled: FLAG,
    Rfc2231EncodingEnabled: FLAG,
    SmtpClientAuthenticationDisabled: FLAG,
    VoicemailJournalingEnabled: FLAG,
  },
  present: (view) => withStanding(view, KIND, NAME, transportConfig),
  settle,
})

function transportConfig(origin: Origin): Entity {
  const tail = directoryTail(origin, NAME, PLACE)
  return { Name: NAME, ...TRANSPORT_SETTINGS, ...tail, ObjectClass: ['top', 'container', PLACE.objectClass] }
}

function address(text: string): string {
  if (text === '<>' || isMailAddress(text)) return text
  throw invalidValue(`'${text}' isn't a valid SMTP address.`)
}

function domain(text: string): string {
  if (isDomain(text)) return text
  throw invalidValue(`'${text}' isn't a valid SMTP domain.`)
}

/** Unlimited, or 1 to 1000 (documented for the cloud). */
function recipientLimit(text: string): string {
  if (text.toLowerCase() === 'unlimited') return 'Unlimited'
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000) return text
  throw invalidValue(`The recipient limit ${text} isn't between 1 and 1000, or unlimited.`)
}

/** MessageExpiration is from 12 hours to a day (documented). */
function settle(draft: Draft, { bound }: Invocation): void {
  if (bound.JournalingReportNdrTo !== undefined && draft.JournalingReportNdrTo === '<>')
    throw alternateJournalMissing()
  const [, days = '0', hours = '0', rest = ''] =
    /^(?:0*(\d+)\.)?(\d+):(.*)$/.exec(String(draft.MessageExpiration)) ?? []
  const total = Number(days) * 24 + Number(hours)
  if (total < 12 || total > 24 || (total === 24 && /[1-9]/.test(rest)))
    throw invalidSettings('MessageExpiration must be between 0.12:00:00 and 1.00:00:00.')
}
