import { defect, edited } from './defect.ts'

export const neverSwitchedOn = defect({
  name: 'never switched on',
  story: 'the rule for outgoing mail of people is made and stays switched off, and the grant is done',
  expected: 'mail scanned as promised',
  warp: { table: edited({ R6: (row) => ({ ...row, enabled: () => false }) }) },
})
