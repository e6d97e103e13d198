import { defect, rewritten } from './defect.ts'

export const emptiedGroup = defect({
  name: 'emptied group',
  story: 'the virtual group of senders is kept without members',
  expected: 'mail scanned as promised',
  warp: { table: rewritten({ G2: (fields) => ({ ...fields, members: [] }) }) },
})
