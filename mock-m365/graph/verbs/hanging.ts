/** What refers to a directory object and cannot outlive it. */
import type { Kind } from '../../base.ts'
import type { Turn } from '../wire/turn.ts'
import { removeHanging } from './entities.ts'

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
/** What it has of its own, and what it was to others. */
const OWN: readonly Reference[] = [
  ['groups/members', 'groupId'],
  ['groups/owners', 'groupId'],
  ['applications/owners', 'ownerId'],
  ['applications/owners', 'objectId'],
  ['servicePrincipals/owners', 'ownerId'],
  ['servicePrincipals/owners', 'objectId'],
  ['users/manager', 'id'],
  ['users/manager', 'managerId'],
]

/** What a service principal was given goes with it, though it can itself come back (inferred). */
export function removeGranted(turn: Turn, id: string): void {
  for (const [kind, property] of GRANTED) removeHanging(turn, kind, property, id)
}

/** For good: at once, or when the object leaves deletedItems. */
export function removeAllHanging(turn: Turn, id: string): void {
  for (const [kind, property] of [...GRANTED, ...OWN]) removeHanging(turn, kind, property, id)
}
