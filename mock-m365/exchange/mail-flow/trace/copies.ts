/** Which copy of a message a fact is about: worth a word only where there are several. */
import type { Step } from './trace.ts'

/** The copy's number for facts that are about one copy of several; nothing until a pass has split the message. */
export function copyMarks(steps: readonly Step[]): ReadonlyMap<Step, number> {
  const marks = new Map<Step, number>()
  for (const ofPass of Map.groupBy(steps, ({ pass }) => pass).values()) {
    if (new Set(ofPass.map(({ copy }) => copy)).size < 2) continue
    const split = ofPass.findIndex(({ kind }) => kind === 'split')
    for (const step of ofPass.slice(split + 1)) if (step.kind !== 'split') marks.set(step, step.copy)
  }
  return marks
}
