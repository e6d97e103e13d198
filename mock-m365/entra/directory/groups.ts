/** The groups of a member. */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { text } from './directory.ts'

/** Directly. */
export const groupsOf = (tenant: Tenant, memberId: string): Entity[] =>
  tenant.find('groups/members', 'memberId', memberId).flatMap(({ groupId }): Entity[] => {
    const group = tenant.get('groups', text(groupId))
    return group ? [group] : []
  })

/** Directly or through other groups, each once. */
export function allGroupsOf(tenant: Tenant, memberId: string): Entity[] {
  const found = new Map<string, Entity>()
  const waiting = groupsOf(tenant, memberId)
  for (let group = waiting.pop(); group; group = waiting.pop()) {
    const id = text(group.id)
    if (found.has(id)) continue
    found.set(id, group)
    waiting.push(...groupsOf(tenant, id))
  }
  return [...found.values()]
}
