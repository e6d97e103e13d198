import { trait } from '../trait.ts'

const ROUTING = 'contoso.mail.onmicrosoft.com'
const CERTIFICATE = 'mail.contoso.com'

/** Names as the wizard makes them, settings as Microsoft documents them: …/hybrid-deployment/deploy-hybrid */
export const hybrid = trait({
  name: 'hybrid',
  story:
    'a part of the mailboxes is on premises: connectors of the Hybrid Wizard, a remote domain, and domains that relay what they do not know',
  percent: 25,
  facts: (_, { domains, gateways = [] }) => ({
    domains: [...domains, ROUTING],
    gateways: [...gateways, { name: 'the servers on premises', hosts: [CERTIFICATE] }],
  }),
  acts(hand, dice, { domains }) {
    const id = `${dice.whole(10_000_000, 99_999_999)}-0000-4000-8000-000000000000`
    const own = domains.filter((name) => !name.endsWith('.onmicrosoft.com')).slice(0, 1)
    hand.exchange('New-InboundConnector', {
      Name: `Inbound from ${id}`,
      ConnectorType: 'OnPremises',
      ConnectorSource: 'HybridWizard',
      SenderDomains: ['*'],
      RequireTls: true,
      TlsSenderCertificateName: CERTIFICATE,
      CloudServicesMailEnabled: true,
    })
    hand.exchange('New-OutboundConnector', {
      Name: `Outbound to ${id}`,
      ConnectorType: 'OnPremises',
      ConnectorSource: 'HybridWizard',
      RecipientDomains: own,
      UseMXRecord: false,
      SmartHosts: [CERTIFICATE],
      TlsSettings: 'DomainValidation',
      TlsDomain: CERTIFICATE,
      CloudServicesMailEnabled: true,
    })
    const name = `Hybrid Domain - ${ROUTING}`
    hand.exchange('New-RemoteDomain', { Name: name, DomainName: ROUTING })
    hand.exchange('Set-RemoteDomain', { Identity: name, TargetDeliveryDomain: true })
    if (dice.comes(0.6))
      for (const Identity of own)
        hand.exchange('Set-AcceptedDomain', { Identity, DomainType: 'InternalRelay' })
  },
  isSeen: (tenant) => tenant.find('OutboundConnector', 'ConnectorSource', 'HybridWizard').length > 0,
})
