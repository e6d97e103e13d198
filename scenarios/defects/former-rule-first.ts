import { publishedNames } from '#reports'
import { defect, MIGRATION, surrounded } from './defect.ts'

export const formerRuleFirst = defect({
  name: 'former rule first',
  story: 'in a migration the rule of the former account goes before today’s rules lead outgoing mail',
  expected: 'mail scanned as promised',
  ...MIGRATION,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet, { Name }) =>
        cmdlet === 'New-InboundConnector' && Name === publishedNames.INBOUND_CONNECTORS[1]
          ? { before: [['Remove-TransportRule', { Identity: publishedNames.FORMER_RULE, Confirm: false }]] }
          : {},
      ),
    }),
  },
})
