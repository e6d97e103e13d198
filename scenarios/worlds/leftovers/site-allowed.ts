import { publishedSites } from '#reports'
import { trait } from '../trait.ts'

const ADDRESSES = new Set(publishedSites.flatMap(({ inbound, outbound }) => [...inbound, ...outbound]))
const HOSTS = new Set(publishedSites.map(({ sendingInfrastructure }) => sendingInfrastructure))

export const siteAllowed = trait({
  name: 'site-allowed',
  story: 'the allow lists hold addresses of one of the vendor’s sites already, and perhaps its domain pair',
  percent: 15,
  acts(hand, dice) {
    const { inbound, outbound, sendingInfrastructure } = dice.pick(publishedSites)
    const all = [...inbound, ...outbound]
    hand.exchange('Set-HostedConnectionFilterPolicy', {
      Identity: 'Default',
      IPAllowList: {
        '@odata.type': '#Exchange.GenericHashTable',
        Add: dice.some(all, dice.whole(1, all.length)),
      },
    })
    if (dice.comes(0.5))
      hand.exchange('New-TenantAllowBlockListSpoofItems', {
        Identity: 'Default',
        SpoofedUser: '*',
        SendingInfrastructure: sendingInfrastructure,
        SpoofType: 'External',
        Action: 'Allow',
      })
  },
  isSeen: (tenant) => {
    const [policy] = tenant.list('HostedConnectionFilterPolicy')
    const entries = Array.isArray(policy?.IPAllowList) ? policy.IPAllowList : []
    return (
      entries.some((one) => ADDRESSES.has(one)) ||
      tenant
        .list('TenantAllowBlockListSpoofItems')
        .some((one) => HOSTS.has(String(one.SendingInfrastructure)))
    )
  },
})
