import { ACTS } from '../harness/script.ts'
import type { Family } from './family.ts'

export const acts: Family = {
  properties: ACTS.map((act) => ({
    name: `by hand: ${act}`,
    statement: `an administrator does this by hand, and Microsoft takes it: ${act}`,
  })),
  at: ({ step, result }) =>
    step.op === 'administrator' && result.outcome === 'done' ? [`by hand: ${step.act}`] : [],
}
