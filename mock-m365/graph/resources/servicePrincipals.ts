import type { Entity } from '../../base.ts'
import { servicePrincipalFor } from '../../entra/directory/directory.ts'
import { NO_INFORMATION } from '../applications/application-shapes.ts'
import { credentialsOf, keysAfter, passwordsAfter } from '../applications/credentials.ts'
import {
  checkOwnedByOnly,
  isOwnedByOnly,
  ownByCaller,
  owners,
  reachCreated,
  reachOwned,
} from '../applications/owners.ts'
import { reading, writing } from '../authorization/access.ts'
import { DIRECTORY_OBJECT } from '../directory/directory-object.ts'
import { belongings } from '../groups/member-of.ts'
import { idOf } from '../verbs/entities.ts'
import { grantedTo, removeGranted } from '../verbs/hanging.ts'
import { type Body, resource } from '../verbs/resource.ts'
import { applicationNotLocal, applicationUnknown, servicePrincipalExists } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { assignments } from './appRoleAssignments.ts'
import { grantsBy } from './oauth2PermissionGrants.ts'

const READ = reading([
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
/** OwnedBy reaches only what the caller owns. */
const writingPrincipals = (...actions: readonly string[]) =>
  writing(
    ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy', 'Directory.ReadWrite.All'],
    actions.map((one) => `servicePrincipals/${one}`),
    ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
  )

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-ownedobjects */
const READ_RELATED = reading([
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])

/** Applications as the tenant knows them. Order is observed. */
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
    errorUrl: { type: 'String', only: 'beta' },
    homepage: { type: 'String', filter: 'advanced', filterNull: 'advanced' },
    loginUrl: { type: 'String' },
    logoutUrl: { type: 'String' },
    notes: { type: 'String', max: 1024 },
    notificationEmailAddresses: { type: 'String', collection: true },
    preferredSingleSignOnMode: { type: 'String' },
    preferredTokenSigningKeyEndDateTime: { type: 'DateTimeOffset', only: 'beta' },
    preferredTokenSigningKeyThumbprint: { type: 'String' },
    publisherName: { type: 'String', readOnly: true, only: 'beta', filter: 'default' },
    replyUrls: { type: 'String', collection: true },
    servicePrincipalNames: { type: 'String', collection: true, filter: 'default' },
    // Observed: Azure's documentation lists managed identities by it, with `az ad sp list --filter`.
    servicePrincipalType: { type: 'String', filter: 'default' },
    signInAudience: { type: 'String', readOnly: true },
    tags: { type: 'String', collection: true, filter: 'default' },
    tokenEncryptionKeyId: { type: 'Guid' },
    samlMetadataUrl: { type: 'String', only: 'beta' },
    samlSingleSignOnSettings: { type: 'Complex' },
    addIns: { type: 'Complex', collection: true },
    api: { type: 'Complex', only: 'beta', absent: { resourceSpecificApplicationPermissions: [] } },
    appRoles: { type: 'Complex', collection: true },
    info: { type: 'Complex' },
    keyCredentials: { type: 'Complex', collection: true, hide: ['key'] },
    oauth2PermissionScopes: { type: 'Complex', collection: true, only: 'v1.0' },
    publishedPermissionScopes: {
      type: 'Complex',
      collection: true,
      only: 'beta',
      storedAs: 'oauth2PermissionScopes',
    },
    passwordCredentials: { type: 'Complex', collection: true, hide: ['secretText'] },
    resourceSpecificApplicationPermissions: { type: 'Complex', collection: true, only: 'v1.0' },
    verifiedPublisher: { type: 'Complex' },
  },
  list: READ,
  get: READ,
  create: {
    access: writing(
      ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All', 'Directory.ReadWrite.All'],
      ['servicePrincipals/create', 'servicePrincipals/createAsOwner'],
      ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
    ),
    complete: newServicePrincipal,
    attach: (turn, created) => {
      if (isOwnedByOnly(turn)) ownByCaller(turn, 'servicePrincipals', created)
    },
  },
  update: {
    access: writingPrincipals('basic/update', 'enable', 'disable'),
    complete: (turn, before, after) => {
      checkOwnedByOnly(turn, 'servicePrincipals', before)
      const [keys, passwords] = [
        credentialsOf(before, 'keyCredentials'),
        credentialsOf(before, 'passwordCredentials'),
      ]
      return {
        ...after,
        keyCredentials: keysAfter(after.keyCredentials, keys, turn.cloud.ids),
        passwordCredentials: passwordsAfter(after.passwordCredentials, passwords),
      }
    },
  },
  delete: {
    access: writingPrincipals('delete'),
    check: (turn, gone) => checkOwnedByOnly(turn, 'servicePrincipals', gone),
    soft: () => true,
    kept: (gone, view) => ({ ...gone, granted: grantedTo(view, idOf(gone)) }),
    release: (turn, gone) => removeGranted(turn, idOf(gone)),
  },
  navigations: {
    appRoleAssignments: assignments('principalId', 2),
    appRoleAssignedTo: assignments('resourceId', 1),
    oauth2PermissionGrants: grantsBy('clientId'),
    owners: owners('servicePrincipals', writingPrincipals('owners/update')),
    ownedObjects: {
      type: 'directoryObject',
      context: 'directoryObjects',
      access: READ_RELATED,
      casts: ['application', 'group', 'servicePrincipal'],
      reach: ({ tenant }, one) => reachOwned(tenant, idOf(one)),
    },
    createdObjects: {
      type: 'directoryObject',
      context: 'directoryObjects',
      access: READ_RELATED,
      reach: (turn, one) => reachCreated(turn, idOf(one)),
    },
    memberOf: belongings(READ_RELATED, false),
    transitiveMemberOf: belongings(READ_RELATED, true),
  },
})

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals */
function newServicePrincipal(turn: Turn, draft: Entity, { values }: Body): Entity {
  const { tenant, cloud } = turn
  const appId = String(values.appId).toLowerCase()
  const found = cloud.applicationOf(appId)
  const isLocal = found?.home.id === tenant.id
  const isMultitenant = /^AzureADMultipleOrgs|^AzureADandPersonal/.test(
    String(found?.application.signInAudience ?? ''),
  )
  if (!found || !(isLocal || isMultitenant)) throw applicationUnknown(appId)
  if (isOwnedByOnly(turn) && !isLocal) throw applicationNotLocal()
  if (tenant.find('servicePrincipals', 'appId', appId).length > 0) throw servicePrincipalExists(appId)
  const made = servicePrincipalFor(found.application, found.home.id, idOf(draft), turn.arrival.at)
  // Only consent tags it for the portal's list of enterprise applications (inferred).
  const info = found.application.info ?? NO_INFORMATION
  const publisherName = found.home.list('organization')[0]?.displayName ?? null
  return { ...made, publisherName, tags: [], info, ...values, appId }
}
