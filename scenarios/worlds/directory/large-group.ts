import { trait } from '../trait.ts'
import { addMembers, groupNamed, newGroup, PROTECTED } from './people.ts'

const NAME = 'All staff'
const PAGE = 999

/** Letters alone, so that addresses can be made of them. */
const GIVEN = ['Alma', 'Bruno', 'Carla', 'Dario', 'Elsa', 'Frido', 'Gesa', 'Hugo', 'Ines', 'Jonas']
const SURNAMES = ['Adler', 'Baum', 'Cordes', 'Dietz', 'Ebert', 'Fuchs', 'Graf', 'Horn', 'Immel', 'Jahn']

export const largeGroup = trait({
  name: 'large-group',
  story:
    'a group of 300 to 5,000 people, many times over what one page shows, within a group that policies protect',
  percent: 3,
  dear: true,
  facts: (dice) => ({
    manyUsers: { count: dice.pick([300, 1000, 1001, 5000]), names: { given: GIVEN, surnames: SURNAMES } },
  }),
  acts(hand, dice) {
    const people: string[] = []
    let next = `/users?$select=id&$top=${PAGE}`
    while (next !== '') {
      const page = hand.graph('GET', next)
      people.push(...(Array.isArray(page.value) ? page.value : []).map(({ id }) => String(id)))
      next = String(page['@odata.nextLink'] ?? '').replace('https://graph.microsoft.com/v1.0', '')
    }
    const group = newGroup(hand, NAME)
    addMembers(hand, group, people)
    if (dice.comes(0.5)) addMembers(hand, groupNamed(hand, PROTECTED), [group])
  },
  isSeen: (tenant) => tenant.find('groups', 'displayName', NAME).length > 0,
})
