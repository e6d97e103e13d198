import type { Tenant } from '../../../tenant.ts'
import type { Answer } from '../../../wire.ts'
import { checkPolicies } from '../../authorize/conditional-access.ts'
import { text } from '../../directory/directory.ts'
import { required } from '../../form.ts'
import { refuse } from '../../refusals/index.ts'
import { appToken } from '../access-token.ts'
import { claimsAsked } from '../claims-request.ts'
import { type Client, principalIn } from '../client.ts'
import { type Asked, askedOf } from '../scopes.ts'
import { answerWith, type Request } from './grant.ts'

/**
 * A token for the application itself. Without granted roles it is still issued, and the resource refuses it.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function clientCredentials(request: Request): Answer {
  const { version, entra, arrival, realm, form, client } = request
  if (client.proof === '0') throw refuse.credentialRequired()
  if (!realm.tenant) throw refuse.tenantUnnamed()
  const tenant = entra.viewOf(realm.tenant, 'entra', arrival.at)
  const principal = principalIn(tenant, client, true)
  const resource = version === 1 ? (form.get('resource') ?? undefined) : undefined
  const scope = resource ? '' : required(form, version === 1 && !form.has('scope') ? 'resource' : 'scope')
  if (!resource && scope.split(' ').every((word) => !word.includes('/') && !word.includes('.')))
    throw refuse.scopeInvalid({ scope })
  const asked = askedOf(entra, tenant, scope, resource)
  if (asked.names.length !== 1 || asked.names[0] !== '.default') throw refuse.scopeNotDefault({ scope })
  checkAssigned(tenant, client, text(principal.id), asked)
  const subject = {
    tenant,
    id: text(principal.id),
    type: 'servicePrincipal',
    resource: asked.resource,
  } as const
  checkPolicies({ ...subject, signedInAt: arrival.at }, arrival.at)
  const issuing = { entra, arrival, tenant, client, asked, wanted: claimsAsked(form) }
  return answerWith(request, appToken(issuing, principal))
}

/** A resource may require a role of it for a token. @throws EntraError 501051 */
function checkAssigned(
  tenant: Tenant,
  { appId, application }: Client,
  principalId: string,
  { resource, audience }: Asked,
): void {
  if (resource.appRoleAssignmentRequired !== true) return
  const isAssigned = tenant
    .find('appRoleAssignments', 'principalId', principalId)
    .some(({ resourceId }) => resourceId === resource.id)
  if (isAssigned) return
  throw refuse.applicationNotAssigned({
    appId,
    name: text(application.displayName),
    resource: audience,
    resourceName: text(resource.displayName),
  })
}
