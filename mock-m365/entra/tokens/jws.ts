/** Parser of signed tokens: three parts of base64url, each in its only valid spelling. RFC 7515 §2, §7.1 */
import type { Entity } from '../../base.ts'

export interface Jws {
  readonly header: Entity
  readonly claims: Entity
  /** The text that is signed. */
  readonly input: string
  readonly signature: Buffer
}

/**
 * Undefined for invalid text: junk in a part, padding, unused bits that are set, JSON that is not an object.
 */
export function readJws(token: string): Jws | undefined {
  const [header, payload, signature, ...rest] = token.split('.')
  if (!header || !payload || !signature || rest.length > 0) return undefined
  const [headerBytes, payloadBytes, signatureBytes] = [header, payload, signature].map(bytesOf)
  if (!headerBytes || !payloadBytes || !signatureBytes) return undefined
  const [read, claims] = [objectIn(headerBytes), objectIn(payloadBytes)]
  if (!read || !claims) return undefined
  return { header: read, claims, input: `${header}.${payload}`, signature: signatureBytes }
}

/** Node's decoder skips unknown characters, and would accept many texts for the same bytes. */
function bytesOf(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

function objectIn(bytes: Buffer): Entity | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Entity)
      : undefined
  } catch {
    return undefined
  }
}
