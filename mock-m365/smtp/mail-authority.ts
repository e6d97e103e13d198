/**
 * The authority that the simulated Internet trusts. It exists only in this process, so it may sign any name.
 * The mock's own authority, which users trust, signs only Microsoft's names.
 */
import QuickLRU from 'quick-lru'
import type { Certificate } from '../exchange/mail-flow/message.ts'
import { type Leaf, makeAuthority, makeMailLeaf } from '../serve/home/certificates.ts'

export interface MailAuthority {
  /** What servers and clients of the simulated Internet trust, PEM. */
  readonly pem: string
  /** A certificate as described for a host; an untrusted one comes from an unknown authority. */
  readonly leafOf: (certificate: Certificate | undefined) => Leaf | undefined
}

/** Certificates kept at once; there are few hosts. */
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
