/**
 * What the public DNS says of a tenant's domains. The mock asks no resolver: a record is there because the starting
 * state or a scenario published it, so that verifying a domain succeeds only where it would.
 */
import type { Tenant, View, Write } from './tenant.ts'

const KIND = 'publicDnsRecords'

/** Puts a TXT record where everybody can read it. @param domain in lower case */
export function publishTextRecord(tenant: Tenant, write: Write, domain: string, text: string): void {
  tenant.commit(write, KIND, `${domain} ${text}`, { domain, text })
}

export const textRecordsOf = (view: View, domain: string): string[] =>
  view.find(KIND, 'domain', domain).map(({ text }) => String(text))
