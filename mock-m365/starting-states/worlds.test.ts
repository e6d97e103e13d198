/** What an embedded tenant owes: a name, an id and domains that no other has. */
import { expect, test } from 'vitest'
import { WORLDS } from './worlds.ts'

const customers = WORLDS.map(({ customer }) => customer)

test.each([
  ['name', WORLDS.map(({ name }) => name)],
  ['tenantId', customers.map(({ tenantId }) => tenantId)],
  ['displayName', customers.map(({ displayName }) => displayName)],
  ['domain', customers.flatMap(({ domains }) => domains)],
])('no two worlds have one %s', (_, values) => {
  expect(values.filter((value, i) => values.indexOf(value) < i)).toEqual([])
})

test.each(WORLDS.map(({ name, story }) => [name, story]))('%s says what it is for', (_, story) => {
  expect(story).toMatch(/ /)
})
