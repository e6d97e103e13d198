/** https://learn.microsoft.com/powershell/module/exchange/new-outboundconnector — rules documented, their texts inferred. */
import type { Entity } from '../../base.ts'
import { distinguishedName } from '../directory-object.ts'
import { connectorExists, invalidSettings, invalidValue } from '../errors.ts'
import { applied, type MultiValued } from '../multi-valued.ts'
import { domainOrAll, isMailAddress, isWildcardDomain, smartHost } from '../network-addresses.ts'
import {
  asList,
  type Draft,
  type Edit,
  getByIdentity,
  type Invocation,
  NOTHING,
  noun,
  type Outcome,
} from '../noun.ts'
import { OUTBOUND_CONNECTOR, outboundConnector } from '../objects.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { offeringOf } from '../service-offering.ts'
import { described } from '../transport-rules/rule.ts'

const LIST: ParameterSpec = { type: 'MultiValuedProperty' }
const FLAG: ParameterSpec = { type: 'Boolean' }

const oneOf = (type: string, values: readonly string[], cleared: string | null): ParameterSpec => ({
  type: 'Enum',
  clr: `Microsoft.Exchange.Data.${type}`,
  values,
  cleared,
})

export default noun({
  name: 'OutboundConnector',
  verbs: ['Get', 'New', 'Set', 'Remove'],
  resultSize: true,
  parameters: {
    Name: { type: 'String', mandatory: true, max: 64 },
    AllAcceptedDomains: FLAG,
    CloudServicesMailEnabled: FLAG,
    Comment: { type: 'String', max: 1024, cleared: '' },
    ConnectorSource: oneOf(
      'TenantConnectorSource',
      ['Default', 'HybridWizard', 'Migrated', 'AdminUI'],
      'Default',
    ),
    ConnectorType: oneOf('TenantConnectorType', ['OnPremises', 'Partner'], 'Partner'),
    Enabled: FLAG,
    IncludeTestModeConnectors: { ...FLAG, verbs: ['Get'] },
    IsTransportRuleScoped: { ...FLAG, verbs: ['Get', 'New', 'Set'] },
    LinkForModifiedConnector: { type: 'String', verbs: ['New'], property: null },
    MtaStsMode: oneOf('MtaStsMode', ['Opportunistic', 'None'], 'Opportunistic'),
    RecipientDomains: { ...LIST, check: domainOrAll },
    RouteAllMessagesViaOnPremises: FLAG,
    SenderRewritingEnabled: FLAG,
    SmartHosts: { ...LIST, check: smartHost },
    SmtpDaneMode: oneOf('SmtpDaneMode', ['Opportunistic', 'Mandatory', 'None'], 'Opportunistic'),
    TestMode: FLAG,
    TlsDomain: { type: 'String' },
    TlsSettings: oneOf('TlsAuthLevel', ['EncryptionOnly', 'CertificateValidation', 'DomainValidation'], null),
    UseMXRecord: FLAG,
    IsValidated: { ...FLAG, verbs: ['Set'] },
    LastValidationTimestamp: { type: 'DateTime', verbs: ['Set'] },
    ValidationRecipients: { type: 'String[]', verbs: ['Set'] },
  },
  shows,
  blank: (origin, name) => outboundConnector(origin, { Name: name }),
  naming: (organization, name) => ({
    DistinguishedName: distinguishedName(organization, OUTBOUND_CONNECTOR.container, name),
    Identity: name,
    Id: name,
  }),
  settle,
  exists: ({ Name }) => connectorExists('Outbound', String(Name)),
  consequences,
  odd: {
    'Validate-OutboundConnector': {
      parameters: {
        Identity: { type: 'String', mandatory: true },
        Recipients: { type: 'MultiValuedProperty', mandatory: true, check: mailAddress },
      },
      // The page documents the two tasks; their names and properties in the output are inferred.
      provenance: 'inferred',
      run: validated,
    },
  },
})

function mailAddress(text: string): string {
  if (isMailAddress(text)) return text
  throw invalidValue(`The email address '${text}' isn't valid.`)
}

/**
 * One row for each task. No smart host answers and no message leaves here, so the tasks fail. The connector
 * does not change, since only Set- marks it as validated (documented).
 */
