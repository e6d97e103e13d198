/**
 * How mail to other domains is formatted, and which automatic replies they get. `Default` is for all others.
 * Object observed in a tenant's published export; texts of refusals inferred.
 * https://learn.microsoft.com/powershell/module/exchange/set-remotedomain
 */
import type { Entity } from '../../base.ts'
import {
  directoryTail,
  distinguishedName,
  type Origin,
  type Placement,
  withStanding,
} from '../directory-object.ts'
import { directoryObjectExists, invalidSettings, invalidValue } from '../errors.ts'
import { domainOrAll } from '../network-addresses.ts'
import { type Draft, type Edit, type Invocation, noun } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'

const KIND = 'RemoteDomain'
const PLACE: Placement = {
  container: 'CN=Internet Message Formats,',
  above: 'CN=Global Settings,CN=Configuration',
  category: 'ms-Exch-Domain-Content-Config',
  objectClass: 'msExchDomainContentConfig',
  version: '0.1 (8.0.535.0)',
}

const FLAG: ParameterSpec = { type: 'Boolean', verbs: ['Set'] }
const TEXT: ParameterSpec = { type: 'String', max: 64, verbs: ['Set'] }
const oneOf = (name: string, values: string): ParameterSpec => ({
  type: 'Enum',
  clr: `Microsoft.Exchange.Data.Directory.SystemConfiguration.${name}`,
  values: values.split(' '),
  verbs: ['Set'],
})

export default noun({
  name: KIND,
  verbs: ['Get', 'New', 'Set', 'Remove'],
  resultSize: true,
  parameters: {
    Name: { type: 'String', mandatory: true, max: 64 },
    DomainName: { type: 'String', mandatory: true, max: 256, check: domainOrAll, verbs: ['New'] },
    AllowedOOFType: oneOf('AllowedOOFType', 'External InternalLegacy ExternalLegacy None'),
    AutoForwardEnabled: FLAG,
    AutoReplyEnabled: FLAG,
    ByteEncoderTypeFor7BitCharsets: oneOf(
      'ByteEncoderTypeFor7BitCharsetsEnum',
      'Use7Bit UseQP UseBase64 UseQPHtmlDetectTextPlain UseBase64HtmlDetectTextPlain UseQPHtml7BitTextPlain UseBase64Html7BitTextPlain Undefined',
    ),
    CharacterSet: TEXT,
    ContentType: oneOf('ContentType', 'MimeHtmlText MimeText MimeHtml'),
    DeliveryReportEnabled: FLAG,
    DisplaySenderName: FLAG,
    IsInternal: FLAG,
    LineWrapSize: { type: 'String', check: lineWrapSize, verbs: ['Set'] },
    MeetingForwardNotificationEnabled: FLAG,
    NDRDiagnosticInfoEnabled: FLAG,
    NDREnabled: FLAG,
    NonMimeCharacterSet: TEXT,
    PreferredInternetCodePageForShiftJis: oneOf(
      'PreferredInternetCodePageForShiftJisEnum',
      '50220 50221 50222 Undefined',
    ),
    RequiredCharsetCoverage: { type: 'Int32', range: [0, 100], verbs: ['Set'] },
    TargetDeliveryDomain: FLAG,
    TNEFEnabled: { type: 'NullableBoolean', verbs: ['Set'] },
    TrustedMailInboundEnabled: FLAG,
    TrustedMailOutboundEnabled: FLAG,
    UseSimpleDisplayName: FLAG,
  },
  present: (view) =>
    withStanding(view, KIND, 'Default', (origin) =>
      remoteDomain(origin, { Name: 'Default', DomainName: '*' }),
    ),
  blank: (origin, Name) => remoteDomain(origin, { Name }),
  naming: (organization, name) => ({
    DistinguishedName: distinguishedName(organization, PLACE.container, name, PLACE.above),
    Identity: name,
    Id: name,
  }),
  settle,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
  consequences: keepDefault,
})

/** The observed object is the Default of a tenant hardened by its administrators; three settings are documented defaults. */
function remoteDomain(origin: Origin, overrides: Entity & { readonly Name: string }): Draft {
  return {
    DomainName: '',
    IsInternal: false,
    TargetDeliveryDomain: false,
    ByteEncoderTypeFor7BitCharsets: 'Undefined',
    CharacterSet: 'iso-8859-1',
    NonMimeCharacterSet: 'iso-8859-1',
    AllowedOOFType: 'External',
    AutoReplyEnabled: true,
    AutoForwardEnabled: true,
    DeliveryReportEnabled: true,
    NDREnabled: true,
    MeetingForwardNotificationEnabled: false,
    ContentType: 'MimeHtmlText',
    DisplaySenderName: true,
    PreferredInternetCodePageForShiftJis: 'Undefined',
    RequiredCharsetCoverage: null,
    TNEFEnabled: null,
    LineWrapSize: 'Unlimited',
    TrustedMailOutboundEnabled: false,
    TrustedMailInboundEnabled: false,
    UseSimpleDisplayName: false,
    NDRDiagnosticInfoEnabled: true,
    MessageCountThreshold: 2147483647,
    ...directoryTail(origin, overrides.Name, PLACE),
    ...overrides,
  }
}

function lineWrapSize(text: string): string {
  if (text.toLowerCase() === 'unlimited') return 'Unlimited'
  if (/^\d{1,3}$/.test(text) && Number(text) <= 132) return text
  throw invalidValue(`'${text}' isn't a valid line wrap size: a number from 0 to 132, or unlimited.`)
}

function settle(draft: Draft, { view }: Invocation, before: Entity | undefined): void {
  if (before) return
  const wanted = String(draft.DomainName)
  const twin = wanted === '*' ? { Name: 'Default' } : view.find(KIND, 'DomainName', wanted)[0]
  if (twin)
    throw invalidSettings(`The domain '${wanted}' is the domain of the remote domain '${twin.Name}' already.`)
}

function keepDefault(before: Entity | undefined, after: Entity | undefined): readonly Edit[] {
  if (!after && before?.DomainName === '*')
    throw invalidSettings(`The remote domain '${before.Name}' is the default and can't be removed.`)
  return []
}
