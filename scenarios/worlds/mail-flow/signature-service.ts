import { trait } from '../trait.ts'

const OUT = 'To the signature service'
const HEADER = { name: 'X-Signature-Service', value: 'signed' }
const CERTIFIED = 'signatures.contoso.com'

/** https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/integrate-office-365-with-an-email-add-on-service */
export const signatureService = trait({
  name: 'signature-service',
  story:
    'a service outside adds signatures to what leaves: a rule routes mail there, and a connector takes it back',
  percent: 20,
  facts: (_, { domains, gateways = [] }) => ({
    domains: [...domains, CERTIFIED],
    gateways: [
      ...gateways,
      {
        name: 'the signature service',
        hosts: ['smtp.signatures.example'],
        returns: {
          ip: '198.51.100.90',
          helo: 'out.signatures.example',
          certificate: [CERTIFIED],
          headers: [`${HEADER.name}: ${HEADER.value}`],
          body: { after: '\n--\nContoso' },
        },
      },
    ],
  }),
  acts(hand) {
    hand.exchange('New-OutboundConnector', {
      Name: OUT,
      ConnectorType: 'OnPremises',
      IsTransportRuleScoped: true,
      UseMXRecord: false,
      SmartHosts: ['smtp.signatures.example'],
      TlsSettings: 'DomainValidation',
      TlsDomain: 'smtp.signatures.example',
      CloudServicesMailEnabled: true,
    })
    hand.exchange('New-InboundConnector', {
      Name: 'From the signature service',
      ConnectorType: 'OnPremises',
      SenderDomains: ['*'],
      RequireTls: true,
      RestrictDomainsToCertificate: true,
      TlsSenderCertificateName: CERTIFIED,
      CloudServicesMailEnabled: true,
    })
    hand.exchange('New-TransportRule', {
      Name: 'Sign what leaves',
      FromScope: 'InOrganization',
      SentToScope: 'NotInOrganization',
      ExceptIfHeaderContainsMessageHeader: HEADER.name,
      ExceptIfHeaderContainsWords: [HEADER.value],
      RouteMessageOutboundConnector: OUT,
      // as Microsoft has it done: else any later rule that routes would take the mail
      StopRuleProcessing: true,
    })
  },
  isSeen: (tenant) => tenant.find('OutboundConnector', 'Name', OUT).length > 0,
})
