import { trait } from '../trait.ts'
import { writtenRule } from './written-rules.ts'

const COMMENTS = /ticket \d+$/

export const rules = trait({
  name: 'rules',
  story: 'people have written 3 to 40 transport rules over the years',
  percent: 60,
  acts(hand, dice, facts) {
    const before = hand.exchange('Get-TransportRule', {}).length
    // one with a comment at least
    hand.exchange('New-TransportRule', { ...writtenRule(dice, facts, before), Comments: 'see ticket 1' })
    const more = dice.whole(2, dice.comes(0.2) ? 39 : 9)
    for (let i = 1; i <= more; i++) hand.exchange('New-TransportRule', writtenRule(dice, facts, before + i))
  },
  isSeen: (tenant) => tenant.list('TransportRule').some(({ Comments }) => COMMENTS.test(String(Comments))),
})
