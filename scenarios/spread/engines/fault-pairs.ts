/** Pairs of faults: of a night alone. One that ends by time plays a sample of each stage, which grows as long as it lasts. */
import { isStageOp } from '../../harness/script.ts'
import { type SweepPlan, sweepPlanOf } from '../../sweep.ts'
import { PAIRED, pairsAt } from '../../swept/fault-pairs.ts'
import { engine, type Orders, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

interface PairUnit extends Unit {
  readonly step: number
  readonly batch: number
}

const BATCHES = 128
/** Of a whole batch. */
const COST_MS = 4_000

const UNITS: readonly PairUnit[] = Array.from({ length: BATCHES }, (_, batch) =>
  PAIRED.script.steps.flatMap(({ op }, step) =>
    isStageOp(op)
      ? [
          {
            engine: 'pairs' as const,
            id: `pairs/${op}/${String(batch).padStart(3, '0')}`,
            cost: COST_MS,
            name: `two faults in "${op}" on ${PAIRED.script.world}`,
            step,
            batch,
          },
        ]
      : [],
  ),
).flat()

const isNight = ({ nightPart }: Orders): boolean => nightPart === 1

export const pairEngine = engine<PairUnit>({
  units: (orders) => (isNight(orders) && orders.forSeconds === undefined ? UNITS : []),

  *endlessUnits(orders) {
    if (isNight(orders)) yield* UNITS
  },

  player(_, warp) {
    let plan: Promise<SweepPlan> | undefined
    return async ({ name, step, batch }, tally) => {
      plan ??= sweepPlanOf(PAIRED, warp)
      const { play } = await plan
      const all = [...pairsAt(await plan, step)]
      for (const variant of all) {
        const { number, script } = variant
        if (number % BATCHES !== batch) continue
        const id = `pairs/${script.steps[step]?.op}/${String(batch).padStart(3, '0')} ${number}`
        const entry = { engine: 'pairs', play: `${name}, of ${all.length}`, id, script } as const
        try {
          const { played, findings } = await awaited(play(variant))
          tally.enter(entry, played, findings)
          tally.compare(findings)
        } catch (error) {
          tally.brokeOff(entry, error)
        }
      }
    }
  },
})
