/** Schedules of two workers at one account, dealt into batches by where the first of them is interrupted. */
import { actsIn, type FlowPlan, flowPlanOf, PAIRS, type Pair } from '../../workers/pairs.ts'
import { engine, type Orders, type Unit } from '../engine.ts'
import type { Tally } from '../tally.ts'
import { awaited } from '../threads/awaited.ts'

interface ScheduleUnit extends Unit {
  /** Every so manieth moment of the first interruption, from this one on. */
  readonly batch: number
  readonly batches: number
}

/** Those that go on from one script are played by one thread. */
const FLOWS: ReadonlyMap<string, readonly Pair[]> = Map.groupBy(PAIRS, ({ script }) => script.name)

const BATCHES = 16
/** Of a whole batch. */
const COST_MS = 12_000
/** A sample, where a run does not say how much of a night it plays. */
const NIGHT_PART = 1000

/** Every so manieth moment of each interruption. */
const strideOf = ({ nightPart = NIGHT_PART }: Orders): number => Math.ceil(Math.sqrt(nightPart))

export const scheduleEngine = engine<ScheduleUnit>({
  units(orders) {
    const stride = strideOf(orders)
    const batches = stride === 1 ? BATCHES : 1
    return [...FLOWS.keys()].flatMap((name) =>
      Array.from({ length: batches }, (_, batch) => ({
        engine: 'workers' as const,
        id: `workers/${name}/${String(batch).padStart(2, '0')}`,
        cost: Math.ceil((COST_MS * BATCHES) / batches / stride ** 2),
        name,
        batch,
        batches,
      })),
    )
  },

  player(orders, warp) {
    const plans = new Map<string, Promise<FlowPlan>>()
    const stride = strideOf(orders)
    return async ({ id, name, batch, batches }, tally) => {
      const pairs = FLOWS.get(name)
      const [first] = pairs ?? []
      if (!pairs || !first) throw new RangeError(`no flow of two workers is called "${name}"`)
      const plan = plans.get(name) ?? flowPlanOf(first, warp)
      plans.set(name, plan)
      for (const pair of pairs) {
        const from = batch + Math.floor(stride / 2)
        await playPair(
          pair,
          await plan,
          { from, stride: Math.max(stride, batches), seconds: stride, id },
          tally,
        )
      }
    }
  },
})

interface Moments {
  /** Acts after which the first worker is interrupted: from one number on, in strides. */
  readonly from: number
  readonly stride: number
  /** The stride of the acts after which the second one is interrupted. */
  readonly seconds: number
  readonly id: string
}

async function playPair(pair: Pair, plan: FlowPlan, moments: Moments, tally: Tally): Promise<void> {
  const { name, step, beside } = pair
  const enter = async (switches: readonly number[]): Promise<number> => {
    const { script, played, findings } = await awaited(plan.play(pair, switches))
    const id = `${moments.id} ${name} ${switches.join(' ')}`
    tally.enter({ engine: 'workers', play: name, id, script }, played, findings)
    tally.compare(findings)
    return actsIn(played, step)[1]
  }
  for (let first = moments.from; first < plan.acts; first += moments.stride) {
    const others = await enter([first])
    // one that died goes on with nothing
    if (beside.dies) continue
    for (let second = first % moments.seconds; second < others; second += moments.seconds)
      await enter([first, second])
  }
}
