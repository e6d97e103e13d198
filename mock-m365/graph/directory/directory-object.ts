/** What kinds of directory objects have in common, and how to find one by its id alone. */
import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import type { Property } from '../schema.ts'

/** Kinds that can hold roles and memberships. */
export const PRINCIPAL_KINDS: readonly Kind[] = ['users', 'groups', 'servicePrincipals']
/** Kinds that are stored as directory objects, in the order in which an id is looked for. */
const DIRECTORY_KINDS: readonly Kind[] = [...PRINCIPAL_KINDS, 'applications']

/** A user, group or service principal. */
export function findPrincipal(view: View, id: string): { kind: Kind; entity: Entity } | undefined {
  const found = findDirectoryObject(view, id)
  return found && PRINCIPAL_KINDS.includes(found.kind) ? found : undefined
}

export function findDirectoryObject(view: View, id: string): { kind: Kind; entity: Entity } | undefined {
  for (const kind of DIRECTORY_KINDS) {
    const entity = view.get(kind, id)
    if (entity) return { kind, entity }
  }
  return undefined
}

/** Properties that every directory object begins with. */
export const DIRECTORY_OBJECT = {
  id: { type: 'Guid', readOnly: true, filter: 'default' },
  deletedDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'advanced', sort: 'advanced' },
} as const satisfies Record<string, Property>
