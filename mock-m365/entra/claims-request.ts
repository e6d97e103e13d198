/** The `claims` parameter: which claims the client wants beyond the usual ones, and what it says of itself. */
import type { Entity } from '../base.ts'
import { recordOf, text } from './directory.ts'
import { requestMalformed } from './refusals.ts'

const CLAIMS_MAX = 8192
const VALUES_MAX = 16

export interface ClaimsAsked {
  /** What the client can do, as it says: `CP1`, that it answers claims challenges. */
  readonly capabilities: readonly string[]
  /** Names asked for in the id token. */
  readonly idToken: ReadonlySet<string>
}

const NOTHING: ClaimsAsked = { capabilities: [], idToken: new Set() }

/**
 * A challenge's `nbf` needs no looking at: every token is made when it is asked for.
 * https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter @throws EntraError 9002313
 */
export function claimsAsked(parameters: URLSearchParams): ClaimsAsked {
  const sent = parameters.get('claims')
  if (!sent) return NOTHING
  const asked = parsed(sent)
  const { values, value } = recordOf(recordOf(asked.access_token).xms_cc)
  const listed = Array.isArray(values) ? values.slice(0, VALUES_MAX) : [value]
  return {
    capabilities: listed.map(text).filter((one) => /^[\w-]{1,32}$/.test(one)),
    idToken: new Set(Object.keys(recordOf(asked.id_token))),
  }
}

/** Whether a client answers claims challenges, by what it says it can. */
export const answersChallenges = (capabilities: readonly string[]): boolean =>
  capabilities.some((one) => one.toLowerCase() === 'cp1')

function parsed(sent: string): Entity {
  if (sent.length > CLAIMS_MAX) throw requestMalformed()
  try {
    const value: unknown = JSON.parse(sent)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw requestMalformed()
    return recordOf(value)
  } catch {
    throw requestMalformed()
  }
}
