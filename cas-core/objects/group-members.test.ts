/** Members are set in one pass over each list, whatever the size of the group; the writes follow the change alone. */
import { expect, test } from 'vitest'
import { testTenant } from '../testing/tenant.ts'
import { setMembers } from './group-members.ts'

const GROUP = 'g1'
const PEOPLE = Array.from({ length: 20_000 }, (_, i) => `user-${String(i).padStart(5, '0')}`)

/** A list that is never searched: a search for each member would take the square of their number. */
const unsearchable = (ids: readonly string[]): readonly string[] => {
  const refuse = () => {
    throw new Error('the whole list is searched for one member')
  }
  return Object.assign([...ids], { includes: refuse, indexOf: refuse, find: refuse })
}

test('ten who leave and ten who join cost eleven writes and no search', async () => {
  const tenant = testTenant()
  const [before, after] = [PEOPLE.slice(0, -10), PEOPLE.slice(10)]
  tenant.objects.groups?.set(GROUP, { id: GROUP, members: before })
  const refused = await setMembers(tenant.session, GROUP, unsearchable(after), unsearchable(before))
  expect(refused).toEqual([])
  expect(tenant.writes).toHaveLength(11)
  expect(tenant.objects.groups?.get(GROUP)?.members).toEqual(after)
})
