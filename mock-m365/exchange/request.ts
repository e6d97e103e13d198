/** Reads an InvokeCommand request: where it points, which cmdlet it names, and which page it asks for. */
import { hash32 } from '../seeded-ids.ts'
import type { Arrival } from '../wire.ts'
import { type CmdletError, malformedRequest, pageExpired } from './errors.ts'

const BODY_CHARACTERS_MAX = 1024 * 1024
const DEPTH_MAX = 24

export interface Command {
  readonly cmdletName: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** The cmdlet that a body names, or why it names none. */
export function readCommand(body: string): Command | CmdletError | 'too large' {
  if (body.length > BODY_CHARACTERS_MAX) return 'too large'
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return malformedRequest('The request body is not valid JSON.')
  }
  if (!isWithin(parsed, DEPTH_MAX))
    return malformedRequest(`The request body nests deeper than ${DEPTH_MAX} levels.`)
  const input = isRecord(parsed) ? parsed.CmdletInput : undefined
  const { CmdletName: cmdletName, Parameters: parameters = {} } = isRecord(input) ? input : {}
  if (typeof cmdletName !== 'string')
    return malformedRequest('The request body names no cmdlet: CmdletInput.CmdletName.')
  if (parameters !== null && !isRecord(parameters))
    return malformedRequest('CmdletInput.Parameters is not an object.')
  return { cmdletName, parameters: parameters ?? {} }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  for (const one of Object.values(value)) if (!isWithin(one, levels - 1)) return false
  return true
}

export type Target = { readonly tenantName: string } | { readonly refusal: 404 | 405 }

/** `POST /adminapi/beta/{tenant}/InvokeCommand`; every other operation of the endpoint is not emulated. */
export function targetOf({ method, path }: Arrival): Target {
  const [, adminapi = '', version = '', tenantName = '', operation = '', ...rest] = path.split('/')
  const known = adminapi.toLowerCase() === 'adminapi' && operation.toLowerCase() === 'invokecommand'
  if (!known || tenantName === '' || rest.length > (rest[0] === '' ? 1 : 0)) return { refusal: 404 }
  if (version.toLowerCase() !== 'beta' || method !== 'POST') return { refusal: 405 }
  return { tenantName: tenantName.includes('%') ? decoded(tenantName) : tenantName }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export interface Page {
  readonly size: number
  /** Index of the first object. */
  readonly from: number
  /** Position of the tenant's log to which all pages of one reading are pinned; undefined on the first. */
  readonly position: number | undefined
}

/** Lower-case property names and the page that a request asks for. @throws CmdletError for a stale or foreign page */
export function readQuery(
  { query, headers, body, at }: Arrival,
  positionNow: number,
): { select: ReadonlySet<string> | undefined; page: Page } {
  const size = pageSize(headers.prefer)
  if (query === '') return { select: undefined, page: { size, from: 0, position: undefined } }
  const asked = new URLSearchParams(query)
  const token = asked.get('$skiptoken')
  const page =
    token === null ? { from: 0, position: undefined } : placeOf(token, hash32(body), at, positionNow)
  return { select: selected(asked.get('$select')), page: { size, ...page } }
}

const PAGE_MAX = 1000

function pageSize(prefer: string | undefined): number {
  if (prefer === undefined) return PAGE_MAX
  const size = Number(/odata\.maxpagesize\s*=\s*(\d{1,9})/i.exec(prefer)?.[1] ?? PAGE_MAX)
  return Math.min(Math.max(size, 1), PAGE_MAX)
}

const SELECTIONS_MAX = 512
const selections = new Map<string, ReadonlySet<string> | undefined>()

/** The same text gives the same set, by which rendered objects are remembered. */
function selected(list: string | null): ReadonlySet<string> | undefined {
  if (list === null) return undefined
  if (!selections.has(list)) {
    if (selections.size >= SELECTIONS_MAX) selections.clear()
    selections.set(list, selectionOf(list))
  }
  return selections.get(list)
}

function selectionOf(list: string): ReadonlySet<string> | undefined {
  const names = list.split(',').map((name) => name.trim().toLowerCase())
  const given = names.filter((name) => name !== '')
  return given.length === 0 || given.includes('*') ? undefined : new Set(given)
}

const EXPIRY_MS = 30 * 60 * 1000

/** The place after a page: index, log position, time and the body's hash, since the same body must come again. */
export function nextLink({ origin, path, query, body, at }: Arrival, from: number, position: number): string {
  const asked = new URLSearchParams(query)
  asked.delete('$skiptoken')
  const rest = [...asked].map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join('')
  return `${origin}${path}?${rest}$skiptoken=${[from, position, at, hash32(body)].map((n) => n.toString(36)).join('-')}`
}

function placeOf(
  token: string,
  hash: number,
  now: number,
  positionNow: number,
): { from: number; position: number } {
  const [from = -1, position = -1, at = -1, bodyHash, ...rest] = token
    .split('-', 5)
    .map((part) => parsed36(part))
  const expired = now - at >= EXPIRY_MS || at > now
  const isForeign = bodyHash !== hash || rest.length > 0
  if (from < 0 || position < 0 || position > positionNow || expired || isForeign) throw pageExpired()
  return { from, position }
}

const parsed36 = (text: string): number => (/^[0-9a-z]{1,10}$/.test(text) ? Number.parseInt(text, 36) : -1)
