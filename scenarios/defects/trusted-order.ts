import { GRANT } from '../harness/script.ts'
import { defect, rewritten, without } from './defect.ts'

export const trustedOrder = defect({
  name: 'trusted order',
  story:
    'the rule that spares mail the filter relies on standing before the one for marked mail, which is no longer true when it is created again',
  expected: 'mail arrives',
  steps: [
    ...GRANT,
    {
      op: 'administrator',
      act: 'remove',
      value: 'TMCAS Inline Incoming Skip Spam Filter Transport Rule',
    },
    { op: 'synchronize' },
  ],
  warp: {
    table: rewritten({ R3: without(['ExceptIfHeaderContainsMessageHeader', 'ExceptIfHeaderContainsWords']) }),
  },
})
