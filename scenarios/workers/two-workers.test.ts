/** Who of two workers does the next act follows from the schedule alone; and a sample of the schedules. */
import { describe, expect, test } from 'vitest'
import { memoryStore, type Ports } from '#cas-core'
import { seededIds, virtualClock } from '#mock-m365'
import { writesUnasked } from '../defects/everybody-works.ts'
import { actsIn, flowPlanOf, PAIRS } from './pairs.ts'
import type { Schedule } from './schedule.ts'
import { Turns, type Worker } from './turns.ts'

const MINUTE_MS = 60_000

/** Two workers that make so many calls each. @returns the calls in their order, with the minute in which each was made */
async function callsOf(schedule: Schedule, calls: readonly [number, number]) {
  const clock = virtualClock(0)
  const made: string[] = []
  const turns = new Turns(schedule, { clock, calls: () => [] })
  const log = { info: () => undefined, warn: () => undefined }
  const work = async (worker: Worker) => {
    const fetch: Ports['fetch'] = async (input) => {
      made.push(`${input} at ${clock.now() / MINUTE_MS}`)
      return new Response()
    }
    const ports = { clock, ids: seededIds('x'), fetch, log, ...memoryStore().of('x') }
    const own = turns.portsOf(worker, ports)
    for (let i = 1; i <= calls[worker]; i++) await own.fetch(`${'ab'[worker]}${i}`)
  }
  const ended = async (worker: Worker) => {
    await Promise.race([work(worker), ...(worker === 0 ? [turns.death] : [])])
    turns.end(worker)
  }
  await Promise.all([ended(0), ended(1)])
  return { made, acts: turns.acts, switched: turns.switched }
}

test.each<[Schedule, readonly [number, number], string]>([
  [{ switches: [] }, [2, 2], 'a1 at 0, a2 at 0, b1 at 0, b2 at 0'],
  [{ switches: [0] }, [2, 2], 'b1 at 0, b2 at 0, a1 at 0, a2 at 0'],
  [{ switches: [1, 1], minutes: 60 }, [3, 2], 'a1 at 0, b1 at 60, a2 at 120, a3 at 120, b2 at 120'],
  [{ switches: [1, 1, 1] }, [3, 2], 'a1 at 0, b1 at 0, a2 at 0, b2 at 0, a3 at 0'],
  // who has ended is not interrupted, and an end counts as no interruption
  [{ switches: [5, 1] }, [2, 2], 'a1 at 0, a2 at 0, b1 at 0, b2 at 0'],
  [{ switches: [2], minutes: 60, dies: true }, [3, 1], 'a1 at 0, a2 at 0, b1 at 60'],
])('%j', async (schedule, calls, order) => {
  expect((await callsOf(schedule, calls)).made.join(', ')).toBe(order)
})

describe('schedules of two workers at a stage', () => {
  /** A conformance run plays more of them, and one of a night plays all. */
  const STRIDE = 40
  const FIRST = 17

  test.each(PAIRS.map((pair) => [pair.name, pair] as const))('%s', async (_, pair) => {
    const plan = await flowPlanOf(pair)
    const ends: (string | undefined)[] = []
    for (let acts = FIRST; acts < plan.acts; acts += STRIDE)
      for (const switches of pair.beside.dies ? [[acts]] : [[acts], [acts, 4]]) {
        const { played, findings, script } = await plan.play(pair, switches)
        // the second worker of some pairs is turned away at its first act
        if (switches.length === 1 || actsIn(played, pair.step)[1] > 4)
          expect(findings, `${script.name}: ${JSON.stringify(script.steps[pair.step])}`).toEqual([])
        ends.push(...(played.results[pair.step]?.ofTwo?.results ?? []).map(({ code }) => code))
      }
    const isTold = pair.name.endsWith('told who works')
    expect(new Set(ends).has(isTold ? 'worker busy' : pair.beside.dies ? 'died' : 'taken over')).toBe(true)
  })

  test('a journal that takes the late one’s entries is found out', async () => {
    const pair = PAIRS.find(({ name }) => name === 'upgrade: the other takes over from one that stands still')
    if (!pair) throw new Error('the pair is gone')
    const { findings } = await (await flowPlanOf(pair, writesUnasked.warp)).play(pair, [FIRST])
    expect(findings.map(({ invariant }) => invariant)).toContain('one worker at a time')
  })
})
