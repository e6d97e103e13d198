import { defect, rewritten } from './defect.ts'

export const claimedBySender = defect({
  name: 'claimed by sender',
  story:
    'returned mail comes in by a connector of the type OnPremises, which claims it for the sender where the sender is a customer of the same site',
  expected: 'mail never loops',
  warp: { table: rewritten({ C2: (fields) => ({ ...fields, ConnectorType: 'OnPremises' }) }) },
})
