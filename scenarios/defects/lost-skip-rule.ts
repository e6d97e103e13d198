import { defect, edited } from './defect.ts'

export const lostSkipRule = defect({
  name: 'lost skip rule',
  story: 'the rule that keeps scanned mail from being filtered again is never made',
  expected: 'granted as published',
  warp: {
    table: (table) =>
      edited({
        R1: (row) => ({ ...row, after: row.after.filter((key) => key !== 'R3') }),
        R2: (row) => ({ ...row, after: row.after.filter((key) => key !== 'R3') }),
        R4: (row) => ({ ...row, after: row.after.filter((key) => key !== 'R3') }),
      })(table).filter(({ key }) => key !== 'R3'),
  },
})
