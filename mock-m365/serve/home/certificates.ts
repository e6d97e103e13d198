/**
 * The local certificate authority, and certificates made on demand for the name that a client requests.
 * Written by hand on node:crypto: libraries for it have 2 to 9 MB, for one signed structure (RFC 5280).
 */

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import QuickLRU from 'quick-lru'
import {
  bits,
  boolean,
  type Der,
  integer,
  octets,
  oid,
  pem,
  sequence,
  set,
  tagged,
  taggedBytes,
  time,
  utf8,
} from '../../der.ts'
import { DAY_MS } from '../../times.ts'
import { MICROSOFT_DOMAINS } from '../hosts.ts'

export interface Authority {
  readonly certificatePem: string
  readonly privateKey: KeyObject
}

/** What a TLS server needs: the context for a name, and the default for clients that send no name. */
export interface Certificates {
  readonly fallback: Leaf
  contextFor(serverName: string): SecureContext
}

export interface Leaf {
  readonly key: string
  /** The leaf and its authority, PEM. */
  readonly cert: string
}

const VALID_DAYS = 365
/** Contexts kept at once; for more names than this, a context is made again in 0.3 ms. */
const CONTEXTS_MAX = 64
const COMMON_NAME = 'casproof local CA'

/** The only names for which this authority is valid: trusting it is safe for other sites. */
const PERMITTED_DOMAINS = [...MICROSOFT_DOMAINS, 'localhost']
/** Address and mask: 127.0.0.0/8, and only ::1. */
const PERMITTED_ADDRESSES = [
  [127, 0, 0, 0, 255, 0, 0, 0],
  [...ipv6Loopback(), ...Array<number>(16).fill(255)],
]
const LOOPBACK_ADDRESSES = [[127, 0, 0, 1], ipv6Loopback()]

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const

const CERT_SIGN_AND_CRL_SIGN = bits(Buffer.from([0b0000_0110]), 1)
const DIGITAL_SIGNATURE = bits(Buffer.from([0b1000_0000]), 7)

/**
 * A new authority, valid for a year, from a day ago since clocks differ.
 * @param now milliseconds since the epoch
 * @param scope `any name` for an authority that is only trusted inside this process
 */
export function makeAuthority(now: number, scope: 'own names' | 'any name' = 'own names'): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const permitted = [
    ...PERMITTED_DOMAINS.map((domain) => sequence(dnsName(domain))),
    ...PERMITTED_ADDRESSES.map((address) => sequence(ipAddress(address))),
  ]
  const der = certificate({
    subject: COMMON_NAME,
    publicKey,
    from: now - DAY_MS,
    to: now + VALID_DAYS * DAY_MS,
    issuerKey: privateKey,
    extensions: [
      extension(OID.basicConstraints, sequence(boolean(true), integer(Buffer.from([0]))), 'critical'),
      extension(OID.keyUsage, CERT_SIGN_AND_CRL_SIGN, 'critical'),
      ...(scope === 'any name'
        ? []
        : [extension(OID.nameConstraints, sequence(tagged(0, ...permitted)), 'critical')]),
    ],
  })
  return { certificatePem: pem('CERTIFICATE', der), privateKey }
}

/** @throws Error where the texts are not a certificate and its key, or expire within a day of `now` */
export function authorityFrom(certificatePem: string, keyPem: string, now: number): Authority {
  const parsed = new X509Certificate(certificatePem)
  const privateKey = createPrivateKey(keyPem)
  if (!parsed.ca || !parsed.checkPrivateKey(privateKey))
    throw new Error('certificate and key do not belong together')
  if (parsed.validToDate.getTime() < now + DAY_MS) throw new Error('the certificate has expired')
  if (parsed.validFromDate.getTime() > now) throw new Error('the certificate is not valid yet')
  return { certificatePem: parsed.toString(), privateKey }
}

/**
 * A certificate for one DNS name, or for loopback where none is given. The common name is always `localhost`:
 * without a DNS name, OpenSSL checks the common name against the name constraints, and an address would
 * violate them.
 */
