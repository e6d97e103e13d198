/** What an object belongs to: its groups, the groups that contain those, and its directory roles. */
import type { Entity, Kind } from '../../base.ts'
import { roleAssignmentsOf } from '../../entra/directory/role-assignments.ts'
import type { View } from '../../tenant.ts'
import type { Access } from '../authorization/access.ts'
import { activatedRoles } from '../resources/directoryRoles.ts'
import { idOf } from '../verbs/entities.ts'
import type { Navigation, Reached } from '../verbs/resource.ts'
import type { Turn } from '../wire/turn.ts'
import { type Sees, seesMembers } from './hidden-membership.ts'

interface One {
  readonly kind: Kind
  readonly entity: Entity
}

const all: Sees = () => true

/** Groups of which it is a direct member, if the caller sees their members. */
function groupsOf(view: View, id: string, sees: Sees): Entity[] {
  return view.find('groups/members', 'memberId', id).flatMap(({ groupId }): Entity[] => {
    const group = view.get('groups', String(groupId))
    return group && sees(group) ? [group] : []
  })
}

/** Groups of which it is a member, directly or through other groups, each once. */
export function groupsAround(view: View, id: string, sees = all): Entity[] {
  const seen = new Map<string, Entity>()
  const open = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const group of groupsOf(view, next, sees)) {
      if (seen.has(idOf(group))) continue
      seen.set(idOf(group), group)
      open.push(idOf(group))
    }
  return [...seen.values()]
}

/** Groups and roles. https://learn.microsoft.com/graph/api/user-list-memberof (documented) */
function reachMemberOf(turn: Turn, id: string, transitive: boolean): Reached {
  const { tenant, arrival } = turn
  const groups = (transitive ? groupsAround : groupsOf)(tenant, id, seesMembers(turn))
  return [
    ...groups.map((entity): One => ({ kind: 'groups', entity })),
    ...rolesHeld(tenant, [id], arrival.at),
  ]
}

/** `memberOf` and `transitiveMemberOf` of a kind. */
export const belongings = (access: Access, transitive: boolean): Navigation => ({
  type: 'directoryObject',
  context: 'directoryObjects',
  access,
  cost: transitive ? 5 : 2,
  casts: ['group', 'directoryRole'],
  ...(transitive ? {} : { expand: true }),
  reach: (turn, entity) => reachMemberOf(turn, idOf(entity), transitive),
})

/** Directory roles that any of these holds at that moment. */
export function rolesHeld(view: View, ids: readonly string[], at: number): One[] {
  const held = new Set(
    ids.flatMap((id) => roleAssignmentsOf(view, id, at)).map(({ roleDefinitionId }) => roleDefinitionId),
  )
  if (held.size === 0) return []
  return activatedRoles(view, at)
    .filter(({ roleTemplateId }) => held.has(roleTemplateId))
    .map((entity) => ({ kind: 'directoryRoles', entity }))
}
