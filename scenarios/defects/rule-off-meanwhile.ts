import { GRANT } from '../harness/script.ts'
import { defect, surrounded } from './defect.ts'

/** Before and after the stage all is right: only in between does mail arrive that nobody has scanned. */
export const ruleOffMeanwhile = defect({
  name: 'rule off meanwhile',
  story: 'a rerouting rule is switched off while it is changed',
  expected: 'mail scanned as promised',
  policies: 'all',
  steps: [
    ...GRANT,
    { op: 'administrator', act: 'verify domain', value: 'new.fabrikam.com' },
    { op: 'synchronize' },
  ],
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet, { Identity, RecipientDomainIs }) =>
        cmdlet === 'Set-TransportRule' && RecipientDomainIs
          ? {
              before: [['Disable-TransportRule', { Identity, Confirm: false }]],
              after: [['Enable-TransportRule', { Identity }]],
            }
          : {},
      ),
    }),
  },
})
