import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect, surrounded } from './defect.ts'

const OWN = 'TMCAS Inline exceptions of our own'

export const cleanedByPrefix = defect({
  name: 'cleaned by prefix',
  story: 'cleanup removes each rule whose name begins as the product’s do, the customer’s own too',
  expected: 'customer untouched',
  steps: FOUR_STAGES.flatMap((step): readonly Step[] =>
    step.op === 'clean up' ? [{ op: 'administrator', act: 'add rule', value: OWN }, step] : [step],
  ),
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet, { Identity }) =>
        cmdlet === 'Remove-InboundConnector' && Identity
          ? { after: [['Remove-TransportRule', { Identity: OWN, Confirm: false }]] }
          : {},
      ),
    }),
  },
})
