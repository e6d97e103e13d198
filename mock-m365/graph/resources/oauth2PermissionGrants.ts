import type { Entity } from '../../base.ts'
import { permissionGrantId } from '../../entra/directory/object-ids.ts'
import { reading, writing } from '../authorization/access.ts'
import { type Body, type Navigation, resource } from '../verbs/resource.ts'
import { grantExists, resourceNotFound, valueInvalid, valueRequired } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

const READ = reading([
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
])
/** https://learn.microsoft.com/graph/api/oauth2permissiongrant-post */
const writingGrants = (action: string) =>
  writing(
    ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All'],
    [`oAuth2PermissionGrants/${action}`],
  )
const TITLE = 'OAuth2PermissionGrant'

/** Delegated scopes granted; consent makes them too. The id is decodable, see entra/object-ids.ts. */
export const oauth2PermissionGrants = resource({
  segment: 'oauth2PermissionGrants',
  type: 'oAuth2PermissionGrant',
  source: 'https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant',
  provenance: 'documented',
  listCost: 2,
  properties: {
    clientId: { type: 'String', filter: 'default', required: true, immutable: true, max: 64 },
    consentType: {
      type: 'String',
      filter: 'default',
      required: true,
      immutable: true,
      values: ['AllPrincipals', 'Principal'],
    },
    id: { type: 'String', readOnly: true },
    principalId: { type: 'String', filter: 'default', filterNull: 'default', immutable: true, max: 64 },
    resourceId: { type: 'String', filter: 'default', required: true, immutable: true, max: 64 },
    // The length is documented.
    scope: { type: 'String', filter: 'default', max: 3850 },
    // Required in the body, but ignored (documented):
    // https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant?view=graph-rest-beta
    startTime: { type: 'DateTimeOffset', only: 'beta' },
    expiryTime: { type: 'DateTimeOffset', only: 'beta', required: true },
  },
  list: READ,
  get: READ,
  create: { access: writingGrants('create'), complete: newGrant },
  update: { access: writingGrants('basic/update') },
  delete: { access: writingGrants('delete') },
})

/** Grants of one client, or for one user. https://learn.microsoft.com/graph/api/serviceprincipal-list-oauth2permissiongrants */
export const grantsBy = (property: 'clientId' | 'principalId'): Navigation => ({
  type: 'oAuth2PermissionGrant',
  context: 'oauth2PermissionGrants',
  schema: oauth2PermissionGrants.schema,
  access: READ,
  reach: ({ tenant }, { id }) =>
    tenant
      .find('oauth2PermissionGrants', property, id)
      .map((entity) => ({ kind: 'oauth2PermissionGrants', entity })),
})

/** That unknown ids answer 404 is inferred; so is the refusal of a second grant for one resource and user. */
function newGrant({ tenant }: Turn, draft: Entity, { values }: Body): Entity {
  const given = (name: string) => String(values[name]).toLowerCase()
  const [clientId, resourceId] = [given('clientId'), given('resourceId')]
  const isForOne = values.consentType === 'Principal'
  const principalId = values.principalId ? given('principalId') : null
  if (isForOne && principalId === null) throw valueRequired('principalId', TITLE)
  if (!isForOne && principalId !== null) throw valueInvalid('principalId', TITLE)
  for (const id of [clientId, resourceId])
    if (!tenant.get('servicePrincipals', id)) throw resourceNotFound(id)
  if (principalId !== null && !tenant.get('users', principalId)) throw resourceNotFound(principalId)
  const id = permissionGrantId(clientId, resourceId, ...(principalId === null ? [] : [principalId]))
  const same = tenant
    .find('oauth2PermissionGrants', 'clientId', clientId)
    .some((one) => one.id === id || (one.resourceId === resourceId && one.principalId === principalId))
  if (same) throw grantExists()
  return { ...draft, id, clientId, principalId, resourceId, scope: values.scope ?? null }
}
