/** The variants of a sweep that strike one step, dealt into batches: their number is known only once the flow was played. */
import { isConsoleStep, isStageOp, type Step } from '../../harness/script.ts'
import { API_SWEEPS, CRASH_SWEEPS, SWEEPS, type Sweep, type SweepPlan, sweepPlanOf } from '../../sweep.ts'
import { NIGHT_SWEEPS } from '../../swept/night-sweeps.ts'
import { engine, type Orders, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

interface SweepUnit extends Unit {
  /** All of them where absent. */
  readonly step?: number
  /** Every so manieth variant of the step, from this one on. */
  readonly batch: number
  readonly batches: number
}

const EVERY_RUN: readonly Sweep[] = [...SWEEPS, ...API_SWEEPS, ...CRASH_SWEEPS]
const ALL: readonly Sweep[] = [...EVERY_RUN, ...NIGHT_SWEEPS]

/** A sample of what a night plays, where a run does not say how large. */
const NIGHT_PART = 1000
/** Its flows are many, and each has few calls that no other has. */
const SAMPLE = 4

/** Every so manieth variant of a sweep. */
const strideOf = (sweep: Sweep, { part, nightPart = NIGHT_PART }: Orders): number =>
  EVERY_RUN.includes(sweep) ? part : part * Math.ceil(nightPart / SAMPLE)

/** A first grant writes much more than any other step. */
function batchesOf(step: Step): number {
  if (step.op === 'provision') return 16
  if (isStageOp(step.op) || step.op === 'migrate') return 6
  return isConsoleStep(step) ? 2 : 0
}

/** Of a whole batch. */
const COST_MS = 350

function unitsOf(sweep: Sweep, orders: Orders): readonly SweepUnit[] {
  const { name, script, from = 0 } = sweep
  const stride = strideOf(sweep, orders)
  const unit = (id: string, rest: Pick<SweepUnit, 'step' | 'batch' | 'batches'>): SweepUnit => ({
    engine: 'sweep',
    id: `sweep/${name}/${id}`,
    cost: Math.ceil(COST_MS / stride),
    name,
    ...rest,
  })
  // the few of a sample are played by one thread, as the flow has to be played for each
  if (stride > orders.part) return [unit('sample', { batch: 0, batches: 1 })]
  return script.steps.flatMap((each, step) =>
    Array.from({ length: step < from ? 0 : batchesOf(each) }, (_, batch) =>
      unit(`${padded(step, 2)}/${padded(batch, 2)}`, { step, batch, batches: batchesOf(each) }),
    ),
  )
}

export const sweepEngine = engine<SweepUnit>({
  units: (orders) => ALL.flatMap((sweep) => unitsOf(sweep, orders)),

  player(orders, warp) {
    const plans = new Map<string, Promise<SweepPlan>>()
    return async ({ name, step: only, batch, batches }, tally) => {
      const sweep = ALL.find((one) => one.name === name)
      if (!sweep) throw new RangeError(`no sweep is called "${name}"`)
      const plan = await (plans.get(name) ?? sweepPlanOf(sweep, warp))
      plans.set(name, Promise.resolve(plan))
      const stride = strideOf(sweep, orders)
      const own = plan.variants
        .filter(({ step }) => only === undefined || step === only)
        .filter(({ number }, i) => i % batches === batch && number % stride === 0)
      for (const variant of own) {
        const { step } = variant
        const id = `sweep/${name}/${padded(step, 2)}/${padded(variant.number, 4)}`
        const fault = variant.script.steps[step]?.faults?.[0]?.[2]
        const entry = { engine: 'sweep', play: `${name}: ${fault}`, id, script: variant.script } as const
        try {
          const { played, findings } = await awaited(plan.play(variant))
          tally.enter(entry, played, findings)
          tally.compare(findings)
        } catch (error) {
          tally.brokeOff(entry, error)
        }
      }
    }
  },
})

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')
