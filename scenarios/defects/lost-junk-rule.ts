import { GRANT } from '../harness/script.ts'
import { defect, edited } from './defect.ts'

const withoutR4 = (row: Parameters<Parameters<typeof edited>[0][string]>[0]) => ({
  ...row,
  after: row.after.filter((key) => key !== 'R4'),
})

export const lostJunkRule = defect({
  name: 'lost junk rule',
  story: 'the rule that sends marked mail to Junk is never made',
  expected: 'granted as published',
  policies: 'none',
  steps: GRANT,
  warp: {
    table: (table) => edited({ R1: withoutR4, R2: withoutR4 })(table).filter(({ key }) => key !== 'R4'),
  },
})
