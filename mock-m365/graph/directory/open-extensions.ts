/**
 * Open extensions of users and groups.
 * https://learn.microsoft.com/graph/api/resources/opentypeextension
 */
import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import type { Access } from '../authorization/access.ts'
import { type Schema, schemaOf } from '../schema.ts'
import type { Navigation } from '../verbs/resource.ts'

/** The kind under which the extensions of a kind of object are stored. */
export const extensionKind = (kind: Kind): Kind => `${kind}/extensions`

export const extensionsIn = (view: View, kind: string, ownerId: unknown): readonly Entity[] =>
  view.find(kind, 'ownerId', ownerId)

/** `$expand=extensions`. */
export const openExtensions = (kind: 'users' | 'groups', access: Access): Navigation => ({
  type: 'extension',
  context: 'extensions',
  schema: schemaOf('extension', { id: { type: 'String' } }),
  schemaOf: schemaOfOne,
  access,
  expand: true,
  expandOnly: true,
  reach: ({ tenant }, owner) =>
    extensionsIn(tenant, extensionKind(kind), owner.id).map((entity) => ({
      kind: extensionKind(kind),
      entity: shownExtension(entity),
    })),
})

/** Each extension has the properties that its application gave it. */
const schemaOfOne = (row: Entity): Schema =>
  schemaOf(
    'openTypeExtension',
    Object.fromEntries(
      Object.keys(row)
        .filter((name) => !name.startsWith('@'))
        .map((name) => [name, { type: 'String' } as const]),
    ),
  )

/** An extension as answers show it, with its type. */
export const shownExtension = ({ ownerId: _, appId: __, key: ___, ...own }: Entity): Entity => ({
  '@odata.type': '#microsoft.graph.openTypeExtension',
  ...own,
})
