/**
 * The authority that the simulated Internet trusts: it lives in this process alone, so that it may speak for any name.
 * The mock's own, which users trust, speaks for Microsoft's names only.
 */
import QuickLRU from 'quick-lru'
import type { Certificate } from '../exchange/mail-flow/message.ts'
import { type Leaf, makeAuthority, makeMailLeaf } from '../serve/certificates.ts'

export interface MailAuthority {
  /** What servers and clients of the simulated Internet trust, PEM. */
  readonly pem: string
  /** A certificate as a host is said to have it; one that is not trusted comes from an authority that nobody knows. */
  readonly leafOf: (certificate: Certificate | undefined) => Leaf | undefined
}

/** Certificates kept at once; names follow from hosts, which are few. */
const LEAVES_MAX = 256

/** @param now the real time, milliseconds since the epoch: TLS checks certificates against it */
export function mailAuthority(now: number): MailAuthority {
  const known = makeAuthority(now, 'any name')
  const unknown = makeAuthority(now, 'any name')
  const made = new QuickLRU<string, Leaf>({ maxSize: LEAVES_MAX })
  return {
    pem: known.certificatePem,
    leafOf(certificate) {
      if (!certificate || certificate.names.length === 0) return undefined
      const { names, trusted } = certificate
      const key = `${trusted} ${names.join(' ')}`
      const leaf = made.get(key) ?? makeMailLeaf(trusted ? known : unknown, names, now)
      made.set(key, leaf)
      return leaf
    },
  }
}
