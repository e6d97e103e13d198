/** Two faults within a window of three calls: the second strikes the repetition, or the look, that follows the first. */
import { canStrike } from '#mock-m365'
import { FOUR_STAGES, isStageOp, type Script, type Step, titleOf } from '../harness/script.ts'
import { interrupts, STEP_FAULTS } from '../harness/step-faults.ts'
import type { Sweep, SweepPlan, Variant } from '../sweep.ts'
import { begunAgain } from '../undisturbed.ts'

/** What makes the product try again, or look at what stands. */
const FIRST: ReadonlySet<string> = new Set([
  'throttled',
  'server-error',
  'server-error-after-effect',
  'lost-answer',
  'not-found-once',
  'refused-once',
])
const WINDOW = 3

export const PAIRED: Sweep = {
  name: 'four stages on plain',
  script: {
    v: 1,
    name: 'pairs of faults on plain',
    seed: 'pairs of faults',
    world: 'plain',
    site: 'EU',
    directions: 'both',
    policies: 'mixed',
    // calls are counted in a process that has just begun, whichever stage it begins with
    steps: FOUR_STAGES.flatMap((step): Step[] => (isStageOp(step.op) ? [{ op: 'restart' }, step] : [step])),
  },
  // single faults are the business of other sweeps
  faults: new Set(),
}

/** All pairs at one step, in the order of the calls. @param plan of `PAIRED` */
export function* pairsAt({ calls }: SweepPlan, step: number): Generator<Variant> {
  const own = PAIRED.script.steps[step]
  if (!own) return
  let number = 0
  for (const [at, call] of (calls[step] ?? []).entries())
    for (const first of STEP_FAULTS) {
      if (!FIRST.has(first.name) || !canStrike(first, call)) continue
      for (let later = 1; later <= WINDOW; later++)
        // who is refused twice is refused
        for (const { name } of STEP_FAULTS)
          if (name !== 'refused-once' || first.name !== name)
            yield { number: number++, step, script: paired(own, step, [at, first.name], [at + later, name]) }
    }
}

type Planned = readonly [call: number, fault: string]

function paired(own: Step, step: number, first: Planned, second: Planned): Script {
  const { script } = PAIRED
  const faults = [first, second].map(([call, fault]) => ['*', call, fault] as const)
  const again = interrupts(second[1]) ? [begunAgain(own)] : []
  return {
    ...script,
    undisturbed: true,
    name: `${script.name}: ${first[1]} at call ${first[0]} of "${titleOf(own)}", ${second[1]} at call ${second[0]}`,
    steps: script.steps.toSpliced(step, 1, { ...own, faults }, ...again),
  }
}
