import { defect, rewritten } from './defect.ts'

const byHeader = ({ SenderAddressLocation: _, ...fields }: Readonly<Record<string, unknown>>) => fields

export const bouncedReplies = defect({
  name: 'bounced replies',
  story: 'outgoing mail is matched by its header, so that automatic replies leave and may not come back',
  expected: 'other mail untouched',
  warp: { table: rewritten({ R5: byHeader, R6: byHeader }) },
})
