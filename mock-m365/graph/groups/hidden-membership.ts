/**
 * Groups with hidden membership. An application needs its own permission to see the members; a user needs it
 * too, and must be a member or hold a role.
 * https://learn.microsoft.com/graph/api/group-list-members#permissions (documented)
 *
 * Observed without it: the groups are missing from `memberOf` and from the answer of `checkMemberGroups`, and
 * nothing is refused. That their lists of members are then empty, not refused, is inferred from that.
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

/** The user behind the application must be allowed too: here, as a member of the group. */
function isInside({ claims, tenant }: Turn, group: Entity): boolean {
  if (claims.idtyp === 'app' || !(claims.scp ?? '').split(' ').includes(PERMISSION)) return false
  const key = `${idOf(group)}/${claims.oid}`
  return ['groups/members', 'groups/owners'].some((kind) => tenant.get(kind, key) !== undefined)
}
