import { defect, edited } from './defect.ts'

export const connectorFirst = defect({
  name: 'connector first',
  story: 'deprovisioning removes the connector to the scanner before the rules that name it',
  expected: 'mail arrives',
  world: 'unguarded',
  warp: {
    table: edited({
      C1: (row) => ({ ...row, after: ['R1', 'R2'] }),
      R1: (row) => ({ ...row, after: ['C2', 'I1', 'R3'] }),
      R2: (row) => ({ ...row, after: ['G1', 'C2', 'I1', 'R3'] }),
    }),
  },
})
