/**
 * Public DNS records of a tenant's domains. The mock does not use a resolver: records come from the starting
 * state or a scenario, so that verifying a domain succeeds only with a record.
 */
import type { Tenant, View, Write } from './tenant.ts'

const KIND = 'publicDnsRecords'

/** Publishes a TXT record. @param domain in lower case */
export function publishTextRecord(tenant: Tenant, write: Write, domain: string, text: string): void {
  tenant.commit(write, KIND, `${domain} ${text}`, { domain, text })
}

export const textRecordsOf = (view: View, domain: string): string[] =>
  view.find(KIND, 'domain', domain).map(({ text }) => String(text))
