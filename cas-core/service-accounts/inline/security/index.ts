/** The check of related security settings. It reads and never writes. */
import { isAnswer, M365Error } from '../../../microsoft/errors.ts'
import type { Row } from '../../../microsoft/exchange.ts'
import type { Session } from '../../../microsoft/session.ts'
import type { Dns } from '../../../ports.ts'
import { addressesOf, type Site } from '../../sites.ts'
import type { Finding, Setting } from './finding.ts'
import { publicRecords } from './public-records.ts'
import { CONNECTOR_PROPERTIES, restrictingConnectors } from './restricting-connectors.ts'
import { RULE_PROPERTIES, restrictingRules } from './restricting-rules.ts'
import { SPF_PROPERTIES, spfHardFail } from './spf-hard-fail.ts'

/**
 * Failures first. Settings that a service refuses to show are findings too.
 * @param session of the application, or of an administrator @throws M365Error where a service cannot be reached
 */
export async function securityFindings(
  session: Session,
  site: Site,
  dns: Dns | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const shown = async (
    settings: Setting,
    cmdlet: string,
    select: readonly string[],
  ): Promise<readonly Row[]> => {
    try {
      return await session.read(cmdlet, {}, select)
    } catch (error) {
      const isRefused = error instanceof M365Error && (error.meaning === 'forbidden' || isAnswer(error))
      if (!isRefused) throw error
      const data = { settings, error: error.code, said: error.message }
      findings.push({ code: 'settings unread', severity: 'warning', data })
      return []
    }
  }
  findings.push(
    ...spfHardFail(await shown('anti-spam policies', 'Get-HostedContentFilterPolicy', SPF_PROPERTIES)),
    ...restrictingRules(
      await shown('transport rules', 'Get-TransportRule', RULE_PROPERTIES),
      addressesOf(site),
    ),
    ...restrictingConnectors(
      await shown('inbound connectors', 'Get-InboundConnector', CONNECTOR_PROPERTIES),
      site.inbound,
    ),
  )
  if (dns) {
    const rows = await shown('accepted domains', 'Get-AcceptedDomain', ['DomainName'])
    const domains = rows.map(({ DomainName }) => String(DomainName).toLowerCase())
    const own = domains.filter((domain) => !domain.endsWith('.onmicrosoft.com')).sort()
    findings.push(...(await publicRecords(dns, own, site)))
  }
  const order = ['failure', 'warning', 'advice']
  return findings.sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
}
