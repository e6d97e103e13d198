/** One bad answer to a read of the directory leaves a run as if it had been good: nobody loses protection. */
import { expect, test } from 'vitest'
import { oneReading, unwellOnce } from './defects/one-reading.ts'
import { play } from './harness/play.ts'
import { embeddedOrigin } from './harness/world.ts'
import { INVARIANTS } from './invariants/index.ts'

const READS = [
  ['users', /\/v1\.0\/users\/delta/],
  ['groups', /\/v1\.0\/groups\/delta/],
  ['members of a policy’s group', /\/transitiveMembers/],
  ['members of a virtual group', /\/members\?/],
  ['domains', /\/v1\.0\/domains$/],
] as const

const ANSWERS = [
  ['an empty page', () => Response.json({ value: [] })],
  ['a body without a list', () => Response.json({})],
  [
    '404',
    () => Response.json({ error: { code: 'Request_ResourceNotFound', message: 'x' } }, { status: 404 }),
  ],
] as const

const CASES = READS.flatMap(([what, urls]) =>
  ANSWERS.filter(([answer]) => answer !== '404' || what.startsWith('members')).map(([answer, make]) => ({
    what,
    urls,
    answer,
    make,
  })),
)

/** These know the faults of a script alone: a second look takes time, and a member that a lie has left out is added again, and told as taken out by somebody. */
const ASTONISHED: ReadonlySet<string> = new Set([
  'accuses nobody',
  'calm takes no time',
  'tells what it wrote',
])

test.each(CASES)('$answer for $what', async ({ urls, make }) => {
  const { script } = oneReading
  let struck = 0
  const answer = () => {
    struck++
    return make()
  }
  const { findings, results } = await play(script, embeddedOrigin(script.world), {
    invariants: INVARIANTS.filter(({ name }) => !ASTONISHED.has(name)),
    warp: { ports: (ports) => ({ ...ports, fetch: unwellOnce(ports, urls, answer) }) },
  })
  expect([struck, results.at(-1)?.outcome, findings]).toEqual([1, 'done', []])
})
