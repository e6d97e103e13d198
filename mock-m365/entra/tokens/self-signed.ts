/** Self-signed RSA certificates: for keys that sign tokens, and for applications. */
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { bits, type Der, integer, octets, oid, sequence, set, tagged, time, utf8 } from '../../der.ts'

export interface Subject {
  readonly commonName: string
  /** Validity, in milliseconds since the epoch. */
  readonly from: number
  readonly to: number
}

const OID = {
  commonName: '2.5.4.3',
  sha256WithRsaEncryption: '1.2.840.113549.1.1.11',
  subjectKeyIdentifier: '2.5.29.14',
} as const
const NULL: Der = Buffer.from([0x05, 0x00])

/**
 * RFC 5280 §4.1. The serial number is derived from the key, and RSA signs deterministically: the same key and
 * subject give the same certificate and thumbprint. @returns DER
 */
export function selfSigned(privateKey: KeyObject, { commonName, from, to }: Subject): Buffer {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const fingerprint = createHash('sha1').update(spki).digest()
  const algorithm = sequence(oid(OID.sha256WithRsaEncryption), NULL)
  const name = sequence(set(sequence(oid(OID.commonName), utf8(commonName))))
  // A serial number is positive: its first bit is clear, and its second keeps it from beginning with zeros.
  const serial = Buffer.from(fingerprint.subarray(0, 8))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    spki,
    tagged(3, sequence(sequence(oid(OID.subjectKeyIdentifier), octets(octets(fingerprint))))),
  )
  return sequence(toBeSigned, algorithm, bits(sign('sha256', toBeSigned, privateKey)))
}
