import { publishedNames } from '#reports'
import { defect, MIGRATION, surrounded } from './defect.ts'

export const inboundMadeAnew = defect({
  name: 'inbound made anew',
  story: 'a migration makes an object of inbound protection anew, so that it gets another id',
  expected: 'upgrade keeps inbound',
  ...MIGRATION,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet, { Name }) =>
        cmdlet === 'New-OutboundConnector' && Name === publishedNames.OUTBOUND_CONNECTORS[1]
          ? {
              before: [
                ['Remove-TransportRule', { Identity: publishedNames.RETURN_RULES[1], Confirm: false }],
              ],
            }
          : {},
      ),
    }),
  },
})