function validated({ view, seen = view, bound }: Invocation): Outcome {
  const connector = getByIdentity('OutboundConnector', seen, String(bound.Identity))
  const recipients = applied([], bound.Recipients as MultiValued)
  const hosts = connector.UseMXRecord === true ? ['MX'] : asList(connector.SmartHosts)
  const output = [
    ...hosts.map((host) => task('SMTP connectivity', `451 4.4.0 No connection to ${host}.`)),
    ...recipients.map((one) => task('Send test email', `451 4.4.0 No message was sent to ${one}.`)),
  ]
  return { ...NOTHING, output }
}

const task = (TaskName: string, TaskDetail: string): Entity => ({
  TaskName,
  IsTaskSuccessful: false,
  TaskDetail,
  IsValid: true,
  ObjectState: 'New',
})

/**
 * Get- without switches also shows rule-scoped connectors (observed, against the documentation), but no test
 * connectors.
 */
function shows(
  connector: Entity,
  { IncludeTestModeConnectors = false, IsTransportRuleScoped }: Binding,
): boolean {
  // The page says that true shows only connectors in test mode; vendors' scripts find their own connectors
  // with it (observed).
  if (connector.TestMode === true && IncludeTestModeConnectors !== true) return false
  return IsTransportRuleScoped === undefined || connector.IsTransportRuleScoped === IsTransportRuleScoped
}

const ON_PREMISES_ONLY = ['RouteAllMessagesViaOnPremises', 'AllAcceptedDomains', 'SenderRewritingEnabled']

const FORBIDDEN: readonly { readonly when: (draft: Draft) => boolean; readonly text: string }[] = [
  {
    when: (draft) => draft.UseMXRecord === false && asList(draft.SmartHosts).length === 0,
    text: 'SmartHosts must be specified when UseMXRecord is false.',
  },
  {
    when: (draft) => draft.UseMXRecord === true && asList(draft.SmartHosts).length > 0,
    text: 'UseMXRecord must be false when SmartHosts are specified.',
  },
  {
    when: (draft) => Boolean(draft.TlsDomain) !== (draft.TlsSettings === 'DomainValidation'),
    text: 'TlsDomain must be specified when TlsSettings is DomainValidation, and only then.',
  },
  {
    when: ({ TlsDomain }) =>
      typeof TlsDomain === 'string' && TlsDomain !== '' && !isWildcardDomain(TlsDomain),
    text: "The TlsDomain isn't a valid domain.",
  },
  {
    when: (draft) =>
      draft.ConnectorType !== 'OnPremises' && ON_PREMISES_ONLY.some((name) => draft[name] === true),
    text: `${ON_PREMISES_ONLY.join(', ')} can be set only on connectors of the type OnPremises.`,
  },
  {
    // Inferred: such a connector would never be chosen.
    when: (draft) =>
      asList(draft.RecipientDomains).length === 0 &&
      ![draft.IsTransportRuleScoped, draft.AllAcceptedDomains, draft.RouteAllMessagesViaOnPremises].includes(
        true,
      ),
    text: 'RecipientDomains must be specified unless the connector is scoped to transport rules.',
  },
]

function settle(draft: Draft): void {
  if (draft.TlsDomain === '') draft.TlsDomain = null
  // The only time without a zone on the wire (observed).
  const validated = draft.LastValidationTimestamp
  if (typeof validated === 'string') draft.LastValidationTimestamp = validated.replace('+00:00', '')
  const broken = FORBIDDEN.find(({ when }) => when(draft))
  if (broken) throw invalidSettings(broken.text)
}

/**
 * Rules name connectors: they follow a new name, and a connector that a rule names cannot be removed. Both
 * are inferred; the service's answer is not public.
 */
function consequences(
  before: Entity | undefined,
  after: Entity | undefined,
  { view }: Invocation,
): readonly Edit[] {
  if (!before || before.Name === after?.Name) return []
  const rules = view.find('TransportRule', 'RouteMessageOutboundConnector', before.Name)
  const stays = offeringOf(view).connectorInUse === 'stays'
  if (!after && !stays) return rules.map((rule) => cascaded({ ...rule, IsValid: false }))
  if (!after && rules.length > 0)
    throw invalidSettings(
      `The outbound connector '${before.Name}' is being used by the transport rule '${rules[0]?.Name}' and can't be removed.`,
    )
  return rules.map((rule) => cascaded(described({ ...rule, RouteMessageOutboundConnector: after?.Name })))
}

const cascaded = (rule: Entity): Edit => ({
  kind: 'TransportRule',
  key: String(rule.Guid),
  after: rule,
  cascade: true,
})
