/**
 * What the product's applications were granted, and which of its calls each grant allowed: what was granted stands in the
 * tenant's change log, what was used in the tokens that the product sends.
 */
import type { Ports } from '#cas-core'
import type { Entity, Tenant } from '#mock-m365'
import { acceptedFor, roleNamed } from '#mock-m365/coverage'
import type { RunRecord } from '#reports'
import type { Warp, World } from './harness/world.ts'

type Permission = NonNullable<RunRecord['permissions']>[number]

/** What a token says of the application that it was issued to. */
interface Bearer {
  readonly appid?: string
  readonly idtyp?: string
  readonly aud?: string
  readonly roles?: readonly string[]
  readonly wids?: readonly string[]
}

export interface Tap {
  readonly warp: Warp
  readonly permissionsIn: (world: Pick<World, 'cloud' | 'tenant' | 'origin'>) => readonly Permission[]
}

/** Listens to the product's calls. */
export function permissionsTap(): Tap {
  const bearers = new Map<string, Bearer>()
  const ports = (given: Ports): Ports => ({
    ...given,
    async fetch(input, init) {
      const response = await given.fetch(input, init)
      const token = new Headers(init?.headers).get('authorization')?.split(' ')[1]
      const requestId = response.headers.get('request-id')
      if (token && requestId) bearers.set(requestId, bearerOf(token))
      return response
    },
  })
  return { warp: { ports }, permissionsIn: (world) => permissionsOf(world, bearers) }
}

const bearerOf = (token: string): Bearer =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

function permissionsOf(
  { cloud, tenant, origin }: Pick<World, 'cloud' | 'tenant' | 'origin'>,
  bearers: ReadonlyMap<string, Bearer>,
): readonly Permission[] {
  const apps = new Set(origin.facts.applications.map(({ clientId }) => clientId))
  const used = new Map<string, Map<string, number>>()
  for (const { requestId, service, operation, status } of cloud.calls) {
    const { appid = '', idtyp, roles = [], wids = [] } = bearers.get(requestId) ?? {}
    if (idtyp !== 'app' || !apps.has(appid) || status >= 400) continue
    const accepted = acceptedFor(service, operation)
    const permissions = roles.filter((one) => accepted.permissions.has(one))
    const held = wids.filter((one) => accepted.roles.has(one)).map(roleNamed)
    const countsRoles = accepted.needsBoth || permissions.length === 0
    for (const name of countsRoles ? [...permissions, ...held] : permissions) {
      const calls = used.get(`${appid} ${name}`) ?? new Map<string, number>()
      calls.set(operation, (calls.get(operation) ?? 0) + 1)
      used.set(`${appid} ${name}`, calls)
    }
  }
  return grantedIn(tenant, apps).map(({ appId, ...permission }) => ({
    ...permission,
    calls: [...(used.get(`${appId} ${permission.name}`) ?? [])].map(([operation, times]) => ({
      operation,
      times,
    })),
  }))
}

type Granted = Omit<Permission, 'calls'> & { readonly appId: string }

/** Everything that the applications were given since the run began, whether or not they still have it. */
function grantedIn(tenant: Tenant, apps: ReadonlySet<string>): readonly Granted[] {
  const principals = new Map<string, Entity>()
  const found = new Map<string, Granted>()
  for (const { kind, after } of tenant.changesSince()) {
    if (!after) continue
    if (kind === 'servicePrincipals') principals.set(String(after.id), after)
    for (const one of givenBy(kind, after, (id) => principals.get(id) ?? tenant.get('servicePrincipals', id)))
      if (apps.has(one.appId)) found.set(JSON.stringify(one), one)
  }
  return [...found.values()]
}

function givenBy(kind: string, entity: Entity, principal: (id: string) => Entity | undefined): Granted[] {
  const holder = principal(String(entity.principalId ?? entity.clientId))
  const { appId, displayName } = holder ?? {}
  const to = { appId: String(appId), application: String(displayName) }
  const resource = principal(String(entity.resourceId))
  const from = String(resource?.displayName)
  switch (kind) {
    case 'appRoleAssignments': {
      const roles = (resource?.appRoles ?? []) as readonly { id: string; value: string }[]
      const name = roles.find(({ id }) => id === entity.appRoleId)?.value ?? String(entity.appRoleId)
      return [{ ...to, resource: from, name, type: 'application' }]
    }
    case 'oauth2PermissionGrants':
      return String(entity.scope)
        .split(' ')
        .filter(Boolean)
        .map((name) => ({ ...to, resource: from, name, type: 'delegated' }))
    case 'roleAssignments':
      return [
        {
          ...to,
          resource: 'Microsoft Entra ID',
          name: roleNamed(String(entity.roleDefinitionId)),
          type: 'directory role',
        },
      ]
    default:
      return []
  }
}
