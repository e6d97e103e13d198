/**
 * Results of SPF, DKIM and DMARC. The edge computes them once; the filter reads them later.
 * https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo (Authentication-Results)
 */
import type { Authentication } from '../envelope.ts'
import { addressesIn, type Connection, domainOf, type Header, headerOf, type Message } from '../message.ts'

/**
 * @param server the client, or the server that enhanced filtering finds behind it. An arrival without
 * information about SPF and DKIM passes.
 */
export function authenticationOf(message: Message, server: Connection): Authentication {
  const { permittedFor } = server
  const { signedBy } = message
  const domain = domainOf(addressesIn(headerOf(message, 'from'))[0] ?? message.from)
  const isAligned = speaksFor(permittedFor, domain) || speaksFor(signedBy, domain)
  const isUnsaid = permittedFor === undefined && signedBy === undefined
  const policy = domain === '' ? undefined : policyFor(server.dmarc, domain)
  return {
    domain,
    spf: spfOf(message, server),
    signer: signedBy?.find((one) => speaksFor([one], domain)) ?? signedBy?.[0],
    isAligned: isUnsaid || isAligned,
    dmarc: policy === undefined ? 'none' : isUnsaid || isAligned ? 'pass' : 'fail',
    policy,
  }
}

/** A record applies to its domain and to subdomains (RFC 7489). */
function policyFor(records: Connection['dmarc'] = {}, domain: string) {
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1))
    if (Object.hasOwn(records, name)) return records[name]
  return undefined
}

function spfOf(
  { from }: Message,
  { permittedFor, helo, spfElse = 'fail' }: Connection,
): Authentication['spf'] {
  if (permittedFor === undefined) return 'none'
  const domain = domainOf(from) || helo.toLowerCase()
  return permittedFor.some((one) => one.toLowerCase() === domain) ? 'pass' : spfElse
}

/**
 * Relaxed alignment: a domain aligns with its subdomains and parent domains (documented default of DMARC).
 */
const speaksFor = (domains: readonly string[] | undefined, domain: string): boolean =>
  domain === '' ||
  (domains ?? []).some((one) => {
    const folded = one.toLowerCase()
    return folded === domain || domain.endsWith(`.${folded}`) || folded.endsWith(`.${domain}`)
  })

/** Form and reason codes documented; that every pass has code 100 is inferred. */
export function authenticationResults(
  { spf, signer, domain, dmarc, policy, isAligned }: Authentication,
  { from }: Message,
  { ip, helo }: Connection,
): Header {
  const dkim =
    signer === undefined
      ? 'none (message not signed) header.d=none'
      : `pass (signature was verified) header.d=${signer}`
  const action = dmarc === 'fail' && policy !== undefined ? policy : 'none'
  const whole = isAligned ? 'pass reason=100' : `fail reason=${action === 'none' ? '001' : '000'}`
  return [
    'Authentication-Results',
    `spf=${spf} (sender IP is ${ip}) smtp.mailfrom=${domainOf(from) || helo}; dkim=${dkim};dmarc=${dmarc} action=${action} header.from=${domain};compauth=${whole}`,
  ]
}
