/** A stage that two workers run at once, as one step of a script: which of them worked, and what came of it. */
import type { StageResult } from '#cas-core'
import { type InProcessStep, inProcessStep } from '../harness/in-process-steps.ts'
import type { Step } from '../harness/script.ts'
import type { OfTwo, StepResult } from '../harness/step-result.ts'
import type { InProcessWorld } from '../harness/world.ts'
import type { StepOfTwo } from './step-of-two.ts'
import { Turns, type Worker } from './turns.ts'

/** What a step of two comes to: the stage of the one that has worked. */
export interface Together {
  readonly step: Step
  readonly result: StepResult
}

export async function byTwoWorkers(world: InProcessWorld, step: StepOfTwo): Promise<Together> {
  const { beside, ...own } = step
  const others: InProcessStep = beside.op === undefined ? own : { op: beside.op }
  const turns = new Turns(beside, { clock: world.clock, calls: () => world.cloud.calls })
  const last: Worker[] = []
  const played = async (worker: Worker, stage: InProcessStep): Promise<StepResult> => {
    const at = world.worker((ports) => turns.portsOf(worker, ports))
    const begun = turns.turn(worker).then(() => inProcessStep(at, stage))
    const ends: Promise<StageResult | StepResult | string>[] = [begun, at.process.ended]
    if (worker === 0) ends.push(turns.death)
    const result = await Promise.race(ends)
    last.push(worker)
    turns.end(worker)
    return typeof result === 'object'
      ? result
      : { ...CRASHED, message: `its process ${result}`, code: result }
  }
  const results = await Promise.all([played(0, own), played(1, others)])
  world.restart()
  const { acts, switched, breaches } = turns
  const told: OfTwo = { results, acts, switched, breaches }
  const steps: readonly [Step, Step] = [step, { ...step, ...others } as Step]
  return together(steps, results, last, told)
}

const CRASHED = { outcome: 'crashed', activities: [] } as const

/** Of two that are done it is the later one; of two that are not, the one that has begun something. */
function together(
  steps: readonly [Step, Step],
  results: readonly [StepResult, StepResult],
  last: readonly Worker[],
  ofTwo: OfTwo,
): Together {
  const isLeft = ({ outcome, code }: StepResult) => outcome === 'crashed' || code === 'taken over'
  const judged =
    last.findLast((worker) => results[worker].outcome === 'done') ??
    last.find((worker) => isLeft(results[worker])) ??
    last.find((worker) => results[worker].outcome === 'failed') ??
    last.find((worker) => results[worker].code !== 'worker busy') ??
    0
  const [step, result] = [steps[judged], results[judged]]
  return { step, result: { ...result, ...(isLeft(result) ? { outcome: 'crashed' as const } : {}), ofTwo } }
}
