import { defect, edited } from './defect.ts'

/** The rules are off, so that no mail meets what they name. */
export const connectorGoneFirst = defect({
  name: 'connector gone first',
  story: 'where Exchange Online lets connectors go that rules name, they go before the rules',
  expected: 'refers to what stands',
  world: 'unguarded',
  policies: 'none',
  warp: {
    table: edited({
      R1: (row) => ({ ...row, after: row.after.filter((key) => key !== 'C1') }),
      R2: (row) => ({ ...row, after: row.after.filter((key) => key !== 'C1') }),
      C1: (row) => ({ ...row, after: ['R1', 'R2'] }),
    }),
  },
})
