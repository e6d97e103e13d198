/** Makes a request from a printed example: placeholders become ids, spaces are encoded. */

import { isObject } from '../graph/wire/body.ts'
import { completed } from './completing.ts'
import { type DocumentedExample, record } from './documented-example.ts'
import type { Stage } from './stage.ts'

export const TENANT_ID = '84841066-274d-4ec0-a5c1-276be684bdd3'
export const DOMAIN = 'contoso.com'

export interface Asked {
  readonly method: string
  /** The path from the version on: `/groups/3f…/members`. */
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  /** Undefined without a body. */
  readonly body: unknown
  /** Object id of the signed-in user, for pages with `/me`. */
  readonly callerId: string
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const isGuid = (value: unknown): value is string => typeof value === 'string' && GUID.test(value)

export function askedBy({ method, target, headers, body, answer }: DocumentedExample, stage: Stage): Asked {
  const [whole = '', query = ''] = target.split(/\?(.*)/s)
  const printed = whole.replace(/(?<=.)\/$/, '')
  const { id } = record(answer)
  const isSelf = /^\/me\/?$/i.test(printed)
  const { action, principalId } = record(body)
  const isOwnRole = /^self/i.test(String(action)) && isGuid(principalId)
  const holder = /filterbycurrentuser/i.test(printed) ? holderIn(answer) : undefined
  const callerId = holder ?? (isSelf && isGuid(id) ? id : isOwnRole ? principalId : stage.uuid())
  const path = bound(printed, id, stage)
  const sent = body === undefined ? undefined : filled(body, stage)
  return {
    method,
    path,
    query: encoded(query, stage),
    headers: {
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...kept(headers),
    },
    body: sent,
    callerId,
  }
}

/** Principal on pages that show the caller's own roles. */
function holderIn(answer: unknown): string | undefined {
  const { value } = record(answer)
  const { principalId } = record(Array.isArray(value) ? value[0] : undefined)
  return isGuid(principalId) ? principalId : undefined
}

/** Placeholders that do not mean an object id. */
const PLACES: Readonly<Record<string, string>> = {
  '{domain-name}': DOMAIN,
}
/** Ids of objects that always exist, by the segment before. */
const BELOW: Readonly<Record<string, string>> = {
  rules: 'Expiration_Admin_Eligibility',
  domains: DOMAIN,
  organization: TENANT_ID,
}

function bound(printed: string, answered: unknown, stage: Stage): string {
  const parts = printed.split(/\/(?![^{]*\})/)
  const last = parts.length - 1
  return parts
    .map((part, at) => {
      if (!part.startsWith('{')) return part.replaceAll("'/", '/')
      if (at === last && typeof answered === 'string' && !answered.includes('/')) return answered
      return PLACES[part] ?? BELOW[parts[at - 1] ?? ''] ?? stage.uuid()
    })
    .join('/')
}

/** Replaces `{id}` by ids, and placeholders in bodies by values. */
function filled(value: unknown, stage: Stage, name = ''): unknown {
  const uuid = () => stage.uuid()
  if (typeof value === 'string') return completed(name, value.replace(/\{[\w -]{1,40}\}/g, uuid), uuid)
  if (Array.isArray(value)) return value.map((one) => filled(one, stage, name))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, filled(one, stage, inner)]))
}

/** Encodes the path as a browser does: pages print spaces, quotes and placeholders unencoded. */
const encoded = (query: string, stage: Stage): string =>
  query
    .replace(/\{[\w -]{1,40}\}/g, () => stage.uuid())
    .replaceAll(' ', '%20')
    .replaceAll('"', '%22')

/** Tokens and page sizes are not comparable. */
const kept = ({
  authorization: _,
  'content-length': __,
  ...headers
}: Readonly<Record<string, string>>): Readonly<Record<string, string>> => headers
