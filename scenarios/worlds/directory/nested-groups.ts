import { trait } from '../trait.ts'
import { addMembers, groupNamed, newGroup, newPerson, PROTECTED } from './people.ts'

const NAMES = ['Laboratory', 'Laboratory, night shift', 'Laboratory, guests of the night shift']

export const nestedGroups = trait({
  name: 'nested-groups',
  story: 'groups stand in groups, up to three deep, below one whose people policies protect',
  percent: 30,
  acts(hand, dice) {
    let outer = groupNamed(hand, PROTECTED)
    for (const name of NAMES.slice(0, dice.whole(1, NAMES.length))) {
      const inner = newGroup(hand, name)
      addMembers(hand, outer, [inner])
      const people = Array.from({ length: dice.whole(0, 3) }, (_, i) => {
        const displayName = `${name} ${i}`
        return newPerson(hand, {
          displayName,
          alias: displayName.replaceAll(/[^A-Za-z0-9]+/g, '.').toLowerCase(),
        })
      })
      addMembers(hand, inner, people)
      outer = inner
    }
  },
  isSeen: (tenant) => tenant.find('groups', 'displayName', 'Laboratory').length > 0,
})
