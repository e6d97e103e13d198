/** The variants of a sweep that strike one step, dealt into batches: their number is known only once the flow was played. */
import { isConsoleStep, isStageOp, type Step } from '../../harness/script.ts'
import { API_SWEEPS, CRASH_SWEEPS, SWEEPS, type Sweep, type SweepPlan, sweepPlanOf } from '../../sweep.ts'
import { engine, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

interface SweepUnit extends Unit {
  readonly step: number
  /** Every so manieth variant of the step, from this one on. */
  readonly batch: number
  readonly batches: number
}

const ALL: readonly Sweep[] = [...SWEEPS, ...API_SWEEPS, ...CRASH_SWEEPS]

/** A first grant writes much more than any other step. */
function batchesOf(step: Step): number {
  if (step.op === 'provision') return 16
  if (isStageOp(step.op) || step.op === 'migrate') return 6
  return isConsoleStep(step) ? 2 : 0
}

/** Of a whole batch. */
const COST_MS = 350

export const sweepEngine = engine<SweepUnit>({
  units: ({ part }) =>
    ALL.flatMap(({ name, script }) =>
      script.steps.flatMap((each, step) =>
        Array.from({ length: batchesOf(each) }, (_, batch) => ({
          engine: 'sweep' as const,
          id: `sweep/${name}/${padded(step, 2)}/${padded(batch, 2)}`,
          cost: Math.ceil(COST_MS / part),
          name,
          step,
          batch,
          batches: batchesOf(each),
        })),
      ),
    ),

  player({ part }, warp) {
    const plans = new Map<string, Promise<SweepPlan>>()
    const planNamed = (name: string): Promise<SweepPlan> => {
      const sweep = ALL.find((one) => one.name === name)
      if (!sweep) throw new RangeError(`no sweep is called "${name}"`)
      const plan = plans.get(name) ?? sweepPlanOf(sweep, warp)
      plans.set(name, plan)
      return plan
    }
    return async ({ name, step, batch, batches }, tally) => {
      const plan = await planNamed(name)
      const own = plan.variants
        .filter((one) => one.step === step)
        .filter(({ number }, i) => i % batches === batch && number % part === 0)
      for (const variant of own) {
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
