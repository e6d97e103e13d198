import type { Entity } from '../../base.ts'
import { servicePrincipalFor } from '../../entra/directory.ts'
import { appRoleAssignmentId } from '../../entra/object-ids.ts'
import { PERMISSIONS } from '../../entra/well-known.ts'
import { type Access, reading, writing } from '../access.ts'
import { DIRECTORY_OBJECT, findDirectoryObject } from '../directory-object.ts'
import { idOf, removeHanging } from '../entities.ts'
import {
  applicationNotLocal,
  applicationUnknown,
  permissionExists,
  permissionUnknown,
  resourceNotFound,
  servicePrincipalExists,
} from '../errors.ts'
import { type Body, type Navigation, type Reached, resource } from '../resource.ts'
import { type Turn, timeOf } from '../turn.ts'
import { appRoleAssignments } from './appRoleAssignments.ts'
import { oauth2PermissionGrants } from './oauth2PermissionGrants.ts'

const ADMINISTRATORS = [
  'Global Administrator',
  'Application Administrator',
  'Cloud Application Administrator',
]
const READ = reading([
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
/** OwnedBy reaches only what the caller owns; owners of applications are not emulated, so here it only creates. */
const WRITE = writing(['Application.ReadWrite.All', 'Directory.ReadWrite.All'], ADMINISTRATORS)
/** https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments */
const ASSIGN = writing(
  ['AppRoleAssignment.ReadWrite.All', 'Application.ReadWrite.All'],
  ['Global Administrator', 'Privileged Role Administrator', ...ADMINISTRATORS.slice(1)],
)
/** The role that stands for access without any role. */
const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000'

/** Applications as the tenant knows them. Order is observed; that a removed one vanishes at once is proposed. */
export const servicePrincipals = resource({
  segment: 'servicePrincipals',
  type: 'servicePrincipal',
  source: 'https://learn.microsoft.com/graph/api/resources/serviceprincipal',
  provenance: 'observed',
  alternateKeys: ['appId'],
  locationType: 'ServicePrincipal',
  properties: {
    ...DIRECTORY_OBJECT,
    accountEnabled: { type: 'Boolean', filter: 'default', initial: true },
    alternativeNames: { type: 'String', collection: true, filter: 'default' },
    appDisplayName: { type: 'String', readOnly: true },
    appDescription: { type: 'String', readOnly: true },
    appId: { type: 'Guid', required: true, immutable: true, filter: 'default' },
    applicationTemplateId: { type: 'String', readOnly: true, filter: 'default' },
    appOwnerOrganizationId: { type: 'Guid', readOnly: true, filter: 'advanced' },
    appRoleAssignmentRequired: { type: 'Boolean', filter: 'advanced', initial: false },
    createdDateTime: { type: 'DateTimeOffset', readOnly: true },
    description: { type: 'String', max: 1024, filter: 'advanced', search: 'words' },
    disabledByMicrosoftStatus: { type: 'String', readOnly: true },
    displayName: {
      type: 'String',
      max: 256,
      filter: 'default',
      filterNull: 'advanced',
      sort: 'advanced',
      search: 'words',
    },
    homepage: { type: 'String', filter: 'advanced', filterNull: 'advanced' },
    loginUrl: { type: 'String' },
    logoutUrl: { type: 'String' },
    notes: { type: 'String', max: 1024 },
    notificationEmailAddresses: { type: 'String', collection: true },
    preferredSingleSignOnMode: { type: 'String' },
    preferredTokenSigningKeyThumbprint: { type: 'String' },
    replyUrls: { type: 'String', collection: true },
    servicePrincipalNames: { type: 'String', collection: true, filter: 'default' },
    servicePrincipalType: { type: 'String' },
    signInAudience: { type: 'String', readOnly: true },
    tags: { type: 'String', collection: true, filter: 'default' },
    tokenEncryptionKeyId: { type: 'Guid' },
    samlSingleSignOnSettings: { type: 'Complex' },
    addIns: { type: 'Complex', collection: true },
    appRoles: { type: 'Complex', collection: true },
    info: { type: 'Complex' },
    keyCredentials: { type: 'Complex', collection: true, hide: ['key'] },
    oauth2PermissionScopes: { type: 'Complex', collection: true },
    passwordCredentials: { type: 'Complex', collection: true, hide: ['secretText'] },
    resourceSpecificApplicationPermissions: { type: 'Complex', collection: true },
    verifiedPublisher: { type: 'Complex' },
  },
  list: READ,
  get: READ,
  create: {
    access: writing(
      ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All', 'Directory.ReadWrite.All'],
      ADMINISTRATORS,
      ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
    ),
    complete: newServicePrincipal,
  },
  update: { access: WRITE },
  delete: { access: WRITE, cascade: (turn, gone) => forgetServicePrincipal(turn, idOf(gone)) },
  navigations: {
    appRoleAssignments: assignments('principalId', 2),
    appRoleAssignedTo: assignments('resourceId', 1),
    oauth2PermissionGrants: {
      type: 'oAuth2PermissionGrant',
      context: 'oauth2PermissionGrants',
      schema: oauth2PermissionGrants.schema,
      access: reading([
        'Directory.Read.All',
        'Directory.ReadWrite.All',
        'DelegatedPermissionGrant.ReadWrite.All',
      ]),
      reach: ({ tenant }, { id }) =>
        stored('oauth2PermissionGrants', tenant.find('oauth2PermissionGrants', 'clientId', id)),
    },
  },
})

const stored = (kind: string, entities: readonly Entity[]): Reached =>
  entities.map((entity) => ({ kind, entity }))

/** Assignments seen from one end: what the application holds, or who holds what it offers. */
function assignments(end: 'principalId' | 'resourceId', cost: number): Navigation {
  const access: Access = reading([
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ])
  return {
    type: 'appRoleAssignment',
    context: 'appRoleAssignments',
    schema: appRoleAssignments.schema,
    access,
    cost,
    reach: ({ tenant }, { id }) => stored('appRoleAssignments', tenant.find('appRoleAssignments', end, id)),
    items: {
      access: ASSIGN,
      resource: appRoleAssignments,
      create: (turn, servicePrincipal, body) => assign(turn, servicePrincipal, end, body),
      remove: (turn, servicePrincipal, id) => {
        const assignment = turn.tenant.get('appRoleAssignments', id)
        if (assignment?.[end] !== servicePrincipal.id) throw resourceNotFound(id)
        turn.tenant.commit(turn.write, 'appRoleAssignments', id, undefined)
      },
    },
  }
}

const PRINCIPAL_TYPES: Readonly<Record<string, string>> = {
  users: 'User',
  groups: 'Group',
  servicePrincipals: 'ServicePrincipal',
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments */
function assign(turn: Turn, servicePrincipal: Entity, end: string, { values }: Body): Entity {
  const { tenant, cloud, write } = turn
  const given = (name: string) => String(values[name]).toLowerCase()
  const [principalId, resourceId, appRoleId] = [given('principalId'), given('resourceId'), given('appRoleId')]
  if (given(end) !== servicePrincipal.id) throw resourceNotFound(given(end))
  const principal = findDirectoryObject(tenant, principalId)
  const offering = tenant.get('servicePrincipals', resourceId)
  if (!principal) throw resourceNotFound(principalId)
  if (!offering) throw resourceNotFound(resourceId)
  if (appRoleId !== DEFAULT_ACCESS && !offers(offering, appRoleId)) throw permissionUnknown()
  for (const held of tenant.find('appRoleAssignments', 'principalId', principalId))
    if (held.resourceId === resourceId && held.appRoleId === appRoleId) throw permissionExists()
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

/** Microsoft's own resources offer what the list of permissions says; others what their application states. */
function offers({ appId, appRoles }: Entity, appRoleId: string): boolean {
  const known: Record<string, string> = PERMISSIONS[String(appId)]?.appRoles ?? {}
  const stated = Array.isArray(appRoles) ? appRoles : []
  return Object.values(known).includes(appRoleId) || stated.some((role) => role?.id === appRoleId)
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals */
function newServicePrincipal(turn: Turn, draft: Entity, { values }: Body): Entity {
  const { tenant, cloud, grant } = turn
  const appId = String(values.appId).toLowerCase()
  const found = cloud.applicationOf(appId)
  const isLocal = found?.home.id === tenant.id
  const isMultitenant = String(found?.application.signInAudience ?? '').startsWith('AzureADMultipleOrgs')
  if (!found || !(isLocal || isMultitenant)) throw applicationUnknown(appId)
  const isOwnedByOnly =
    grant.permissions.length > 0 && grant.permissions.every((one) => one.endsWith('.OwnedBy'))
  if (isOwnedByOnly && !isLocal) throw applicationNotLocal()
  if (tenant.find('servicePrincipals', 'appId', appId).length > 0) throw servicePrincipalExists(appId)
  const made = servicePrincipalFor(found.application, found.home.id, idOf(draft), turn.arrival.at)
  // Only consent tags it for the portal's list of enterprise applications (inferred).
  return { ...made, tags: [], ...values, appId }
}

/** Consent, roles and memberships hang on the service principal and go with it (documented for the cleanup guide's purpose). */
function forgetServicePrincipal(turn: Turn, id: string): void {
  removeHanging(turn, 'appRoleAssignments', 'principalId', id)
  removeHanging(turn, 'appRoleAssignments', 'resourceId', id)
  removeHanging(turn, 'oauth2PermissionGrants', 'clientId', id)
  removeHanging(turn, 'oauth2PermissionGrants', 'resourceId', id)
  removeHanging(turn, 'roleAssignments', 'principalId', id)
  removeHanging(turn, 'groups/members', 'memberId', id)
  removeHanging(turn, 'groups/owners', 'memberId', id)
}
