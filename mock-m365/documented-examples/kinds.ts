/** The kind of an object in the documentation, by its type or by its path. */
import type { Entity, Kind } from '../base.ts'
import { RESOURCES } from '../graph/resources/index.ts'
import { isGuid } from './asked.ts'

export const PRINCIPALS: readonly Kind[] = ['users', 'groups', 'servicePrincipals']

const KINDS: ReadonlyMap<string, Kind> = new Map(
  RESOURCES.map(({ type, kind }) => [type.toLowerCase(), kind]),
)
const SEGMENTS: ReadonlyMap<string, Kind> = new Map(
  RESOURCES.map(({ segment, kind }) => [segment.toLowerCase(), kind]),
)

/** `microsoft.graph.user` or `#microsoft.graph.user`. */
export const kindOfType = (type: unknown): Kind | undefined =>
  typeof type === 'string' ? KINDS.get(type.toLowerCase().replace(/^#?microsoft\.graph\./, '')) : undefined

/** By its type, else by the properties that only one kind has. */
export function kindOfRow(row: Entity): Kind | undefined {
  const stated = kindOfType(row['@odata.type'])
  if (stated) return stated
  if (row.roleTemplateId !== undefined) return 'directoryRoles'
  if (row.groupTypes !== undefined || row.mailEnabled !== undefined || row.visibility !== undefined)
    return 'groups'
  if (row.servicePrincipalType !== undefined || row.servicePrincipalNames !== undefined)
    return 'servicePrincipals'
  return undefined
}

/** `https://graph.microsoft.com/v1.0/users/…`; undefined for directoryObjects, which may be anything. */
export function kindOfPath(url: string): Kind | undefined {
  const [, segment = ''] = /\/([A-Za-z0-9]+)\/[^/]*$/.exec(url) ?? []
  return SEGMENTS.get(segment.toLowerCase())
}

/** GUIDs in the case in which the mock stores them. */
export function idIn(id: unknown): string {
  const text = String(id).trim()
  return isGuid(text) ? text.toLowerCase() : text
}
