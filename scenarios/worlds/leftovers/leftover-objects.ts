import { publishedNames, publishedSites } from '#reports'
import { trait } from '../trait.ts'

const { RETURN_RULES, INBOUND_CONNECTORS } = publishedNames

/** What deprovisioning leaves to the administrator, who has cleaned up by halves. */
export const leftoverObjects = trait({
  name: 'leftover-objects',
  story:
    'an earlier installation of the product was removed by halves: rules or connectors of its names stand',
  percent: 6,
  acts(hand, dice) {
    const { inbound, outbound } = dice.pick(publishedSites)
    const kept = new Set(dice.some([...RETURN_RULES, ...INBOUND_CONNECTORS], dice.whole(1, 4)))
    for (const Name of INBOUND_CONNECTORS)
      if (kept.has(Name))
        hand.exchange('New-InboundConnector', {
          Name,
          ConnectorType: 'OnPremises',
          SenderDomains: ['*'],
          SenderIPAddresses: /Outgoing/.test(Name) ? outbound : inbound,
        })
    for (const Name of RETURN_RULES)
      if (kept.has(Name)) hand.exchange('New-TransportRule', { Name, SenderIpRanges: inbound, SetSCL: -1 })
  },
  isSeen: (tenant) =>
    ['TransportRule', 'InboundConnector'].some((kind) =>
      tenant.list(kind).some(({ Name }) => String(Name).startsWith('TMCAS Inline')),
    ),
})
