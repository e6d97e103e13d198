/** What a token request requests: one resource, and names of its permissions. */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { resourceNamed } from '../directory/directory.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import { GRAPH_APP_ID } from '../well-known.ts'

export const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access'])

export interface Asked {
  readonly resource: Entity
  /** The resource as the request spells it; this becomes the token's audience. */
  readonly audience: string
  /** Names without the resource: `User.Read`, `.default`. */
  readonly names: readonly string[]
  /** The prefix of the names: empty, or the resource and a slash. */
  readonly prefix: string
  readonly openid: ReadonlySet<string>
}

/** The requested scopes or v1 resource, grouped. */
export interface Words {
  readonly openid: ReadonlySet<string>
  /** Names by resource, as spelled; a name without a resource is Microsoft Graph's. */
  readonly byResource: ReadonlyMap<string, readonly string[]>
}

/** The resource of names without a resource. */
export const UNNAMED = ''

export function wordsOf(scope: string, resource: string | undefined): Words {
  const openid = new Set<string>()
  const byResource = new Map<string, string[]>()
  const add = (identifier: string, name: string) => {
    const names = byResource.get(identifier)
    if (names) names.push(name)
    else byResource.set(identifier, [name])
  }
  if (resource) add(resource, '.default')
  for (const word of new Set(scope.split(' ')))
    if (OPENID_SCOPES.has(word)) openid.add(word)
    else if (word !== '' && !resource) add(...split(word))
  return { openid, byResource }
}

/**
 * A slash at the end of the resource stays in the audience:
 * https://learn.microsoft.com/entra/identity-platform/scopes-oidc#trailing-slash-and-default
 */
function split(scope: string): [resource: string, name: string] {
  const slash = scope.lastIndexOf('/')
  return slash < 0 ? [UNNAMED, scope] : [scope.slice(0, slash), scope.slice(slash + 1)]
}

const audienceOf = (spelled: string): string => (spelled === UNNAMED ? GRAPH_APP_ID : spelled)

/** Several spellings may name one resource. @throws EntraError 70011, 28000, 500011 */
export function askedOf(entra: Entra, tenant: Tenant, scope: string, resource: string | undefined): Asked {
  const { openid, byResource } = wordsOf(scope, resource)
  const spellings = [...byResource.keys()]
  // Among several names, a spelling with the resource becomes the audience.
  const first = spellings.find((one) => one !== UNNAMED) ?? UNNAMED
  const audience = audienceOf(first)
  const found = resourceNamed(entra, tenant, audience)
  if (!found) throw refuse.resourceNotFound({ resource: audience, tenant: tenant.id })
  for (const one of spellings)
    if (one !== first && resourceNamed(entra, tenant, audienceOf(one))?.id !== found.id)
      throw refuse.severalResources({ scope })
  const names = [...new Set([...byResource.values()].flat())]
  if (names.includes('.default') && names.length > 1) throw refuse.scopeInvalid({ scope })
  return { resource: found, audience, names, prefix: first ? `${first}/` : '', openid }
}
