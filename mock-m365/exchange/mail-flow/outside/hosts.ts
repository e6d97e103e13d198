/** Hosts of the Internet that a message may meet. */
import type { Certificate } from '../message.ts'
import type { OutsideHost } from './outside.ts'

const TRUSTED: Certificate = { names: ['mx.example.net'], trusted: true }

/** Takes everything that is sent to these domains, or to any. */
export function internetHost(name = 'the Internet', domains?: readonly string[]): OutsideHost {
  return { name, matches: matching(domains), certificate: TRUSTED, receive: () => ({ kind: 'delivered' }) }
}

export function refusingHost(
  name: string,
  domains: readonly string[],
  status = '550 5.1.1 User unknown',
): OutsideHost {
  return {
    name,
    matches: matching(domains),
    certificate: TRUSTED,
    receive: () => ({ kind: 'refused', status }),
  }
}

/** Takes everything, and shows a certificate of its own making, or none. */
export function badlyCertifiedHost(
  name: string,
  domains: readonly string[],
  certificate?: Certificate,
): OutsideHost {
  return {
    name,
    matches: matching(domains),
    ...(certificate === undefined ? {} : { certificate }),
    receive: () => ({ kind: 'delivered' }),
  }
}

function matching(domains: readonly string[] | undefined): (host: string) => boolean {
  if (!domains) return () => true
  const known = new Set(domains.map((domain) => domain.toLowerCase()))
  return (host) => known.has(host)
}
