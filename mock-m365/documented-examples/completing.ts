/** Values for what a page leaves open: placeholders by the name of their property, and shortened keys. */
import { type KeyObject, sign } from 'node:crypto'
import type { Entity } from '../base.ts'
import { testCertificate } from '../entra/testing/certificate.ts'

/** `subject-value`, `base64-contentBytes-value`, `string`, or nothing. */
export const isPlaceholder = (value: unknown): boolean =>
  typeof value === 'string' && (value === '' || /-value$|^string$/i.test(value))

/** Valid values for properties whose placeholder the service would refuse. */
const BY_NAME: Readonly<Record<string, (uuid: () => string) => string>> = {
  contentBytes: () => 'aGVsbG8=',
  contentType: () => 'text',
  destinationId: () => 'deleteditems',
  groupIds: (uuid) => uuid(),
  onBehalfOfUserId: (uuid) => uuid(),
}

/** @param name property that has the value, or that lists it */
export const completed = (name: string, value: string, uuid: () => string): string =>
  isPlaceholder(value) && Object.hasOwn(BY_NAME, name) ? (BY_NAME[name]?.(uuid) ?? value) : value

const YEARS_MS = 10 * 365 * 24 * 3600_000
const PROOF_SECONDS = 600
let keyPair: { readonly key: string; readonly privateKey: KeyObject } | undefined

/** One certificate for all examples: making keys is slow. */
export function exampleCertificate(): { readonly key: string; readonly privateKey: KeyObject } {
  if (!keyPair) {
    const { key, privateKey } = testCertificate(Date.UTC(2015, 0), Date.UTC(2015, 0) + 3 * YEARS_MS)
    keyPair = { key, privateKey }
  }
  return keyPair
}

/** The proof of possession of a key. https://learn.microsoft.com/graph/application-rollkey-prooftoken */
export function proofOf(issuer: string, at: number): string {
  const second = Math.floor(at / 1000)
  const claims: Entity = {
    aud: '00000002-0000-0000-c000-000000000000',
    iss: issuer,
    nbf: second,
    exp: second + PROOF_SECONDS,
  }
  const part = (value: Entity) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), exampleCertificate().privateKey).toString('base64url')}`
}
