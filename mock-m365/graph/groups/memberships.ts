/**
 * Members and owners of groups. Each is a separate record, so that a change to a group of a million members
 * costs little.
 */
import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { findDirectoryObject, PRINCIPAL_KINDS } from '../directory/directory-object.ts'
import { isDynamic } from '../dynamic-membership/process.ts'
import { idOf } from '../verbs/entities.ts'
import type { Body, Reached } from '../verbs/resource.ts'
import { BOUND_MAX } from '../wire/body.ts'
import {
  groupNotWritable,
  lastOwner,
  ownersFull,
  referenceExists,
  referenceInvalid,
  referenceTwice,
  requestDenied,
  resourceNotFound,
  unifiedInUnified,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import type { Sees } from './hidden-membership.ts'

export type Membership = 'members' | 'owners'

/** https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
const OWNERS_MAX = 100

/**
 * Types that may be a member or owner. https://learn.microsoft.com/graph/api/group-post-members (documented)
 */
const ALLOWED: Readonly<Record<Membership, Readonly<Record<'unified' | 'security', readonly Kind[]>>>> = {
  members: { unified: ['users'], security: PRINCIPAL_KINDS },
  owners: { unified: ['users', 'servicePrincipals'], security: ['users', 'servicePrincipals'] },
}

export const isUnified = (group: Entity): boolean =>
  Array.isArray(group.groupTypes) && group.groupTypes.includes('Unified')

/** Exchange manages mail-enabled security groups and distribution groups. */
export const isWritable = (group: Entity): boolean => isUnified(group) || group.mailEnabled !== true

/** Direct members or owners; deleted objects are left out, and get their membership back when restored. */
export function reachMembership(view: View, groupId: string, membership: Membership): Reached {
  const reached: { kind: Kind; entity: Entity }[] = []
  for (const { memberId } of view.find(`groups/${membership}`, 'groupId', groupId)) {
    const found = findDirectoryObject(view, String(memberId))
    if (found) reached.push(found)
  }
  return reached
}

/**
 * Members of the group and of all groups below it, each once; not those of groups whose members the caller
 * does not see.
 */
export function reachTransitively(view: View, group: Entity, sees: Sees): Reached {
  const seen = new Map<string, { kind: Kind; entity: Entity }>()
  const open = sees(group) ? [idOf(group)] : []
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const found of reachMembership(view, next, 'members')) {
      const id = idOf(found.entity)
      if (seen.has(id)) continue
      seen.set(id, found)
      if (found.kind === 'groups' && sees(found.entity)) open.push(id)
    }
  }
  return [...seen.values()]
}

/**
 * Only the rule decides who is a member of a dynamic group (documented); the refusal is observed for the
 * removal of members.
 */
function checkWritable(group: Entity, membership: Membership): void {
  if (!isWritable(group)) throw groupNotWritable()
  if (isDynamic(group) && membership === 'members') throw requestDenied()
}

/**
 * Adds all of them or nothing. @throws GraphError 404 for an unknown id, 400 for one that is already there or
 * is not allowed
 */
export function addMembers(turn: Turn, group: Entity, membership: Membership, ids: readonly string[]): void {
  checkWritable(group, membership)
  checkAddable(turn, group, membership, ids)
  const { tenant, write } = turn
  const groupId = idOf(group)
  for (const memberId of ids) {
    const key = `${groupId}/${memberId}`
    tenant.commit(write, `groups/${membership}`, key, { groupId, memberId })
  }
}

/**
 * @throws GraphError 404 for an object that is not a member, 400 for a Microsoft 365 group's last owner
 * (observed)
 */
export function removeMember(turn: Turn, group: Entity, membership: Membership, memberId: string): void {
  checkWritable(group, membership)
  const { tenant, write } = turn
  const [groupId, kind] = [idOf(group), `groups/${membership}`]
  const key = `${groupId}/${memberId}`
  if (!tenant.get(kind, key)) throw resourceNotFound(memberId)
  if (membership === 'owners' && isUnified(group) && tenant.find(kind, 'groupId', groupId).length === 1)
    throw lastOwner()
  tenant.commit(write, kind, key, undefined)
}

/** Members and owners in a new group's body, judged before the group is made. */
export function checkBound(turn: Turn, group: Entity, { bound }: Body): void {
  let count = 0
  for (const [membership, ids] of membershipsOf(bound)) {
    count += ids.length
    if (count > BOUND_MAX) throw referenceInvalid(membership)
    checkAddable(turn, group, membership, ids)
  }
}

/** Commits what `checkBound` has accepted; a user who names no owner becomes the owner (documented). */
export function attachBound(turn: Turn, group: Entity, { bound }: Body): void {
  const { tenant, write, claims } = turn
  const groupId = idOf(group)
  const own =
    claims.idtyp === 'user' && !bound.has('owners') ? new Map([...bound, ['owners', [claims.oid]]]) : bound
  for (const [membership, ids] of membershipsOf(own))
    for (const memberId of ids)
      tenant.commit(write, `groups/${membership}`, `${groupId}/${memberId}`, { groupId, memberId })
}

const membershipsOf = (bound: ReadonlyMap<string, readonly string[]>) =>
  (['members', 'owners'] as const).map((membership) => [membership, bound.get(membership) ?? []] as const)

function checkAddable(turn: Turn, group: Entity, membership: Membership, ids: readonly string[]): void {
  const { tenant } = turn
  const groupId = idOf(group)
  const kind = `groups/${membership}`
  if (new Set(ids).size < ids.length) throw referenceTwice()
  const allowed = ALLOWED[membership][isUnified(group) ? 'unified' : 'security']
  for (const id of ids) {
    // A reference to an object that has not reached this replica is refused as not found (observed).
    const found = findDirectoryObject(turn.seen, id)
    if (!found || !findDirectoryObject(tenant, id)) throw resourceNotFound(id)
    if (tenant.get(kind, `${groupId}/${id}`)) throw referenceExists(membership)
    if (membership === 'members' && id !== groupId && isUnified(group) && isUnified(found.entity))
      throw unifiedInUnified()
    const isMailList = found.kind === 'groups' && found.entity.securityEnabled !== true
    // A role-assignable group cannot contain groups (documented).
    const isNested = found.kind === 'groups' && group.isAssignableToRole === true
    if (id === groupId || isMailList || isNested || !allowed.includes(found.kind))
      throw referenceInvalid(membership)
  }
  if (membership !== 'owners') return
  const owners = tenant.find(kind, 'groupId', groupId).length + ids.length
  if (owners > OWNERS_MAX) throw ownersFull(owners, OWNERS_MAX)
}
