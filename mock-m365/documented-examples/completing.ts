/** What a page leaves for the reader to put in: placeholders by the name of their property, and keys that it cuts short. */
import { type KeyObject, sign } from 'node:crypto'
import type { Entity } from '../base.ts'
import { testCertificate } from '../entra/testing/certificate.ts'

/** `subject-value`, `base64-contentBytes-value`, `string`, or nothing. */
export const isPlaceholder = (value: unknown): boolean =>
  typeof value === 'string' && (value === '' || /-value$|^string$/i.test(value))

/** Values that a service takes, for properties whose placeholder it would refuse. */
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
let made: { readonly key: string; readonly privateKey: KeyObject } | undefined

/** One certificate for all examples: keys are dear to make. */
export function exampleCertificate(): { readonly key: string; readonly privateKey: KeyObject } {
  if (!made) {
    const { key, privateKey } = testCertificate(Date.UTC(2015, 0), Date.UTC(2015, 0) + 3 * YEARS_MS)
    made = { key, privateKey }
  }
  return made
}

/** The proof that its holder has a key. https://learn.microsoft.com/graph/application-rollkey-prooftoken */
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
