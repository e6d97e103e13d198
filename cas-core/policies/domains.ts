/** Domains as transport rules compare them. */

/**
 * Whether a list of domains covers a domain: by itself or by a domain above it. The predicates RecipientDomainIs and
 * SenderDomainIs match the domain and all its subdomains (documented).
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/conditions-and-exceptions
 * @param listed in lower case @param domain in lower case
 */
export const coversDomain = (listed: readonly string[], domain: string): boolean =>
  listed.some((one) => domain === one || domain.endsWith(`.${one}`))
