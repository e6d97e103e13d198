import { trait } from '../trait.ts'
import { addMembers, groupNamed, newGroup, newPerson, PROTECTED } from './people.ts'

const PEOPLE = [
  ["O'Brien, Sinéad", 'sinead.obrien'],
  ['Müller-Lüdenscheidt (extern)', 'mueller-luedenscheidt'],
  ['王小明', 'wang.xiaoming'],
  ['Ærøskøbing "Æ" Ølgaard', 'aero'],
  ['محمد علي', 'm.ali'],
  ['😀 Reception 😀', 'reception'],
  ["Robert'); DROP TABLE users;--", 'bobby_tables'],
  ['<b>Bold</b> & Co', 'bold'],
  ['50 % off #1 + more', '50off'],
  ['  spaced   out  ', 'spaced'],
  ['x'.repeat(256), 'very-long'],
  ['null', 'null'],
] as const
const GROUPS = [
  'R&D "Nord" (50 %)',
  "L'équipe d'à côté",
  '部門 / 営業',
  'a, b; c',
  '#all + everyone',
] as const

export const oddNames = trait({
  name: 'odd-names',
  story: 'people and groups have names with every kind of character',
  percent: 40,
  acts(hand, dice) {
    const people = dice
      .some(PEOPLE, dice.whole(3, PEOPLE.length))
      .map(([displayName, alias]) => newPerson(hand, { displayName, alias }))
    addMembers(hand, groupNamed(hand, PROTECTED), dice.some(people, 3))
    for (const [i, name] of dice.some(GROUPS, dice.whole(1, GROUPS.length)).entries())
      addMembers(hand, newGroup(hand, name, { mailNickname: `odd${i}` }), dice.some(people, 2))
  },
  isSeen: (tenant) => GROUPS.some((name) => tenant.find('groups', 'displayName', name).length > 0),
})
