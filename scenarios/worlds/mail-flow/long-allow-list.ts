import { trait } from '../trait.ts'

/** Entries that a list holds at most, and the most that a site of the vendor's needs. */
const ENTRIES_MAX = 1273

export const longAllowList = trait({
  name: 'long-allow-list',
  story: 'the IP Allow List is so long that what the product needs barely fits, or does not',
  percent: 5,
  dear: true,
  acts(hand, dice) {
    const count = ENTRIES_MAX - dice.whole(0, 40)
    const entries = Array.from({ length: count }, (_, i) => `198.18.${Math.floor(i / 250)}.${1 + (i % 250)}`)
    hand.exchange('Set-HostedConnectionFilterPolicy', { Identity: 'Default', IPAllowList: entries })
  },
  isSeen: (tenant) => {
    const [policy] = tenant.list('HostedConnectionFilterPolicy')
    return Array.isArray(policy?.IPAllowList) && policy.IPAllowList.length > 1200
  },
})
