import { trait } from '../trait.ts'
import { writtenRule } from './written-rules.ts'

/** An organization has 300 at most, and the product needs six. */
const RULES_MAX = 300

export const manyRules = trait({
  name: 'many-rules',
  story:
    'the tenant has nearly as many transport rules as fit, or exactly so many that the product’s do or do not',
  percent: 4,
  dear: true,
  acts(hand, dice, facts) {
    const before = hand.exchange('Get-TransportRule', { ResultSize: 'Unlimited' }).length
    const until = dice.comes(0.5) ? dice.pick([293, 294, 295, 296, RULES_MAX]) : dice.whole(200, 290)
    for (let i = before; i < until; i++) hand.exchange('New-TransportRule', writtenRule(dice, facts, i))
  },
  isSeen: (tenant) => tenant.list('TransportRule').length >= 200,
})
