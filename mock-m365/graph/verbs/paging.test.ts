/** What a page costs: as much as is on it, however long the list is and however many read by turns. */
import { expect, test, vi } from 'vitest'
import { idFor, listOf, SECURITY, USERS, type World, world } from '../testing/world.ts'

const ALL = ['Directory.Read.All']
const SEED = {
  at: 0,
  actor: { type: 'system', id: 'seed', displayName: 'Seed' },
  call: 'seed',
  requestId: 'seed',
} as const

function everybodyIn(w: World, groupId: string): void {
  for (let n = 0; n < USERS; n++)
    w.tenant.commit(SEED, 'groups/members', `${groupId}/${idFor('u', n)}`, {
      groupId,
      memberId: idFor('u', n),
    })
}

/** Reads lists page by page, one page of each by turns. @returns the ids of each */
function readByTurns(w: World, lines: readonly string[]): string[][] {
  const found: string[][] = lines.map(() => [])
  const next: (string | undefined)[] = [...lines]
  while (next.some((line) => line !== undefined))
    for (const [i, line] of next.entries()) {
      if (line === undefined) continue
      const page = w.send(line, ALL)
      found[i]?.push(...listOf(page).map(({ id }) => String(id)))
      const link = page.json['@odata.nextLink']
      next[i] = typeof link === 'string' ? `GET ${link}` : undefined
    }
  return found
}

test.each([
  [`GET /groups/${SECURITY}/members?$top=10`, `GET /groups/${SECURITY}/transitiveMembers?$top=10&$select=id`],
  [`GET /groups/${SECURITY}/members?$top=10&$select=id`, `GET /groups/${SECURITY}/members?$top=7`],
])('%s and %s, by turns, look at each member a few times', (...lines) => {
  const w = world()
  everybodyIn(w, SECURITY)
  const look = vi.spyOn(w.tenant, 'get')
  const [first, second] = readByTurns(w, lines)
  expect(first?.length).toBeGreaterThanOrEqual(USERS)
  expect(second?.toSorted()).toEqual(first?.toSorted())
  // Each list is reached once; a few further looks a page are for the caller.
  expect(look.mock.calls.length).toBeLessThan(2 * USERS * 6 + 2000)
})
