import { defect, meanwhile, ruleSet } from './defect.ts'

const RULE = 'TMCAS Inline Outgoing User Transport Rule'

/** At the end of the stage the rule is right: only between two calls would a reply be refused on its way back. */
export const bouncedReplies = defect({
  name: 'bounced replies',
  story:
    'for a moment outgoing mail is matched by its header, so that automatic replies leave and may not come back',
  expected: 'other mail untouched',
  warp: {
    ports: (ports) =>
      meanwhile(
        ports,
        (cmdlet) => cmdlet === 'Enable-TransportRule',
        ruleSet(RULE, { SenderAddressLocation: 'HeaderOrEnvelope' }),
        ruleSet(RULE, { SenderAddressLocation: 'Envelope' }),
      ),
  },
})
