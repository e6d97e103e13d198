/**
 * (d) The canonical flow: two consents, role, grant, synchronization, deprovisioning and cleanup, through MSAL, the
 * Graph client and the Exchange client in process. Counted in processor time, so that the figure is one core's, and
 * against its floor, which no machine changes.
 */
import { embeddedOrigin, FOUR_STAGES, type PlayOptions, play, type Script } from '#scenarios'
import { bareFlow, type Recorded, recording } from './flow-floor.ts'
import { type Bench, median, processorTime, ROUNDS, type Row, ratioOf } from './measurement.ts'

const FLOWS = 40
/** Thousands of flows are what matters, so that those are measured which the engine has made as quick as they get. */
const WARM_UP_FLOWS = 300
const RATE = { at: 'least', bound: 150, next: 300 } as const
const RATIO = { at: 'most', bound: 4, next: 3 } as const

export const flow: Bench = {
  name: 'flow',
  async run() {
    const tape: Recorded[] = []
    await played('the same', { ports: recording(tape) })
    const ways = {
      warm: () => played('the same'),
      fresh: () => played(`flow ${number++}`),
      bare: bareFlow(tape),
    }
    let number = 0
    const times: Record<keyof typeof ways, number[]> = { warm: [], fresh: [], bare: [] }
    for (const act of Object.values(ways)) await microsecondsPer(act, WARM_UP_FLOWS)
    // no garbage collection is asked for: it throws away what the engine has made quick
    for (let round = 0; round < ROUNDS; round++)
      for (const [way, act] of Object.entries(ways) as [keyof typeof ways, () => Promise<void>][])
        times[way].push(await microsecondsPer(act, FLOWS))
    return [
      rate('four stages, ids as in the run before', times.warm),
      rate('four stages, new ids, so that every token is signed again', times.fresh),
      {
        measurement: `  the first against its ${tape.length} calls by bare clients on answers that cost nothing`,
        value: 1e6 / median(times.bare),
        unit: 'flows/s',
        ratio: ratioOf(times.warm, times.bare),
        goal: RATIO,
      },
    ]
  },
}

const rate = (measurement: string, times: readonly number[]): Row => ({
  measurement,
  value: 1e6 / median(times),
  unit: 'flows/s',
  goal: RATE,
})

async function microsecondsPer(act: () => Promise<void>, flows: number): Promise<number> {
  const before = processorTime()
  for (let i = 0; i < flows; i++) await act()
  return (processorTime() - before) / flows
}

async function played(seed: string, warp: PlayOptions['warp'] = {}): Promise<void> {
  const { results } = await play(scriptOf(seed), embeddedOrigin('plain'), { invariants: [], warp })
  if (results.some(({ outcome }) => outcome !== 'done'))
    throw new Error('a flow that fails is not to be measured')
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
