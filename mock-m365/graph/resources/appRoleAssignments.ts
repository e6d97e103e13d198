import type { Entity } from '../../base.ts'
import { appRoleAssignmentId } from '../../entra/directory/object-ids.ts'
import { PERMISSIONS } from '../../entra/well-known.ts'
import { type Access, reading, writing } from '../authorization/access.ts'
import { findPrincipal } from '../directory/directory-object.ts'
import { type Body, type Navigation, type Reached, resource } from '../verbs/resource.ts'
import { permissionExists, permissionUnknown, quotaExceeded, resourceNotFound } from '../wire/errors.ts'
import { type Turn, timeOf } from '../wire/turn.ts'

/** Assigned app roles and application permissions; reached only from their principal or their resource. */
const appRoleAssignments = resource({
  segment: 'appRoleAssignments',
  type: 'appRoleAssignment',
  source: 'https://learn.microsoft.com/graph/api/resources/approleassignment',
  provenance: 'documented',
  properties: {
    id: { type: 'String', readOnly: true },
    deletedDateTime: { type: 'DateTimeOffset', readOnly: true },
    appRoleId: { type: 'Guid', required: true },
    createdDateTime: { type: 'DateTimeOffset', readOnly: true, only: 'v1.0' },
    // Beta calls it so: https://learn.microsoft.com/graph/api/resources/approleassignment?view=graph-rest-beta
    creationTimestamp: {
      type: 'DateTimeOffset',
      readOnly: true,
      only: 'beta',
      storedAs: 'createdDateTime',
    },
    principalDisplayName: { type: 'String', readOnly: true },
    principalId: { type: 'Guid', required: true, filter: 'default' },
    principalType: { type: 'String', readOnly: true },
    resourceDisplayName: { type: 'String', readOnly: true },
    resourceId: { type: 'Guid', required: true, filter: 'default' },
  },
})

/**
 * No permission to write applications or the directory is enough (documented, and observed by users of
 * Terraform: azuread issue 1661): a caller that may assign app roles may give itself all of them.
 * https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments
 */
const ASSIGN = writing(['AppRoleAssignment.ReadWrite.All'], ['servicePrincipals/appRoleAssignedTo/update'])
/** POST also needs a permission to read; that the write permission includes it is inferred. */
const BESIDE_ASSIGN = {
  'AppRoleAssignment.ReadWrite.All': [
    'Application.Read.All',
    'Directory.Read.All',
    'Application.ReadWrite.All',
    'Directory.ReadWrite.All',
  ],
}
const READ = reading([
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
/** https://learn.microsoft.com/graph/api/user-list-approleassignments, …/user-post-approleassignments */
const READ_OF_USERS = reading([
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
])
const ASSIGN_TO_USERS: Access = { ...ASSIGN, ...both('AppRoleAssignment.ReadWrite.All') }
/** The role id that means access without any role. */
const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000'
/** https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
const ASSIGNMENTS_MAX = 1500

function both(permission: string) {
  return { application: new Set([permission]), delegated: new Set([permission]) }
}

/** Assignments seen from one end: those of a principal, or those of a resource application. */
export function assignments(
  end: 'principalId' | 'resourceId',
  cost: number,
  of: 'users' | 'groups' | 'servicePrincipals' = 'servicePrincipals',
): Navigation {
  const ofUsers = of !== 'servicePrincipals'
  return {
    type: 'appRoleAssignment',
    context: 'appRoleAssignments',
    ...(of === 'users' || (of === 'servicePrincipals' && end === 'principalId')
      ? {}
      : { contextOf: (turn, { id }) => contextOf(turn, of, end, String(id)) }),
    schema: appRoleAssignments.schema,
    access: ofUsers ? READ_OF_USERS : READ,
    cost,
    expand: true,
    reach: ({ tenant }, { id }): Reached =>
      tenant.find('appRoleAssignments', end, id).map((entity) => ({ kind: 'appRoleAssignments', entity })),
    items: {
      access: ofUsers ? ASSIGN_TO_USERS : ASSIGN,
      ...(ofUsers ? {} : { also: BESIDE_ASSIGN }),
      resource: appRoleAssignments,
      create: (turn, entity, body) => assign(turn, entity, end, body),
      remove: (turn, entity, id) => {
        const assignment = turn.tenant.get('appRoleAssignments', id)
        if (assignment?.[end] !== entity.id) throw resourceNotFound(id)
        turn.tenant.commit(turn.write, 'appRoleAssignments', id, undefined)
      },
    },
  }
}

/** Which of the contexts name the owner is documented page by page, except for the one of beta. */
function contextOf({ version }: Turn, of: string, end: 'principalId' | 'resourceId', id: string): string {
  if (end === 'resourceId' && version === 'beta') return 'appRoleAssignments'
  return `${of}('${id}')/${end === 'resourceId' ? 'appRoleAssignedTo' : 'appRoleAssignments'}`
}

const PRINCIPAL_TYPES: Readonly<Record<string, string>> = {
  users: 'User',
  groups: 'Group',
  servicePrincipals: 'ServicePrincipal',
}

function assign(turn: Turn, from: Entity, end: string, { values }: Body): Entity {
  const { tenant, cloud, write } = turn
  const given = (name: string) => String(values[name]).toLowerCase()
  const [principalId, resourceId, appRoleId] = [given('principalId'), given('resourceId'), given('appRoleId')]
  if (given(end) !== from.id) throw resourceNotFound(given(end))
  const principal = findPrincipal(tenant, principalId)
  const offering = tenant.get('servicePrincipals', resourceId)
  if (!principal) throw resourceNotFound(principalId)
  if (!offering) throw resourceNotFound(resourceId)
  if (appRoleId !== DEFAULT_ACCESS && !offers(offering, appRoleId)) throw permissionUnknown()
  const held = tenant.find('appRoleAssignments', 'principalId', principalId)
  for (const one of held)
    if (one.resourceId === resourceId && one.appRoleId === appRoleId) throw permissionExists()
  if (held.length >= ASSIGNMENTS_MAX)
    throw quotaExceeded(held.length + 1, ASSIGNMENTS_MAX, 'appRoleAssignments')
  const made: Entity = {
    id: appRoleAssignmentId(principalId, cloud.ids.uuid()),
    deletedDateTime: null,
    appRoleId,
    createdDateTime: timeOf(turn),
    principalDisplayName: principal.entity.displayName ?? null,
    principalId,
    principalType: PRINCIPAL_TYPES[principal.kind] ?? null,
    resourceDisplayName: offering.displayName ?? null,
    resourceId,
  }
  tenant.commit(write, 'appRoleAssignments', String(made.id), made)
  return made
}

/** Microsoft's own resources offer the published permissions; others offer their application's app roles. */
function offers({ appId, appRoles }: Entity, appRoleId: string): boolean {
  const known: Record<string, string> = PERMISSIONS[String(appId)]?.appRoles ?? {}
  const stated = Array.isArray(appRoles) ? appRoles : []
  return Object.values(known).includes(appRoleId) || stated.some((role) => role?.id === appRoleId)
}
