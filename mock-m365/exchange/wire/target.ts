/**
 * The target of a request to the admin endpoint. Paths are compared without regard to case: published clients
 * write `adminapi` and `AdminApi`. https://learn.microsoft.com/exchange/reference/admin-api-overview
 */
import type { Arrival } from '../../wire.ts'

export type Version = 'beta' | 'v1.0' | 'v2.0'

export interface Target {
  readonly version: Version
  /** A tenant's id or one of its domains, as the caller wrote it. */
  readonly tenantName: string
  /** The first segment after the tenant, decoded, in lower case and without brackets; empty at the root. */
  readonly name: string
  /** The text in brackets after the name: `id` for `Mailbox('id')`; undefined without brackets. */
  readonly key: string | undefined
  /** Segments after the first, decoded; without one empty segment at the end. */
  readonly rest: readonly string[]
}

const VERSIONS: ReadonlySet<string> = new Set<Version>(['beta', 'v1.0', 'v2.0'])
const SEGMENTS_MAX = 8

/** @returns undefined for a path that does not belong to the endpoint */
export function targetOf({ path }: Arrival): Target | undefined {
  const [, adminapi = '', given = '', tenant = '', first = '', ...others] = path.split('/', SEGMENTS_MAX)
  const version = given.toLowerCase()
  if (adminapi.toLowerCase() !== 'adminapi' || !isVersion(version) || tenant === '') return undefined
  const rest = others.at(-1) === '' ? others.slice(0, -1) : others
  // A fast path: nearly every request is one of these, and needs no decoding.
  if (first === 'InvokeCommand')
    return { version, tenantName: decoded(tenant), name: 'invokecommand', key: undefined, rest }
  const segment = decoded(first)
  const [, name = segment, inside] = /^([^(]*)\((.*)\)$/s.exec(segment) ?? []
  return {
    version,
    tenantName: decoded(tenant),
    name: name.toLowerCase(),
    key: inside === undefined ? undefined : unquoted(inside),
    rest: rest.map(decoded),
  }
}

const isVersion = (text: string): text is Version => VERSIONS.has(text)

/** A key is text in single quotes, in which a quote is doubled; clients also send it without quotes. */
const unquoted = (text: string): string =>
  /^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
