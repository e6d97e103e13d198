/** Certificates for the tests of this room: RSA keys, signed by themselves, as applications register them. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { bits, integer, oid, sequence, set, time, utf8 } from '../serve/der.ts'

export interface TestCertificate {
  readonly privateKey: KeyObject
  /** Base64 of the DER, as `keyCredentials` have it. */
  readonly key: string
  /** Hexadecimal, as people copy it from the portal. */
  readonly sha1: string
  readonly sha256: string
}

const RSA_SHA256 = sequence(oid('1.2.840.113549.1.1.11'), Buffer.from([5, 0]))

/** @param from @param to milliseconds since the epoch */
export function testCertificate(from: number, to: number): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8('casproof test'))))
  const toBeSigned = sequence(
    integer(Buffer.from([1])),
    RSA_SHA256,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const der = sequence(toBeSigned, RSA_SHA256, bits(sign('sha256', toBeSigned, privateKey)))
  const digest = (algorithm: string) => createHash(algorithm).update(der).digest('hex')
  return { privateKey, key: der.toString('base64'), sha1: digest('sha1'), sha256: digest('sha256') }
}
