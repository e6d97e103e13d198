import { publishedNames } from '#reports'
import { trait } from '../trait.ts'

export const groupsInTheBin = trait({
  name: 'groups-in-the-bin',
  story: 'the virtual groups of an earlier installation are in the bin of deleted groups for thirty days',
  percent: 10,
  acts(hand, dice) {
    for (const displayName of publishedNames.GROUPS.slice(0, dice.whole(1, 2))) {
      const { id } = hand.graph('POST', '/groups', {
        displayName,
        groupTypes: ['Unified'],
        mailEnabled: true,
        mailNickname: displayName.replaceAll(' ', ''),
        securityEnabled: false,
      })
      hand.graph('DELETE', `/groups/${id}`)
    }
  },
  isSeen: (tenant) =>
    tenant
      .list('deletedItems')
      .some(({ displayName }) => publishedNames.GROUPS.some((name) => name === displayName)),
})
