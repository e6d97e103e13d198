import { trait } from '../trait.ts'
import { addMembers, groupNamed, newPerson, PROTECTED } from './people.ts'

export const formerEmployees = trait({
  name: 'former-employees',
  story: 'accounts are disabled or without a licence, and others in the bin, some of them still in groups',
  percent: 45,
  acts(hand, dice) {
    const people = Array.from({ length: dice.whole(3, 6) }, (_, i) =>
      newPerson(hand, {
        displayName: `Former Colleague ${i}`,
        alias: `former${i}`,
        licensed: dice.comes(0.6),
      }),
    )
    addMembers(hand, groupNamed(hand, PROTECTED), people)
    const [first, second, ...rest] = people
    hand.graph('PATCH', `/users/${first}`, { accountEnabled: false })
    hand.graph('DELETE', `/users/${second}`)
    for (const id of rest) if (dice.comes(0.4)) hand.graph('PATCH', `/users/${id}`, { accountEnabled: false })
  },
  isSeen: (tenant) => tenant.find('users', 'accountEnabled', false).length > 0,
})