export function makeLeaf(authority: Authority, name: string | undefined, now: number): Leaf {
  const loopback = [dnsName('localhost'), ...LOOPBACK_ADDRESSES.map(ipAddress)]
  return leafFor(authority, name === undefined ? loopback : [dnsName(name)], [OID.serverAuth], now)
}

/** A certificate for a mail server, for receiving and sending, with all its names and IPv4 addresses. */
export function makeMailLeaf(authority: Authority, names: readonly string[], now: number): Leaf {
  return leafFor(authority, names.map(dnsNameOrAddress), [OID.serverAuth, OID.clientAuth], now)
}

function leafFor(
  authority: Authority,
  names: readonly Der[],
  purposes: readonly string[],
  now: number,
): Leaf {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = certificate({
    subject: 'localhost',
    publicKey,
    from: now - DAY_MS,
    to: now + VALID_DAYS * DAY_MS,
    issuerKey: authority.privateKey,
    extensions: [
      extension(OID.basicConstraints, sequence(), 'critical'),
      extension(OID.keyUsage, DIGITAL_SIGNATURE, 'critical'),
      extension(OID.extKeyUsage, sequence(...purposes.map(oid))),
      extension(OID.subjectAltName, sequence(...names)),
    ],
  })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { key, cert: pem('CERTIFICATE', der) + authority.certificatePem }
}

/** Certificates by the name that the client requests (SNI), made at the first request and kept for a day. */
export function certificatesOf(authority: Authority, now: () => number): Certificates {
  const made = new QuickLRU<string, { context: SecureContext; until: number }>({ maxSize: CONTEXTS_MAX })
  return {
    fallback: makeLeaf(authority, undefined, now()),
    contextFor(serverName) {
      const name = permittedName(serverName)
      const known = made.get(name ?? '')
      if (known && known.until > now()) return known.context
      const context = createSecureContext(makeLeaf(authority, name, now()))
      made.set(name ?? '', { context, until: now() + DAY_MS })
      return context
    },
  }
}

/** The name if this authority is valid for it; other names get the loopback certificate. */
function permittedName(serverName: string): string | undefined {
  const name = serverName.toLowerCase()
  const known = PERMITTED_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`))
  return known && name !== 'localhost' && /^[a-z0-9.-]{1,253}$/.test(name) ? name : undefined
}

interface Subject {
  readonly subject: string
  readonly publicKey: KeyObject
  /** Validity, in milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  readonly issuerKey: KeyObject
  readonly extensions: readonly Der[]
}

/** RFC 5280 §4.1: the version 3 structure, signed with ECDSA over SHA-256. */
function certificate({ subject, publicKey, from, to, issuerKey, extensions }: Subject): Der {
  const algorithm = sequence(oid(OID.ecdsaWithSha256))
  // A serial number is positive and at most 20 bytes: clearing the top bit and setting the next ensures it.
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    nameOf(COMMON_NAME),
    sequence(time(from), time(to)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        ...extensions,
        extension(OID.subjectKeyIdentifier, octets(keyIdentifier(publicKey))),
        extension(
          OID.authorityKeyIdentifier,
          sequence(taggedBytes(0, keyIdentifier(createPublicKey(issuerKey)))),
        ),
      ),
    ),
  )
  return sequence(toBeSigned, algorithm, bits(sign('sha256', toBeSigned, issuerKey)))
}

const nameOf = (commonName: string): Der => sequence(set(sequence(oid(OID.commonName), utf8(commonName))))

function extension(id: string, value: Der, critical?: 'critical'): Der {
  return critical ? sequence(oid(id), boolean(true), octets(value)) : sequence(oid(id), octets(value))
}

/** Any fingerprint of the key is allowed (RFC 7093); certificates only compare it. */
function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20)
}

const dnsName = (name: string): Der => taggedBytes(2, Buffer.from(name, 'ascii'))

const dnsNameOrAddress = (name: string): Der =>
  /^\d+(?:\.\d+){3}$/.test(name) ? ipAddress(name.split('.').map(Number)) : dnsName(name)

function ipAddress(bytes: readonly number[]): Der {
  return taggedBytes(7, Buffer.from(bytes))
}

function ipv6Loopback(): number[] {
  return [...Array<number>(15).fill(0), 1]
}
