/** The `claims` parameter: additional claims that the client requests, and the client's capabilities. */
import type { Entity } from '../../base.ts'
import { recordOf, text } from '../directory/directory.ts'
import { refuse } from '../refusals/index.ts'

const CLAIMS_MAX = 8192
const VALUES_MAX = 16

export interface ClaimsAsked {
  /** Capabilities that the client declares: `CP1` means that it answers claims challenges. */
  readonly capabilities: readonly string[]
  /** Claims requested in the id token. */
  readonly idToken: ReadonlySet<string>
  /** Authentication contexts: `c1`. https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context */
  readonly contexts: readonly string[]
  /** Whether a second factor is requested: `amr` with the value `mfa`. */
  readonly factor: boolean
}

const NOTHING: ClaimsAsked = { capabilities: [], idToken: new Set(), contexts: [], factor: false }

/**
 * A challenge's `nbf` is ignored: every token is made at its request.
 * https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter @throws EntraError 9002313
 */
export function claimsAsked(parameters: URLSearchParams): ClaimsAsked {
  const sent = parameters.get('claims')
  // The older way to request it is a separate parameter (observed).
  const factor = parameters.get('amr_values')?.split(' ').some(isFactor) ?? false
  if (!sent) return factor ? { ...NOTHING, factor } : NOTHING
  const asked = parsed(sent)
  const [access, identity] = [recordOf(asked.access_token), recordOf(asked.id_token)]
  const both = (name: string) => [...valuesOf(access[name]), ...valuesOf(identity[name])]
  return {
    capabilities: valuesOf(access.xms_cc).filter((one) => /^[\w-]{1,32}$/.test(one)),
    idToken: new Set(Object.keys(identity)),
    contexts: [...new Set(both('acrs'))].filter((one) => /^c[1-9]\d?$/.test(one)),
    factor: factor || both('amr').some(isFactor),
  }
}

const NO_VALUES: readonly string[] = []

/** A claim's one value or several. */
function valuesOf(claim: unknown): readonly string[] {
  if (claim === undefined) return NO_VALUES
  const { values, value } = recordOf(claim)
  return (Array.isArray(values) ? values.slice(0, VALUES_MAX) : [value]).map(text)
}

/** The second value requests it again; the two are treated alike. */
const isFactor = (value: string): boolean => value === 'mfa' || value === 'ngcmfa'

/** Whether a client answers claims challenges, by what it says it can. */
export const answersChallenges = (capabilities: readonly string[]): boolean =>
  capabilities.some((one) => one.toLowerCase() === 'cp1')

function parsed(sent: string): Entity {
  if (sent.length > CLAIMS_MAX) throw refuse.requestMalformed()
  try {
    const value: unknown = JSON.parse(sent)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse.requestMalformed()
    return recordOf(value)
  } catch {
    throw refuse.requestMalformed()
  }
}
