import { publishedSites } from '#reports'
import { trait } from '../trait.ts'

const NAME = 'Inbound from the mail gateway'
const RANGES = ['198.51.100.32/27', '198.51.100.128/28', '192.0.2.64/26'] as const

/** What the vendor asks of customers whose rules let in the gateway alone: its own addresses are excepted, too. */
const SCANNERS = publishedSites.flatMap(({ inbound, outbound }) => [...inbound, ...outbound])

export const gatewayInFront = trait({
  name: 'gateway-in-front',
  story:
    'a secure e-mail gateway of another maker has the MX records: a connector and rules know it by its addresses, and may refuse all else',
  percent: 25,
  acts(hand, dice) {
    const addresses = dice.some(RANGES, dice.whole(1, RANGES.length))
    const locked = dice.comes(0.4)
    hand.exchange('New-InboundConnector', {
      Name: NAME,
      ConnectorType: 'Partner',
      SenderDomains: ['*'],
      SenderIPAddresses: addresses,
      RestrictDomainsToIPAddresses: locked,
      RequireTls: true,
      EFSkipLastIP: dice.comes(0.3),
    })
    hand.exchange('New-TransportRule', {
      Name: 'Gateway: mail is filtered already',
      SenderIpRanges: addresses,
      SetSCL: -1,
    })
    if (dice.comes(0.3))
      hand.exchange('New-TransportRule', {
        Name: 'Gateway: hold what goes around it',
        FromScope: 'NotInOrganization',
        ExceptIfSenderIpRanges: [...addresses, ...SCANNERS],
        ExceptIfMessageTypeMatches: 'Calendaring',
        Quarantine: true,
      })
  },
  isSeen: (tenant) => tenant.find('InboundConnector', 'Name', NAME).length > 0,
})
