/**
 * Proof by certificate: a JWT that the application signs with a key whose certificate is registered.
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 * The same `jti` is accepted again: MSAL uses one assertion for ten minutes, and it works (inferred).
 */
import { constants, createHash, type KeyObject, verify, X509Certificate } from 'node:crypto'
import type { Entity } from '../../base.ts'
import type { Arrival } from '../../wire.ts'
import { recordsIn, text } from '../directory/directory.ts'
import type { Realm, Registration } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import { isFederated, refuseFederated } from './federation.ts'
import { type Jws, readJws } from './jws.ts'

/** Clocks may differ by this much (inferred). */
const SKEW_MS = 5 * 60_000
const ASSERTION_MAX = 16_384

interface Certificate {
  readonly publicKey: KeyObject
  readonly sha1: Buffer
  readonly sha256: Buffer
  readonly credential: Entity
}

/** The client that the assertion must prove. */
interface Claimant {
  readonly realm: Realm
  readonly registration: Registration
  /** Objects with certificates. */
  readonly holders: readonly Entity[]
}

/** @throws EntraError 50027, 700021, 700023, 700024, 700027 */
export function checkAssertion(
  entra: Entra,
  arrival: Arrival,
  { realm, registration, holders }: Claimant,
  assertion: string,
): void {
  const jwt = assertion.length > ASSERTION_MAX ? undefined : readJws(assertion)
  if (!jwt) throw refuse.assertionMalformed()
  if (isFederated(jwt.claims)) refuseFederated(registration, jwt.claims)
  const { appId } = registration
  checkSignature(jwt, holders, arrival.at)
  const { iss, sub, aud } = jwt.claims
  if (text(iss).toLowerCase() !== appId || text(sub).toLowerCase() !== appId)
    throw refuse.assertionNotOfClient()
  if (!isAudience(entra, arrival, realm, text(aud))) throw refuse.assertionAudience()
  checkTime(jwt.claims, arrival.at)
}

/** The two algorithms that the page names; others match no key. */
const PADDINGS: ReadonlyMap<unknown, number> = new Map([
  ['RS256', constants.RSA_PKCS1_PADDING],
  ['PS256', constants.RSA_PKCS1_PSS_PADDING],
])

/** The header names the certificate by SHA-1 (`x5t`) or SHA-256 (`x5t#S256`) of its DER. */
function checkSignature({ header, input, signature }: Jws, holders: readonly Entity[], at: number): void {
  const padding = PADDINGS.get(header.alg)
  if (padding === undefined) throw refuse.assertionMalformed()
  const sha256 = Buffer.from(text(header['x5t#S256']), 'base64url')
  const sha1 = Buffer.from(text(header.x5t) || text(header.kid), 'base64url')
  const named = sha256.length > 0 ? sha256 : sha1
  const thumbprint = named.toString('hex').toUpperCase()
  const certificate = holders
    .flatMap(certificatesOf)
    .find((one) => one.sha1.equals(named) || one.sha256.equals(named))
  if (!certificate) throw refuse.assertionUnverified({ reason: 'The key was not found.', thumbprint })
  const { startDateTime, endDateTime } = certificate.credential
  if (Date.parse(text(endDateTime)) <= at || Date.parse(text(startDateTime)) > at)
    throw refuse.assertionUnverified({
      reason: `The key used is expired., Found key 'Start=${text(startDateTime)}, End=${text(endDateTime)}'`,
      thumbprint,
    })
  const key = { key: certificate.publicKey, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  if (!verified(input, key, signature))
    throw refuse.assertionUnverified({
      reason: 'The key was found, but use of the key to verify the signature failed.',
      thumbprint,
    })
}

function verified(input: string, key: Parameters<typeof verify>[2], signature: Buffer): boolean {
  try {
    return verify('sha256', Buffer.from(input), key, signature)
  } catch {
    return false
  }
}

const parsed = new WeakMap<Entity, Certificate[]>()

/**
 * Registered certificates that can be parsed: base64 of DER or of PEM. Parsed once for each state of an
 * object.
 */
function certificatesOf(holder: Entity): Certificate[] {
  const before = parsed.get(holder)
  if (before) return before
  const made = recordsIn(holder.keyCredentials).flatMap((credential) => {
    try {
      const { raw, publicKey } = new X509Certificate(Buffer.from(text(credential.key), 'base64'))
      const digest = (name: string) => createHash(name).update(raw).digest()
      return [{ publicKey, sha1: digest('sha1'), sha256: digest('sha256'), credential }]
    } catch {
      return []
    }
  })
  parsed.set(holder, made)
  return made
}

/** The token endpoint or the issuer, under any name of the tenant and any host of the service (inferred). */
function isAudience(entra: Entra, { origin }: Arrival, realm: Realm, audience: string): boolean {
  if (!URL.canParse(audience)) return false
  const url = new URL(audience)
  if (url.origin !== origin && !HOSTS.has(url.hostname)) return false
  const [, name = '', ...rest] = url.pathname.split('/')
  if (!PATHS.has(rest.join('/').toLowerCase())) return false
  if (name.toLowerCase() === realm.name.toLowerCase() || /^(common|organizations)$/i.test(name)) return true
  return realm.tenant !== undefined && entra.tenantNamed(name)?.id === realm.tenant.id
}

const HOSTS = new Set([
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net',
])
const PATHS = new Set(['', 'v2.0', 'oauth2/token', 'oauth2/v2.0/token'])

function checkTime({ nbf, exp }: Entity, at: number): void {
  const from = typeof nbf === 'number' ? nbf * 1000 : 0
  const to = typeof exp === 'number' ? exp * 1000 : 0
  if (at + SKEW_MS < from || at - SKEW_MS >= to) throw refuse.assertionOutOfTime({ at, from, to })
}
