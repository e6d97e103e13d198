import { defect, rewritten } from './defect.ts'

export const senderUnlimited = defect({
  name: 'sender unlimited',
  story: 'the rule for outgoing mail asks for no sender in the organization, and takes strangers’ mail too',
  expected: 'other mail untouched',
  warp: { table: rewritten({ R6: ({ FromMemberOf: _, ...fields }) => fields }) },
})
