/** What public DNS says of the customer's domains. Source: trend-vision-one-faqs. */
import type { Dns } from '../../../ports.ts'
import { type Site, spfServersOf } from '../../sites.ts'
import type { Finding } from './finding.ts'

/** Mail for a domain comes to Microsoft first where its MX records name such a host (proposed). */
const MICROSOFT_HOST = /\.(?:mail\.protection\.outlook\.com|mx\.microsoft)\.?$/i

/** @param domains that receive mail, without Microsoft's own `onmicrosoft.com`, whose records nobody can change */
export async function publicRecords(dns: Dns, domains: readonly string[], site: Site): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const domain of domains) {
    findings.push(...spfAdvice(domain, (await dns.txt(domain)).find(isSpf), site))
    const hosts = await dns.mx(domain)
    const [host] = hosts
    if (host !== undefined && !hosts.some((one) => MICROSOFT_HOST.test(one)))
      findings.push({ code: 'another gateway in front', severity: 'advice', data: { domain, host } })
  }
  return findings
}

const isSpf = (text: string): boolean => /^v=spf1(?:\s|$)/i.test(text)

/** A domain without an SPF record gets no advice about one. */
function spfAdvice(domain: string, record: string | undefined, site: Site): Finding[] {
  if (record === undefined) return []
  const words = new Set(record.toLowerCase().split(/\s+/))
  return (['outbound', 'inbound'] as const).flatMap((direction): Finding[] => {
    const include = spfServersOf(site)[direction]
    if (words.has(`include:${include}`)) return []
    return [{ code: 'SPF record lacks servers', severity: 'advice', data: { domain, include, direction } }]
  })
}
