import type { Entity } from '../../base.ts'
import { builtInRole } from '../../entra/directory/directory-roles.ts'
import { isTenantWide, roleAssignmentsAt } from '../../entra/directory/role-assignments.ts'
import { hash32, seededIds } from '../../seeded-ids.ts'
import type { View } from '../../tenant.ts'
import { findPrincipal } from '../directory/directory-object.ts'
import { assignRole, checkRemoval, removeRole, WRITE_ROLES } from '../roles/role-writes.ts'
import { type Body, resource } from '../verbs/resource.ts'
import { conflictingObject, referenceExists, resourceNotFound } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { READ_ROLES } from './roleDefinitions.ts'

/** Roles that are activated, by POST or because a principal holds them at the time of the request. */
export const directoryRoles = resource({
  segment: 'directoryRoles',
  type: 'directoryRole',
  source: 'https://learn.microsoft.com/graph/api/resources/directoryrole',
  provenance: 'documented',
  alternateKeys: ['roleTemplateId'],
  properties: {
    id: { type: 'String', readOnly: true },
    deletedDateTime: { type: 'DateTimeOffset', readOnly: true },
    description: { type: 'String', readOnly: true },
    displayName: { type: 'String', readOnly: true, filter: 'default' },
    roleTemplateId: { type: 'String', required: true, filter: 'default' },
  },
  list: READ_ROLES,
  get: READ_ROLES,
  create: { access: WRITE_ROLES, complete: activate },
  derived: activatedRoles,
  navigations: {
    members: {
      type: 'directoryObject',
      context: 'directoryObjects',
      access: READ_ROLES,
      expand: true,
      casts: ['user', 'group', 'servicePrincipal'],
      reach: ({ tenant, arrival }, { roleTemplateId }) =>
        roleAssignmentsAt(tenant, arrival.at)
          .filter((one) => one.roleDefinitionId === roleTemplateId && isTenantWide(one))
          .flatMap(({ principalId }) => findPrincipal(tenant, String(principalId)) ?? []),
      references: {
        access: WRITE_ROLES,
        add: (turn, { roleTemplateId }, ids) => {
          for (const id of ids) assignRole(turn, id, String(roleTemplateId), () => referenceExists('members'))
        },
        remove: (turn, { roleTemplateId }, id) => {
          const held = roleAssignmentsAt(turn.tenant, turn.arrival.at).find(
            (one) => one.principalId === id && one.roleDefinitionId === roleTemplateId && isTenantWide(one),
          )
          if (!held) throw resourceNotFound(id)
          checkRemoval(turn, held)
          removeRole(turn, held)
        },
      },
    },
  },
})

/**
 * A role's id differs by tenant, its template id does not. The id is made from tenant and template, so that
 * it stays the same.
 */
export function activatedRoles(view: View, at: number): Entity[] {
  const templates = new Set([
    ...view.list('directoryRoles').map(({ roleTemplateId }) => String(roleTemplateId)),
    ...roleAssignmentsAt(view, at)
      .filter(isTenantWide)
      .map(({ roleDefinitionId }) => String(roleDefinitionId)),
  ])
  return [...templates].flatMap((roleTemplateId): Entity[] => {
    const role = roleOf(view, roleTemplateId)
    return role ? [role] : []
  })
}

function roleOf(view: View, roleTemplateId: string): Entity | undefined {
  const definition = builtInRole(roleTemplateId)
  if (!definition || definition.isAssignable === false) return undefined
  const seed = `${hash32(String(view.list('organization')[0]?.id))} ${roleTemplateId}`
  const { displayName, description } = definition
  return { id: seededIds(seed).uuid(), deletedDateTime: null, description, displayName, roleTemplateId }
}

/** https://learn.microsoft.com/graph/api/directoryrole-post-directoryroles — the text for an active one is inferred. */
function activate({ tenant, arrival }: Turn, _: Entity, { values }: Body): Entity {
  const roleTemplateId = String(values.roleTemplateId).toLowerCase()
  const role = roleOf(tenant, roleTemplateId)
  if (!role) throw resourceNotFound(roleTemplateId)
  if (activatedRoles(tenant, arrival.at).some((one) => one.roleTemplateId === roleTemplateId))
    throw conflictingObject()
  return role
}
