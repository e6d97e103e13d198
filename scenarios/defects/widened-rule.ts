import { defect, rewritten } from './defect.ts'

export const widenedRule = defect({
  name: 'widened rule',
  story: 'the rule for incoming mail of a group loses the group, and with it every limit',
  expected: 'other mail untouched',
  warp: { table: rewritten({ R2: ({ SentToMemberOf: _, ...fields }) => fields }) },
})
