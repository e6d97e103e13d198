/** What refers to a directory object and cannot outlive it. */
import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { findPrincipal } from '../directory/directory-object.ts'
import type { Turn } from '../wire/turn.ts'
import { keyOf, removeHanging } from './entities.ts'

type Reference = readonly [kind: Kind, property: string]

/** Consent, roles and memberships. */
const GRANTED: readonly Reference[] = [
  ['appRoleAssignments', 'principalId'],
  ['appRoleAssignments', 'resourceId'],
  ['oauth2PermissionGrants', 'clientId'],
  ['oauth2PermissionGrants', 'resourceId'],
  ['oauth2PermissionGrants', 'principalId'],
  ['roleAssignments', 'principalId'],
  ['roleAssignmentSchedules', 'principalId'],
  ['roleEligibilitySchedules', 'principalId'],
  ['groups/members', 'memberId'],
  ['groups/owners', 'memberId'],
]
/** Its own relations, and those that others have to it. */
const OWN: readonly Reference[] = [
  ['groups/members', 'groupId'],
  ['groups/owners', 'groupId'],
  ['applications/owners', 'ownerId'],
  ['applications/owners', 'objectId'],
  ['servicePrincipals/owners', 'ownerId'],
  ['servicePrincipals/owners', 'objectId'],
  ['users/manager', 'id'],
  ['users/manager', 'managerId'],
  ['users/extensions', 'ownerId'],
  ['groups/extensions', 'ownerId'],
]

/** An entity of another kind, kept with an object that may be restored. */
interface Row {
  readonly kind: Kind
  readonly entity: Entity
}

/**
 * Relations of a service principal, kept with it in deletedItems.
 * https://learn.microsoft.com/entra/architecture/recover-from-deletions (documented)
 */
export const grantedTo = (view: View, id: string): readonly Row[] =>
  GRANTED.flatMap(([kind, property]) => view.find(kind, property, id).map((entity) => ({ kind, entity })))

/** Grants end with the object, even if the object can be restored. */
export function removeGranted(turn: Turn, id: string): void {
  for (const [kind, property] of GRANTED) removeHanging(turn, kind, property, id)
}

/** Restores grants whose other end still exists. */
export function grantAgain({ tenant, write }: Turn, rows: unknown): void {
  for (const { kind, entity } of rowsIn(rows))
    if (OTHER_ENDS.every((name) => isThere(tenant, entity[name])))
      tenant.commit(write, kind, keyOf(kind, entity), entity, true)
}

const rowsIn = (rows: unknown): readonly Row[] => (Array.isArray(rows) ? rows : [])

/** Properties of grants that name objects. */
const OTHER_ENDS = ['principalId', 'resourceId', 'clientId', 'groupId', 'memberId']

const isThere = (view: View, id: unknown): boolean =>
  typeof id !== 'string' || findPrincipal(view, id) !== undefined

/** Removes them for good: at once, or when the object leaves deletedItems. */
export function removeAllHanging(turn: Turn, id: string): void {
  for (const [kind, property] of [...GRANTED, ...OWN]) removeHanging(turn, kind, property, id)
}
