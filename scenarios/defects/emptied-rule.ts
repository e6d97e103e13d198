import { GRANT } from '../harness/script.ts'
import { defect, surrounded } from './defect.ts'

/** What the rule says at the end of the stage is right: only between two calls does mail go round in circles. */
export const emptiedRule = defect({
  name: 'emptied rule',
  story: 'a rule that is to change is emptied of its exceptions first, and is given them back after',
  expected: 'mail never loops',
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
              before: [
                [
                  cmdlet,
                  {
                    Identity,
                    ExceptIfSenderIpRanges: null,
                    ExceptIfHeaderContainsMessageHeader: null,
                    ExceptIfHeaderContainsWords: null,
                  },
                ],
              ],
            }
          : {},
      ),
    }),
  },
})
