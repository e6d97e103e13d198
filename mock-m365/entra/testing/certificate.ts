/** Certificates for the tests of this room: self-signed RSA certificates, as applications register them. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { selfSigned } from '../tokens/self-signed.ts'

export interface TestCertificate {
  readonly privateKey: KeyObject
  /** Base64 of the DER, as `keyCredentials` have it. */
  readonly key: string
  /** Hexadecimal, as people copy it from the portal. */
  readonly sha1: string
  readonly sha256: string
}

/** @param from @param to milliseconds since the epoch */
export function testCertificate(from: number, to: number): TestCertificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = selfSigned(privateKey, { commonName: 'casproof test', from, to })
  const digest = (algorithm: string) => createHash(algorithm).update(der).digest('hex')
  return { privateKey, key: der.toString('base64'), sha1: digest('sha1'), sha256: digest('sha256') }
}
