import { trait } from '../trait.ts'

const NAME = 'All mail to the outbound gateway'

export const outboundGateway = trait({
  name: 'outbound-gateway',
  story: 'all mail that leaves goes to a gateway of another maker, which looks for what must not leave',
  percent: 12,
  acts(hand, dice) {
    hand.exchange('New-OutboundConnector', {
      Name: NAME,
      ConnectorType: 'Partner',
      RecipientDomains: ['*'],
      UseMXRecord: false,
      SmartHosts: dice.some(['out1.gateway.example', 'out2.gateway.example'], dice.whole(1, 2)),
      TlsSettings: dice.pick(['EncryptionOnly', 'CertificateValidation']),
      Comment: 'do not change, ask the security team',
    })
    if (dice.comes(0.5))
      hand.exchange('New-OutboundConnector', {
        Name: 'Forced TLS to the bank',
        RecipientDomains: ['bank.example', '*.bank.example'],
        TlsSettings: 'CertificateValidation',
      })
  },
  isSeen: (tenant) => tenant.find('OutboundConnector', 'Name', NAME).length > 0,
})
