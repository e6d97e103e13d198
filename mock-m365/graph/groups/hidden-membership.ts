/**
 * Groups whose members are not for everybody to see: a permission of its own shows them, for people beside being in the
 * group or a role. https://learn.microsoft.com/graph/api/group-list-members#permissions (documented)
 *
 * Observed without it: the groups are missing from `memberOf` and from the answer of `checkMemberGroups`, and nothing is
 * refused. That their lists of members are empty then, rather than refused, is inferred from that.
 */
import type { Entity } from '../../base.ts'
import { grantIn, writing } from '../authorization/access.ts'
import { beyondOf } from '../authorization/roles-beyond-token.ts'
import { idOf } from '../verbs/entities.ts'
import type { Turn } from '../wire/turn.ts'

const PERMISSION = 'Member.Read.Hidden'
const READ_HIDDEN = writing([PERMISSION], ['groups/hiddenMembers/read'])

/** Whether the caller sees who is in a group. */
export type Sees = (group: Entity) => boolean

export const seesMembers = (turn: Turn): Sees => {
  let reads: boolean | undefined
  return (group) => {
    if (group.visibility !== 'HiddenMembership') return true
    reads ??= grantIn(READ_HIDDEN, turn.claims, false, beyondOf(turn)) !== undefined
    return reads || isInside(turn, group)
  }
}

/** What the application is permitted a person must be permitted too: here, by belonging to the group. */
function isInside({ claims, tenant }: Turn, group: Entity): boolean {
  if (claims.idtyp === 'app' || !(claims.scp ?? '').split(' ').includes(PERMISSION)) return false
  const key = `${idOf(group)}/${claims.oid}`
  return ['groups/members', 'groups/owners'].some((kind) => tenant.get(kind, key) !== undefined)
}
