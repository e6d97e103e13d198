/**
 * Random queries against the whole service, valid and nonsensical: the answer is a page or one of Graph's
 * errors.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RESOURCES } from '../resources/index.ts'
import { ADMIN, SECURITY, world } from '../testing/world.ts'

const LISTED = RESOURCES.filter(({ list }) => list)
const PERMISSIONS = [...new Set(LISTED.flatMap(({ list }) => [...(list?.application ?? [])]))]
const PATHS = [
  ...LISTED.map(({ segment }) => segment),
  `groups/${SECURITY}/members`,
  `groups/${SECURITY}/transitiveMembers/microsoft.graph.user`,
  `groups/${SECURITY}/members/$ref`,
  'users/$count',
  'users/delta',
  `users/${ADMIN}`,
]
const MARKS = [
  '&',
  '(',
  ')',
  "'",
  '"',
  ',',
  '/',
  ':',
  ' eq ',
  ' and ',
  ' or ',
  'not ',
  'null',
  'any(a:a',
  'in (',
  '%',
  '%27',
  '+',
]
const NAMES = [
  'displayName',
  'id',
  'members',
  'accountEnabled',
  'proxyAddresses',
  '$select=',
  'AND',
  '__proto__',
]
const nonsense = fc
  .array(fc.oneof(fc.constantFrom(...MARKS, ...NAMES), fc.string({ maxLength: 4 })), { maxLength: 8 })
  .map((pieces) => pieces.join('').toWellFormed())
const clause = fc.constantFrom(
  "displayName eq 'Admin'",
  "startswith(displayName,'u')",
  "id in ('x','y')",
  "proxyAddresses/any(p:p eq 'smtp:user5@contoso.com')",
  'accountEnabled ne true',
  'createdDateTime ge 2025-03-01T00:00:00Z',
  'description eq null',
)
const filter = fc
  .tuple(clause, fc.constantFrom(' and ', ' or ', ' and not '), clause)
  .map(([left, join, right]) => `(${left})${join}(${right})`)
const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  $filter: fc.oneof(clause, filter),
  $search: fc.constantFrom('"displayName:user"', '"displayName:a" OR "mail:b"', '("displayName:x")'),
  $orderby: fc.constantFrom('displayName', 'displayName desc', 'createdDateTime', 'mail'),
  $select: fc.constantFrom('id', 'id,displayName', '*', 'mail'),
  $expand: fc.constantFrom('members', 'members($select=id)', 'principal', 'owners'),
  $top: fc.integer({ min: -1, max: 1000 }).map(String),
  $count: fc.constantFrom('true', 'false', ''),
  $skiptoken: fc.constantFrom('', 'AAAA'),
}
const option = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((name) =>
    fc
      .oneof({ weight: 4, arbitrary: VALUES[name] ?? nonsense }, { weight: 1, arbitrary: nonsense })
      .map((value) => `${name}=${value}`),
  )
const query = fc
  .uniqueArray(option, { maxLength: 3, selector: (one) => one.split('=')[0] })
  .map((all) => all.join('&'))

const RUNS = 8000

test('whatever stands in a query, the answer is a page or an error of Graph', () => {
  const { send } = world()
  const counts = new Map<number, number>()
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), query, fc.boolean(), (path, text, eventual) => {
      const headers = eventual ? { consistencylevel: 'eventual' } : {}
      const { status, json } = send(`GET /${path}?${text}`, PERMISSIONS, { headers })
      expect([200, 400, 404, 501]).toContain(status)
      if (status !== 200)
        expect(json.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }),
    { numRuns: RUNS },
  )
  // Both kinds of answer must occur.
  expect(Math.min(counts.get(200) ?? 0, counts.get(400) ?? 0)).toBeGreaterThan(RUNS / 10)
  console.info(
    `${RUNS} random queries: ${[...counts].map(([status, count]) => `${count} × ${status}`).join(', ')}`,
  )
})
