/**
 * Delta tokens: opaque to callers, read as hostile. A token holds the round's position in the change log, and
 * what was asked.
 */
import { hash32 } from '../../seeded-ids.ts'
import { deltaTokenBad } from '../wire/errors.ts'

export interface DeltaToken {
  /** Path of the list: a token of one list serves no other. */
  readonly segment: string
  /** Position of the change log from which changes are told; -1 for a first round, which tells everything. */
  readonly from: number
  /** Position up to which this round tells. */
  readonly to: number
  /** Rows of this round before the next page. */
  readonly offset: number
  /** Time of issue, in milliseconds since the epoch. */
  readonly at: number
  /** Properties and relations asked for; undefined for the default ones. */
  readonly select: readonly string[] | undefined
  /** Lower-case ids asked for; undefined for all. */
  readonly ids: readonly string[] | undefined
}

const LENGTH_MAX = 12_000

export function textOfToken(token: DeltaToken, tenantId: string): string {
  const { segment, from, to, offset, at, select, ids } = token
  const inside = JSON.stringify([segment, from, to, offset, at, select ?? null, ids ?? null])
  return Buffer.from(`${hash32(tenantId + inside).toString(36)}${inside}`).toString('base64url')
}

/** @throws GraphError 400 for a token that was not issued for this list of this tenant */
export function tokenOf(text: string, segment: string, tenantId: string): DeltaToken {
  const token = text.length > LENGTH_MAX ? undefined : parsed(Buffer.from(text, 'base64url').toString())
  // The token, written again, must be the same text: so no other spelling and no changed part is accepted.
  if (!token || token.segment !== segment || textOfToken(token, tenantId) !== text) throw deltaTokenBad()
  return token
}

function parsed(text: string): DeltaToken | undefined {
  const start = text.indexOf('[')
  let read: unknown
  try {
    read = JSON.parse(text.slice(Math.max(0, start)))
  } catch {
    return undefined
  }
  if (!Array.isArray(read)) return undefined
  const [segment, from, to, offset, at, select, ids] = read
  const isToken =
    typeof segment === 'string' &&
    [from, to, offset, at].every(Number.isSafeInteger) &&
    from >= -1 &&
    to >= from &&
    offset >= 0 &&
    isNames(select) &&
    isNames(ids)
  return isToken
    ? { segment, from, to, offset, at, select: select ?? undefined, ids: ids ?? undefined }
    : undefined
}

const isNames = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.every((one) => typeof one === 'string'))
