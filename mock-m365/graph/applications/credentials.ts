/** Secrets and certificates of applications and service principals: written once, and never shown again. */
import { verify, X509Certificate } from 'node:crypto'
import type { Entity } from '../../base.ts'
import type { Ids } from '../../ports.ts'
import {
  credentialUnknown,
  keyInvalid,
  passwordNotByAction,
  proofInvalid,
  valueInvalid,
} from '../wire/errors.ts'

/**
 * https://learn.microsoft.com/graph/api/application-addpassword — two years where the caller names no end
 * (documented).
 */
const PASSWORD_LIFE_MS = 2 * 365 * 24 * 3600 * 1000
const PROOF_AUDIENCE = '00000002-0000-0000-c000-000000000000'
/** https://learn.microsoft.com/graph/application-rollkey-prooftoken — how long a proof may live (documented). */
const PROOF_LIFE_SECONDS = 600
const NAME_MAX = 120

/** The list under that name, as it is stored. */
export const credentialsOf = (entity: Entity, property: string): readonly Entity[] => {
  const list = entity[property]
  return Array.isArray(list) ? list : []
}

/**
 * A new secret with its text. No other answer shows the text. @param asked the caller's `passwordCredential`
 */
export function newPassword(asked: unknown, ids: Ids, at: number): Entity {
  const { displayName = null, startDateTime, endDateTime } = record(asked)
  if (displayName !== null && !isText(displayName, NAME_MAX))
    throw valueInvalid('displayName', 'PasswordCredential')
  const start = timeOr(startDateTime, at)
  const end = timeOr(endDateTime, start + PASSWORD_LIFE_MS)
  if (!(end > start)) throw valueInvalid('endDateTime', 'PasswordCredential')
  const secretText = secretFrom(ids)
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime: timeText(end),
    hint: secretText.slice(0, 3),
    keyId: ids.uuid(),
    secretText,
    startDateTime: timeText(start),
  }
}

/** Forty characters with the mark that secret scanners look for (inferred); the rest comes from the seed. */
function secretFrom(ids: Ids): string {
  const letters = Buffer.from(`${ids.uuid()}${ids.uuid()}`.replaceAll('-', ''), 'hex').toString('base64url')
  return `${letters.slice(0, 3)}8Q~${letters.slice(3, 37)}`
}

/** A certificate to verify assertions with. @throws GraphError 400 for a value that is not a certificate */
export function newKey(asked: unknown, ids: Ids): Entity {
  const { key, type, usage, displayName, keyId, customKeyIdentifier } = record(asked)
  const certificate = certificateIn(key)
  if (!certificate) throw keyInvalid()
  if (type !== 'AsymmetricX509Cert') throw valueInvalid('type', 'KeyCredential')
  if (usage !== 'Verify') throw valueInvalid('usage', 'KeyCredential')
  return {
    customKeyIdentifier: isText(customKeyIdentifier, 64)
      ? customKeyIdentifier
      : Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex').toString('base64'),
    displayName: isText(displayName, NAME_MAX) ? displayName : certificate.subject.replaceAll('\n', ', '),
    endDateTime: timeText(Date.parse(certificate.validTo)),
    key: certificate.raw.toString('base64'),
    keyId: isGuid(keyId) ? keyId.toLowerCase() : ids.uuid(),
    startDateTime: timeText(Date.parse(certificate.validFrom)),
    type,
    usage,
  }
}

/** The keys of a PATCH or POST body: known keys by their id, without their value, and new keys. */
export function keysAfter(sent: unknown, before: readonly Entity[], ids: Ids): Entity[] {
  if (!Array.isArray(sent)) return []
  return sent.map((one) => {
    const { key, keyId } = record(one)
    const known = before.find((stored) => stored.keyId === keyId)
    return known && (key === null || key === undefined) ? known : newKey(one, ids)
  })
}

/**
 * Secrets are made by addPassword, or together with their application. A PATCH can only remove some
 * (observed).
 */
export function passwordsAfter(sent: unknown, before: readonly Entity[]): Entity[] {
  if (!Array.isArray(sent)) return []
  return sent.map((one) => {
    const known = before.find(({ keyId }) => keyId === record(one).keyId)
    if (!known) throw passwordNotByAction()
    return known
  })
}

/** @throws GraphError 400 where no credential has that id */
export function without(list: readonly Entity[], kind: 'password' | 'key', keyId: unknown): Entity[] {
  const wanted = String(keyId).toLowerCase()
  const left = list.filter((one) => one.keyId !== wanted)
  if (left.length === list.length) throw credentialUnknown(kind, wanted)
  return left
}

/**
 * A proof is a token that the caller signs with a registered key.
 * https://learn.microsoft.com/graph/application-rollkey-prooftoken — the refusals' text is inferred.
 */
export function checkProof(proof: unknown, { id }: Entity, keys: readonly Entity[], at: number): void {
  const [head, body, signature, ...rest] = typeof proof === 'string' ? proof.split('.') : []
  if (!head || !body || !signature || rest.length > 0) throw proofInvalid()
  const { aud, iss, nbf, exp } = record(jsonIn(body))
  const second = at / 1000
  const isTimely =
    typeof exp === 'number' &&
    typeof nbf === 'number' &&
    nbf <= second &&
    second < exp &&
    exp - nbf <= PROOF_LIFE_SECONDS
  if (aud !== PROOF_AUDIENCE || iss !== id || !isTimely || record(jsonIn(head)).alg !== 'RS256')
    throw proofInvalid()
  const signed = Buffer.from(`${head}.${body}`)
  const bytes = Buffer.from(signature, 'base64url')
  const isSigned = keys.some(({ key }) => {
    const certificate = certificateIn(key)
    return certificate?.publicKey.asymmetricKeyType === 'rsa'
      ? verify('sha256', signed, certificate.publicKey, bytes)
      : false
  })
  if (!isSigned) throw proofInvalid()
}

function certificateIn(key: unknown): X509Certificate | undefined {
  if (!isText(key, 16_384)) return undefined
  try {
    return new X509Certificate(Buffer.from(key, 'base64'))
  } catch {
    return undefined
  }
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return undefined
  }
}

function timeOr(value: unknown, otherwise: number): number {
  if (value === undefined || value === null) return otherwise
  const time = typeof value === 'string' && value.length < 64 ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) throw valueInvalid('startDateTime', 'PasswordCredential')
  return time
}

/** Whole seconds have no fraction, as .NET writes them (observed). */
const timeText = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.length <= max
const isGuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)

/** The own properties of an object; none for other values. */
export const record = (value: unknown): Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
