/** Hosts of the Internet that a message may meet. */
import type { Certificate } from '../message.ts'
import type { OutsideHost } from './outside.ts'

/**
 * Certificate of an unknown host: a trusted one for the name under which it is reached, and for hosts below
 * it, since a domain's mail exchangers often have such names (proposed).
 */
export const ownCertificate = (host: string): Certificate => ({ names: [host, `*.${host}`], trusted: true })

/** Accepts all mail to these domains, or to any domain. */
export function internetHost(name = 'the Internet', domains?: readonly string[]): OutsideHost {
  return {
    name,
    matches: matching(domains),
    certificateAt: ownCertificate,
    receive: () => ({ kind: 'delivered' }),
  }
}

export function refusingHost(
  name: string,
  domains: readonly string[],
  status = '550 5.1.1 User unknown',
): OutsideHost {
  return { ...internetHost(name, domains), receive: () => ({ kind: 'refused', status }) }
}

/** Accepts all mail, with a self-signed certificate or none. */
export const badlyCertifiedHost = (
  name: string,
  domains: readonly string[],
  certificate?: Certificate,
): OutsideHost => ({ ...internetHost(name, domains), certificateAt: () => certificate })

function matching(domains: readonly string[] | undefined): (host: string) => boolean {
  if (!domains) return () => true
  const known = new Set(domains.map((domain) => domain.toLowerCase()))
  return (host) => known.has(host)
}
