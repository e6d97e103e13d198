/**
 * Partner connectors that refuse mail from other addresses than the listed ones. Scanned mail of that partner comes from
 * the site. No page of the product speaks of them: proposed.
 * https://learn.microsoft.com/powershell/module/exchangepowershell/new-inboundconnector
 */
import type { Row } from '../../../microsoft/exchange.ts'
import { NAMES } from '../names.ts'
import { missingFrom } from './covered.ts'
import type { Finding } from './finding.ts'

export const CONNECTOR_PROPERTIES = [
  ...['Name', 'Enabled', 'ConnectorType', 'RestrictDomainsToIPAddresses', 'SenderIPAddresses'],
] as const

const OURS: ReadonlySet<string> = new Set<string>([NAMES.C2, NAMES.C4])

/** @param addresses of the site from which inbound mail comes back */
export const restrictingConnectors = (connectors: readonly Row[], addresses: readonly string[]): Finding[] =>
  connectors.flatMap((connector) => {
    const name = String(connector.Name)
    if (connector.Enabled !== true || connector.RestrictDomainsToIPAddresses !== true || OURS.has(name))
      return []
    const listed = Array.isArray(connector.SenderIPAddresses) ? connector.SenderIPAddresses.map(String) : []
    const missing = missingFrom(listed, addresses)
    return missing.length === 0
      ? []
      : [{ code: 'connector lacks addresses', severity: 'advice', data: { connector: name, missing } }]
  })
