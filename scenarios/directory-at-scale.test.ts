/** A day without changes costs the same however large the tenant is, and a change costs what it is. */
import { expect, test } from 'vitest'
import { cloudWith, customerTenant, factsOf, seededIds, virtualClock, WORLDS } from '#mock-m365'
import { play } from './harness/play.ts'
import { GRANT, type Script, type Step } from './harness/script.ts'
import { EPOCH_MS, type Origin } from './harness/world.ts'

const plain = WORLDS.find(({ name }) => name === 'plain')?.customer
if (!plain) throw new Error('there is no world "plain"')

/** A tenant with so many people more, a tenth as many groups, and a targeted group of twenty. */
function tenantOf(size: number): Origin {
  const users = Array.from({ length: size }, (_, i) => `Person ${i}`)
  const groups = Array.from({ length: size / 10 }, (_, i) => [`Group ${i}`, users.slice(i, i + 20)] as const)
  const customer = {
    ...plain,
    users: [...(plain?.users ?? []), ...users],
    groups: { ...plain?.groups, Research: users.slice(0, 20), ...Object.fromEntries(groups) },
  } as Parameters<typeof customerTenant>[0]
  const surroundings = { clock: virtualClock(EPOCH_MS), ids: seededIds('scale') }
  const cloud = cloudWith([customerTenant(customer, EPOCH_MS)], surroundings)
  return { name: 'scale', cloud, facts: factsOf(customer) }
}

const DAY: Step = { op: 'advance', hours: 24 }
const SYNC: Step = { op: 'synchronize' }
// people who were made just before the first reading are read once more with the mailboxes of the second
const steps: Step[] = [
  ...GRANT,
  ...[DAY, SYNC],
  ...[DAY, SYNC],
  DAY,
  { op: 'administrator', act: 'join group', value: 'Person 150 in Research' },
  SYNC,
]
const script: Script = {
  v: 1,
  name: 'scale',
  seed: 'scale',
  world: 'state',
  site: 'EU',
  directions: 'both',
  policies: 'mixed',
  steps,
}

/** Calls of each synchronization with the characters of their answers, the grant's first. */
async function daysOf(size: number) {
  const days: { calls: string[]; characters: number }[] = []
  let characters = 0
  const { results, findings } = await play(script, tenantOf(size), {
    warp: {
      ports: (ports) => ({
        ...ports,
        fetch: async (input, init) => {
          const answer = await ports.fetch(input, init)
          characters += (await answer.clone().text()).length
          return answer
        },
      }),
    },
    onStep({ step, calls }) {
      if (step.op === 'synchronize' || step.op === 'provision')
        days.push({ calls: calls.map(({ operation }) => operation), characters })
      characters = 0
    },
  })
  expect([findings, results.filter(({ outcome }) => outcome !== 'done')]).toEqual([[], []])
  return days
}

test('a day without changes: the same calls and as much to read for 200 people as for 1,000', async () => {
  const [small, large] = [await daysOf(200), await daysOf(1_000)]
  const [first, , quiet, changed] = large
  expect(first?.calls.filter((operation) => operation.includes('delta')).length).toBeGreaterThan(10)
  expect(first?.characters).toBeGreaterThan(3 * (small[0]?.characters ?? 0))
  expect(quiet?.calls).toEqual(small[2]?.calls)
  expect(
    quiet?.calls.filter((operation) => /delta|Mailbox|transitiveMembers|domains$/.test(operation)),
  ).toEqual([
    'GET /users/delta',
    'GET /groups/delta',
    'GET /domains',
    'GET /groups/{id}/transitiveMembers',
    'Get-Mailbox',
  ])
  // links with their tokens differ by some characters
  expect(Math.abs((quiet?.characters ?? 0) - (small[2]?.characters ?? 0))).toBeLessThan(200)
  expect(changed?.calls).toEqual(small[3]?.calls)
})
