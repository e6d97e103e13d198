import { trait } from '../trait.ts'
import { addMembers, groupNamed, newPerson, PROTECTED } from './people.ts'

const HOMES = ['fabrikam.com', 'partner.example', 'gmail.com']

export const guests = trait({
  name: 'guests',
  story:
    'guests of other organizations stand in the directory, one of them among the people whom policies protect',
  percent: 40,
  acts(hand, dice) {
    const ids = Array.from({ length: dice.whole(1, 6) }, (_, i) => {
      const home = dice.pick(HOMES)
      const alias = `guest${i}_${home}#EXT#`
      return newPerson(hand, {
        displayName: `Guest ${i} of ${home}`,
        alias: `guest${i}`,
        licensed: false,
        more: {
          userType: 'Guest',
          mail: `guest${i}@${home}`,
          userPrincipalName: `${alias}@contoso.onmicrosoft.com`,
        },
      })
    })
    addMembers(hand, groupNamed(hand, PROTECTED), ids.slice(0, 1))
  },
  isSeen: (tenant) => tenant.find('users', 'userType', 'Guest').length > 0,
})
