/** Domains as transport rules compare them. */

/**
 * Whether a list of domains covers a domain: by itself or by a domain above it. The predicates RecipientDomainIs and
 * SenderDomainIs match the domain and all its subdomains (documented).
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/conditions-and-exceptions
 * @param listed in lower case @param domain in lower case
 */
export const coversDomain = (listed: readonly string[], domain: string): boolean =>
  listed.some((one) => domain === one || domain.endsWith(`.${one}`))

/** The fewest domains that cover the same: those that no other one covers. Keeps the order. */
export function compacted(domains: readonly string[]): string[] {
  const listed = new Set(domains)
  return domains.filter((domain) => !domainsAbove(domain).some((above) => listed.has(above)))
}

/** `a.b.example` gives `b.example` and `example`. */
function domainsAbove(domain: string): string[] {
  const labels = domain.split('.')
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'))
}
