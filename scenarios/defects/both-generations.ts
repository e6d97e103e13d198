import { publishedNames } from '#reports'
import { defect, MIGRATION, surrounded } from './defect.ts'

/** The former rule knows the addresses of its own connector, and today's scanner has more. */
export const bothGenerations = defect({
  name: 'both generations of rules',
  story: 'today’s rules are on while the former rule does not spare what comes back from the site',
  expected: 'mail scanned as promised',
  ...MIGRATION,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet) =>
        cmdlet === 'Enable-TransportRule'
          ? {
              before: [
                [
                  'Set-TransportRule',
                  { Identity: publishedNames.FORMER_RULE, ExceptIfSenderIpRanges: ['20.160.56.80/28'] },
                ],
              ],
            }
          : {},
      ),
    }),
  },
})
