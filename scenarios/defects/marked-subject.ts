import { defect, meanwhile, ruleSet } from './defect.ts'

const RULE = 'TMCAS Inline Incoming User Transport Rule'

/** At the end of the stage the rule is right: mail that comes in between two calls is marked. */
export const markedSubject = defect({
  name: 'marked subject',
  story: 'for a moment a rule that reroutes incoming mail writes a word of the product’s into its subject',
  expected: 'customer flow kept',
  warp: {
    ports: (ports) =>
      meanwhile(
        ports,
        (cmdlet) => cmdlet === 'Enable-TransportRule',
        ruleSet(RULE, { PrependSubject: 'Scanned: ' }),
        ruleSet(RULE, { PrependSubject: null }),
      ),
  },
})
