/**
 * Inbound and outbound connectors.
 * https://learn.microsoft.com/powershell/module/exchangepowershell/new-inboundconnector, …/new-outboundconnector
 */
import { exchangeObject } from './exchange-object.ts'

/** Sender domains come back as `smtp:*;1` for `*`: address type and cost are Exchange's own additions. */
const bareDomains = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((one) =>
        String(one)
          .replace(/^smtp:/i, '')
          .replace(/;\d+$/, ''),
      )
    : value

export const inboundConnector = exchangeObject({
  noun: 'InboundConnector',
  comment: 'Comment',
  properties: [
    'ConnectorType',
    'SenderDomains',
    'SenderIPAddresses',
    'RequireTls',
    'RestrictDomainsToIPAddresses',
    'CloudServicesMailEnabled',
    'Enabled',
  ],
  readBack: { SenderDomains: bareDomains },
})

export const outboundConnector = exchangeObject({
  noun: 'OutboundConnector',
  comment: 'Comment',
  properties: [
    'ConnectorType',
    'IsTransportRuleScoped',
    'UseMXRecord',
    'SmartHosts',
    'TlsSettings',
    'RouteAllMessagesViaOnPremises',
    'CloudServicesMailEnabled',
    'Enabled',
  ],
})
