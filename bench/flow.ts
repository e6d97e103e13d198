/**
 * (d) The canonical flow: two consents, role, grant, synchronization, deprovisioning and cleanup, through MSAL, the
 * Graph client and the Exchange client in process. Counted in processor time, so that the figure is one core's.
 */
import { embeddedOrigin, FOUR_STAGES, play, type Script } from '#scenarios'
import { type Bench, median, processorTime, ROUNDS, type Row } from './measurement.ts'

const FLOWS = 40
const GOAL = { at: 'least', bound: 150, next: 300 } as const

export const flow: Bench = {
  name: 'flow',
  async run() {
    const rates = { warm: [] as number[], fresh: [] as number[] }
    for (let round = -1; round < ROUNDS; round++) {
      const warm = await flowsPerSecond(() => 'the same')
      const fresh = await flowsPerSecond((i) => `round ${round} flow ${i}`)
      if (round < 0) continue
      rates.warm.push(warm)
      rates.fresh.push(fresh)
    }
    return [
      row('four stages, ids as in the run before', rates.warm),
      row('four stages, new ids, so that every token is signed again', rates.fresh),
    ]
  },
}

const row = (measurement: string, rates: readonly number[]): Row => ({
  measurement,
  value: median(rates),
  unit: 'flows/s',
  goal: GOAL,
})

async function flowsPerSecond(seedOf: (i: number) => string): Promise<number> {
  globalThis.gc?.()
  const origin = embeddedOrigin('plain')
  const before = processorTime()
  for (let i = 0; i < FLOWS; i++) {
    const { results } = await play(scriptOf(seedOf(i)), origin, { invariants: [] })
    if (results.some(({ outcome }) => outcome !== 'done'))
      throw new Error('a flow that fails is not to be measured')
  }
  return (FLOWS * 1e6) / (processorTime() - before)
}

const scriptOf = (seed: string): Script => ({
  v: 1,
  name: 'bench',
  seed,
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'all',
  steps: FOUR_STAGES,
})
