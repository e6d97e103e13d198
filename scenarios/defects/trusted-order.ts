import { GRANT } from '../harness/script.ts'
import { defect, meanwhile, ruleSet } from './defect.ts'

const RULE = 'TMCAS Inline Incoming Skip Spam Filter Transport Rule'
const HEADER = 'X-TrendMicro-CAS-SPAM'

export const trustedOrder = defect({
  name: 'trusted order',
  story:
    'for a moment the rule that spares mail the filter relies on standing before the one for marked mail, which is no longer true when it is created again',
  expected: 'mail arrives',
  steps: [...GRANT, { op: 'administrator', act: 'remove', value: RULE }, { op: 'synchronize' }],
  warp: {
    ports: (ports) =>
      meanwhile(
        ports,
        (cmdlet, { Name }) => cmdlet === 'New-TransportRule' && Name === RULE,
        ruleSet(RULE, { ExceptIfHeaderContainsMessageHeader: null, ExceptIfHeaderContainsWords: null }),
        ruleSet(RULE, {
          ExceptIfHeaderContainsMessageHeader: HEADER,
          ExceptIfHeaderContainsWords: ['true'],
        }),
      ),
  },
})
