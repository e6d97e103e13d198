import type { Entity } from '../../base.ts'
import { checkedApplication, READ_APPLICATIONS } from '../applications/application-rules.ts'
import { newPassword, record } from '../applications/credentials.ts'
import { checkOwnedByOnly, isOwnedByOnly, ownByCaller, owners } from '../applications/owners.ts'
import { NOTHING, writing } from '../authorization/access.ts'
import { DIRECTORY_OBJECT } from '../directory/directory-object.ts'
import { type Property, schemaOf } from '../schema.ts'
import { deleteEntity, idOf } from '../verbs/entities.ts'
import { resource } from '../verbs/resource.ts'
import type { Turn } from '../wire/turn.ts'
import { extensionsOfApplication } from './extensionProperties.ts'
import { servicePrincipals } from './servicePrincipals.ts'

/**
 * OwnedBy reaches only what the caller owns. That Directory.ReadWrite.All writes applications is documented
 * for their keys.
 */
const writingApplications = (action: string) =>
  writing(
    ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
    [`applications/${action}`],
    ['Application.ReadWrite.All'],
  )

const PROPERTIES: Readonly<Record<string, Property>> = {
  ...DIRECTORY_OBJECT,
  appId: { type: 'String', readOnly: true, unique: true, filter: 'default' },
  applicationTemplateId: { type: 'String', readOnly: true },
  disabledByMicrosoftStatus: { type: 'String', readOnly: true, filter: 'default' },
  createdDateTime: {
    type: 'DateTimeOffset',
    readOnly: true,
    filter: 'default',
    filterNull: 'advanced',
    sort: 'advanced',
  },
  displayName: {
    type: 'String',
    required: true,
    max: 256,
    filter: 'default',
    filterNull: 'advanced',
    sort: 'advanced',
    search: 'words',
  },
  description: { type: 'String', max: 1024, filter: 'advanced', search: 'words' },
  groupMembershipClaims: { type: 'String' },
  identifierUris: { type: 'String', collection: true, filter: 'default' },
  isDeviceOnlyAuthSupported: { type: 'Boolean' },
  isFallbackPublicClient: { type: 'Boolean' },
  notes: { type: 'String', max: 1024 },
  publisherDomain: { type: 'String', readOnly: true, filter: 'default' },
  serviceManagementReference: { type: 'String', filter: 'advanced', filterNull: 'advanced' },
  signInAudience: {
    type: 'String',
    filter: 'default',
    values: [
      'AzureADMyOrg',
      'AzureADMultipleOrgs',
      'AzureADandPersonalMicrosoftAccount',
      'PersonalMicrosoftAccount',
    ],
    // Observed: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/3916, Azure/azure-cli#25881.
    initial: 'AzureADandPersonalMicrosoftAccount',
  },
  tags: { type: 'String', collection: true, filter: 'default' },
  tokenEncryptionKeyId: { type: 'String' },
  uniqueName: { type: 'String', once: true, max: 128, unique: true, filter: 'default' },
  samlMetadataUrl: { type: 'String' },
  defaultRedirectUri: { type: 'String' },
  certification: { type: 'Complex', readOnly: true },
  servicePrincipalLockConfiguration: { type: 'Complex' },
  requestSignatureVerification: { type: 'Complex' },
  addIns: { type: 'Complex', collection: true },
  api: { type: 'Complex' },
  appRoles: { type: 'Complex', collection: true },
  info: { type: 'Complex' },
  keyCredentials: { type: 'Complex', collection: true, hide: ['key'] },
  optionalClaims: { type: 'Complex' },
  parentalControlSettings: { type: 'Complex' },
  passwordCredentials: { type: 'Complex', collection: true, hide: ['secretText'] },
  publicClient: { type: 'Complex' },
  requiredResourceAccess: { type: 'Complex', collection: true },
  verifiedPublisher: { type: 'Complex', readOnly: true },
  web: { type: 'Complex' },
  spa: { type: 'Complex' },
  windows: { type: 'Complex', only: 'beta' },
  // https://github.com/microsoftgraph/msgraph-metadata/issues/273 (observed)
  oauth2RequirePostResponse: { type: 'Boolean', only: 'beta', absent: false },
}

/** Registrations whose home is this tenant. Order is observed; secrets are shown once, by addPassword. */
export const applications = resource({
  segment: 'applications',
  type: 'application',
  source: 'https://learn.microsoft.com/graph/api/resources/application',
  provenance: 'observed',
  alternateKeys: ['appId', 'uniqueName'],
  listCost: 2,
  locationType: 'Application',
  properties: PROPERTIES,
  list: READ_APPLICATIONS,
  get: READ_APPLICATIONS,
  create: {
    access: writing(
      ['AppRegistration.Create', 'Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'],
      ['applications/create', 'applications/createAsOwner'],
      ['AppRegistration.Create', 'Application.ReadWrite.All'],
    ),
    complete: newApplication,
    shownOnce: () => WITH_SECRETS,
    attach: (turn, created) => {
      // A caller with only OwnedBy becomes the owner of what it makes, as users do (documented); other apps
      // do not.
      if (turn.claims.idtyp === 'user' || isOwnedByOnly(turn)) ownByCaller(turn, 'applications', created)
    },
  },
  update: {
    access: writingApplications('basic/update'),
    upsertBy: 'uniqueName',
    complete: (turn, before, after) => {
      checkOwnedByOnly(turn, 'applications', before)
      return checkedApplication(turn, before, after)
    },
  },
  delete: {
    access: writingApplications('delete'),
    check: (turn, application) => checkOwnedByOnly(turn, 'applications', application),
    soft: () => true,
    release: removeServicePrincipal,
  },
  navigations: {
    owners: owners('applications', writingApplications('owners/update')),
    extensionProperties: extensionsOfApplication,
  },
})

/** https://learn.microsoft.com/graph/api/application-post-applications */
function newApplication(turn: Turn, draft: Entity): Entity {
  const { tenant, cloud } = turn
  const [initial] = tenant.find('domains', 'isDefault', true)
  const made = {
    ...draft,
    ...tokenVersion(draft),
    appId: cloud.ids.uuid(),
    publisherDomain: initial?.id ?? null,
  }
  // Secrets may come with it (documented): https://learn.microsoft.com/graph/api/application-addpassword
  const { passwordCredentials: asked = [] } = draft
  const secrets = (Array.isArray(asked) ? asked : []).map((one) =>
    newPassword(one, cloud.ids, turn.arrival.at),
  )
  return checkedApplication(
    turn,
    { id: idOf(draft), passwordCredentials: secrets },
    { ...made, passwordCredentials: secrets },
  )
}

/** Personal accounts know tokens of v2 alone (documented). https://learn.microsoft.com/graph/api/application-post-applications */
function tokenVersion({ signInAudience, api }: Entity): Entity {
  const isPersonal = String(signInAudience).includes('Personal')
  return isPersonal ? { api: { ...record(api), requestedAccessTokenVersion: 2 } } : {}
}

/** The answer to POST is the only one that shows the secrets which came with it. */
const WITH_SECRETS = schemaOf('application', {
  ...PROPERTIES,
  passwordCredentials: { type: 'Complex', collection: true },
})

/** The application's own service principal goes with it. https://learn.microsoft.com/graph/api/application-delete (documented) */
function removeServicePrincipal(turn: Turn, { appId }: Entity): void {
  for (const one of turn.tenant.find('servicePrincipals', 'appId', appId))
    deleteEntity({ ...turn, grant: NOTHING }, servicePrincipals, one)
}
