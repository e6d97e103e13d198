/**
 * Public DNS records of a tenant's domains. The mock does not use a resolver: records come from the starting
 * state or a scenario, so that verifying a domain succeeds only with a record.
 */
import type { Tenant, View, Write } from './tenant.ts'

/** Kind under which a tenant keeps them. */
export const PUBLIC_DNS = 'publicDnsRecords'

/** Publishes a TXT record. @param domain in lower case */
export function publishTextRecord(tenant: Tenant, write: Write, domain: string, text: string): void {
  tenant.commit(write, PUBLIC_DNS, `${domain} ${text}`, { domain, text })
}

export const textRecordsOf = (view: View, domain: string): string[] =>
  view.find(PUBLIC_DNS, 'domain', domain).map(({ text }) => String(text))

/**
 * The host that takes mail for a domain in Exchange Online.
 * https://learn.microsoft.com/microsoft-365/admin/get-help-with-domains/information-for-dns-records
 */
export const mailHostOf = (domain: string): string =>
  `${domain.replaceAll('.', '-')}.mail.protection.outlook.com`

/** Hosts of a domain's MX records, best first. No simulated domain has another gateway in front. */
export const mailHostsOf = (view: View, domain: string): string[] =>
  view.find('domains', 'id', domain).some(({ isVerified }) => isVerified === true) ? [mailHostOf(domain)] : []
