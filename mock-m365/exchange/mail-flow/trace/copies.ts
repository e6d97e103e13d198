/** The number of the copy that a fact is about; shown only where there are several copies. */
import type { Step } from './trace.ts'

/** The copy's number for facts about one of several copies; empty until a pass has split the message. */
export function copyMarks(steps: readonly Step[]): ReadonlyMap<Step, number> {
  const marks = new Map<Step, number>()
  for (const ofPass of Map.groupBy(steps, ({ pass }) => pass).values()) {
    if (new Set(ofPass.map(({ copy }) => copy)).size < 2) continue
    const split = ofPass.findIndex(({ kind }) => kind === 'split')
    for (const step of ofPass.slice(split + 1)) if (step.kind !== 'split') marks.set(step, step.copy)
  }
  return marks
}
