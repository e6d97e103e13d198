/** https://learn.microsoft.com/powershell/module/exchange/new-inboundconnector — rules documented, their texts inferred. */
import type { Entity } from '../../base.ts'
import { distinguishedName, guidOf } from '../directory-object.ts'
import { connectorExists, invalidSettings, noInboundConnectors, objectNotFound } from '../errors.ts'
import { addressSpace, certificateDomain, connectorAddress, filteredAddress } from '../network-addresses.ts'
import { asList, type Draft, type Invocation, noun } from '../noun.ts'
import { INBOUND_CONNECTOR, inboundConnector } from '../objects.ts'
import type { ParameterSpec } from '../parameters.ts'
import { offeringOf } from '../service-offering.ts'
import { acceptedDomains } from './AcceptedDomain.ts'

const LIST: ParameterSpec = { type: 'MultiValuedProperty' }
const FLAG: ParameterSpec = { type: 'Boolean' }

export default noun({
  name: 'InboundConnector',
  verbs: ['Get', 'New', 'Set', 'Remove'],
  resultSize: true,
  parameters: {
    Name: { type: 'String', mandatory: true, max: 64 },
    SenderDomains: { ...LIST, mandatory: true, check: addressSpace },
    AssociatedAcceptedDomains: LIST,
    ClientHostNames: { ...LIST, verbs: ['New'] },
    CloudServicesMailEnabled: FLAG,
    Comment: { type: 'String', max: 1024, cleared: '' },
    ConnectorSource: {
      type: 'Enum',
      clr: 'Microsoft.Exchange.Data.TenantConnectorSource',
      values: ['Default', 'HybridWizard', 'Migrated', 'AdminUI'],
      cleared: 'Default',
    },
    ConnectorType: {
      type: 'Enum',
      clr: 'Microsoft.Exchange.Data.TenantConnectorType',
      values: ['OnPremises', 'Partner'],
      cleared: 'Partner',
    },
    EFSkipIPs: { ...LIST, check: filteredAddress },
    EFSkipLastIP: FLAG,
    EFSkipMailGateway: LIST,
    EFTestMode: FLAG,
    EFUsers: LIST,
    Enabled: FLAG,
    RequireTls: FLAG,
    RestrictDomainsToCertificate: FLAG,
    RestrictDomainsToIPAddresses: FLAG,
    ScanAndDropRecipients: LIST,
    SenderIPAddresses: { ...LIST, check: connectorAddress },
    TlsSenderCertificateName: { type: 'String', check: certificateDomain },
    TreatMessagesAsInternal: FLAG,
    TrustedOrganizations: LIST,
  },
  blank: (origin, name) => inboundConnector(origin, { Name: name }),
  naming: (organization, name) => ({
    DistinguishedName: distinguishedName(organization, INBOUND_CONNECTOR.container, name),
    Identity: name,
    Id: name,
    NameHashGuid: guidOf(name.toLowerCase()),
  }),
  settle,
  warns,
  exists: ({ Name }) => connectorExists('Inbound', String(Name)),
})

/** Settings that exclude each other, and what each setting needs. */
const FORBIDDEN: readonly { readonly when: (draft: Draft) => boolean; readonly text: string }[] = [
  {
    when: (draft) => asList(draft.SenderDomains).length === 0,
    text: 'SenderDomains must have at least one domain.',
  },
  {
    when: (draft) => draft.RestrictDomainsToCertificate === true && !draft.TlsSenderCertificateName,
    text: 'RestrictDomainsToCertificate requires TlsSenderCertificateName.',
  },
  {
    when: (draft) =>
      draft.RestrictDomainsToIPAddresses === true && asList(draft.SenderIPAddresses).length === 0,
    text: 'RestrictDomainsToIPAddresses requires SenderIPAddresses.',
  },
  {
    when: (draft) => draft.TreatMessagesAsInternal === true && draft.ConnectorType !== 'OnPremises',
    text: 'TreatMessagesAsInternal can be set only on connectors of the type OnPremises.',
  },
  {
    when: (draft) => draft.TreatMessagesAsInternal === true && draft.CloudServicesMailEnabled === true,
    text: "TreatMessagesAsInternal and CloudServicesMailEnabled can't both be enabled.",
  },
]

function settle(draft: Draft, { view, bound }: Invocation, before: Entity | undefined): void {
  const { inboundConnectors } = offeringOf(view)
  if (!before && inboundConnectors === 'refused') throw noInboundConnectors()
  if (isHeldBack(draft, inboundConnectors)) draft.Enabled = before?.Enabled ?? false
  const broken = FORBIDDEN.find(({ when }) => when(draft))
  if (broken) throw invalidSettings(broken.text)
  if (draft.TlsSenderCertificateName === '') draft.TlsSenderCertificateName = null
  if (!('AssociatedAcceptedDomains' in bound)) return
  const accepted = new Set(acceptedDomains(view).map(({ DomainName }) => String(DomainName).toLowerCase()))
  for (const domain of asList(draft.AssociatedAcceptedDomains))
    if (!accepted.has(domain.toLowerCase())) throw objectNotFound(domain)
}

const isHeldBack = (draft: Draft, allowed: string): boolean =>
  allowed === 'created disabled' && draft.ConnectorType === 'OnPremises' && draft.Enabled === true

/**
 * Both texts are documented:
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/inbound-connector-faq
 */
function warns(draft: Draft, { view, bound }: Invocation, before: Entity | undefined): readonly string[] {
  if (offeringOf(view).inboundConnectors !== 'created disabled' || draft.ConnectorType !== 'OnPremises')
    return []
  if (!before)
    return [
      'Inbound connector for this service offering is created in a disabled state. Contact Support to enable it.',
    ]
  return bound.Enabled === true && before.Enabled !== true
    ? ["For this service offering, you can't enable an inbound connector. Contact Support to enable it."]
    : []
}
