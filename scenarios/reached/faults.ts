import { STEP_FAULTS } from '../harness/step-faults.ts'
import type { Family } from './family.ts'

export const faults: Family = {
  properties: STEP_FAULTS.map(({ name, story }) => ({
    name: `fault: ${name}`,
    statement: `a call of a stage is struck so: ${story}`,
  })),
  at: ({ stage, calls }) =>
    stage ? calls.flatMap(({ fault }) => (fault === undefined ? [] : [`fault: ${fault}`])) : [],
}
