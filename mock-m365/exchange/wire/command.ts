/**
 * The body of an InvokeCommand request, in the forms in which the module and published scripts send it: parameters by
 * name, hashtables tagged `#Exchange.GenericHashTable`, bytes tagged `#Exchange.ByteArrayType`.
 */
import type { Arrival } from '../../wire.ts'
import { CmdletError, malformedRequest } from '../errors.ts'

const BODY_CHARACTERS_MAX = 1024 * 1024
const DEPTH_MAX = 24

export interface Command {
  readonly cmdletName: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** Status of a refusal before any cmdlet is searched. */
export type Unread = 413 | 415 | CmdletError

/** The cmdlet that a request names, or why it does not name one. */
export function readCommand({ headers, body }: Pick<Arrival, 'headers' | 'body'>): Command | Unread {
  if (body.length > BODY_CHARACTERS_MAX) return 413
  if (!saysJson(headers['content-type'])) return 415
  try {
    return commandIn(parsedBody(body))
  } catch (error) {
    if (error instanceof CmdletError) return error
    throw error
  }
}

/** Without a type, or with `fetch`'s default text/plain, a body counts as JSON (inferred). */
export const saysJson = (contentType = 'application/json'): boolean =>
  /^\s*(?:application\/json|text\/json|text\/plain)\b/i.test(contentType)

/** @throws CmdletError for text that is not JSON, or is nested too deep */
export function parsedBody(body: string): unknown {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw malformedRequest('The request body is not valid JSON.')
  }
  checkInside(parsed, DEPTH_MAX)
  return parsed
}

function commandIn(parsed: unknown): Command {
  const input = isRecord(parsed) ? parsed.CmdletInput : undefined
  const { CmdletName: cmdletName, Parameters: parameters = {} } = isRecord(input) ? input : {}
  if (typeof cmdletName !== 'string')
    throw malformedRequest('The request body names no cmdlet: CmdletInput.CmdletName.')
  if (parameters !== null && !isRecord(parameters))
    throw malformedRequest('CmdletInput.Parameters is not an object.')
  return { cmdletName, parameters: parameters ?? {} }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** @throws CmdletError for values that are invalid for every cmdlet */
function checkInside(value: unknown, levels: number): void {
  if (typeof value !== 'object' || value === null) return
  if (levels === 0) throw malformedRequest(`The request body nests deeper than ${DEPTH_MAX} levels.`)
  if (!Array.isArray(value)) checkBytes(value)
  for (const one of Object.values(value)) checkInside(one, levels - 1)
}

function checkBytes(value: object): void {
  const type = '@odata.type' in value ? value['@odata.type'] : undefined
  if (typeof type !== 'string' || !/^#?Exchange\.ByteArrayType$/i.test(type)) return
  if (!('Data' in value) || typeof value.Data !== 'string' || !BASE64.test(value.Data))
    throw malformedRequest('Exchange.ByteArrayType has no Data in base64.')
}
