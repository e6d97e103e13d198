/** The cost of a page depends on its rows, not on the list's length or the number of readers. */
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

/** Reads several lists in turns, one page of each. @returns the ids of each */
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
  // Each list is walked once; a page may have a few further look-ups for the caller.
  expect(look.mock.calls.length).toBeLessThan(2 * USERS * 6 + 2000)
})
