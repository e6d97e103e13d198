/**
 * Root domains and subdomains, the default domain, and what depends on a domain.
 * https://learn.microsoft.com/graph/api/resources/domain
 */
import type { Entity, Kind } from '../../base.ts'
import { hash32 } from '../../seeded-ids.ts'
import type { View } from '../../tenant.ts'
import { idOf } from '../verbs/entities.ts'
import type { Reached } from '../verbs/resource.ts'
import { conflictingObject, domainInUse, domainTaken, quotaExceeded, valueInvalid } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { verifiedDomains } from './verified-domains.ts'

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
const DOMAINS_MAX = 5000
const NEVER_EXPIRES = 2_147_483_647

/**
 * A new domain after POST (observed); below a verified root it is verified at once (documented).
 * https://learn.microsoft.com/graph/api/domain-post-domains
 */
export function newDomain({ tenant, cloud }: Turn, values: Readonly<Record<string, unknown>>): Entity {
  const id = String(values.id).toLowerCase()
  const labels = id.split('.')
  const isName =
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
  if (!isName || id.endsWith('.onmicrosoft.com')) throw valueInvalid('id', 'Domain')
  for (const name of Object.keys(values)) if (name !== 'id') throw valueInvalid(name, 'Domain')
  if (tenant.get('domains', id)) throw conflictingObject()
  const count = tenant.list('domains').length + 1
  if (count > DOMAINS_MAX) throw quotaExceeded(count, DOMAINS_MAX, 'domains')
  const owner = ownerOf(cloud.tenants.values(), id)
  if (owner && owner !== tenant.id) throw domainTaken(id)
  const root = verifiedRootOf(tenant, id)
  return {
    authenticationType: root?.authenticationType ?? 'Managed',
    availabilityStatus: null,
    id,
    isAdminManaged: true,
    isDefault: false,
    isInitial: false,
    isRoot: root === undefined,
    isVerified: root !== undefined,
    passwordNotificationWindowInDays: root ? 14 : null,
    passwordValidityPeriodInDays: root ? NEVER_EXPIRES : null,
    state: null,
    supportedServices: [],
  }
}

/** The domain as verification leaves it. */
export const verifiedDomain = (domain: Entity): Entity => ({
  ...domain,
  isVerified: true,
  passwordNotificationWindowInDays: 14,
  passwordValidityPeriodInDays: NEVER_EXPIRES,
  supportedServices: ['Email', 'OfficeCommunicationsOnline'],
})

/** Number in the record that proves a domain; its rule is ours (inferred). */
export const verificationNumber = (domain: string): number => 10_000_000 + (hash32(domain) % 90_000_000)

/** The tenant in which somebody has verified the domain or its root. */
export function ownerOf(tenants: Iterable<View & { readonly id: string }>, id: string): string | undefined {
  for (const tenant of tenants) {
    const same = tenant.get('domains', id)
    if (same?.isVerified === true || verifiedRootOf(tenant, id)) return tenant.id
  }
  return undefined
}

function verifiedRootOf(view: View, id: string): Entity | undefined {
  const labels = id.split('.')
  for (let from = 1; from < labels.length - 1; from++) {
    const above = view.get('domains', labels.slice(from).join('.'))
    if (above?.isVerified === true && above.isRoot !== false && above.isInitial !== true) return above
  }
  return undefined
}

export const rootOf = (view: View, domain: Entity): Entity =>
  domain.isRoot === false ? (verifiedRootOf(view, idOf(domain)) ?? domain) : domain

/** Moves the default: the former default loses it, and the organization's list changes too. */
export function changeDefault(turn: Turn, next: Entity): void {
  const { tenant, write } = turn
  for (const one of tenant.find('domains', 'isDefault', true))
    if (one.id !== next.id) tenant.commit(write, 'domains', idOf(one), { ...one, isDefault: false }, true)
  syncOrganization(turn, { ...next, isDefault: true })
}

/** The organization lists its verified domains. @param changed a domain that is not committed yet */
export function syncOrganization({ tenant, write }: Turn, changed?: Entity): void {
  const [organization] = tenant.list('organization')
  if (!organization) return
  const domains = tenant.list('domains').map((one) => (changed && one.id === changed.id ? changed : one))
  const after = { ...organization, verifiedDomains: verifiedDomains(domains) }
  if (JSON.stringify(after.verifiedDomains) === JSON.stringify(organization.verifiedDomains)) return
  tenant.commit(write, 'organization', idOf(organization), after, true)
}

/** The initial domain, the default domain and domains that are in use cannot be removed (documented). */
export function checkDomainRemovable({ tenant }: Turn, domain: Entity): void {
  const id = idOf(domain)
  if (domain.isInitial === true) throw domainInUse(id, 'it is the initial domain')
  if (domain.isDefault === true) throw domainInUse(id, 'it is the default domain')
  if (tenant.list('domains').some((one) => idOf(one).endsWith(`.${id}`)))
    throw domainInUse(id, 'it has subdomains')
  if (referencesTo(tenant, id).length > 0) throw domainInUse(id, 'objects depend on it')
}

/** Where each kind names domains. */
const NAMED_IN: readonly { kind: Kind; properties: readonly string[] }[] = [
  { kind: 'users', properties: ['userPrincipalName', 'mail', 'proxyAddresses'] },
  { kind: 'groups', properties: ['mail', 'proxyAddresses'] },
  { kind: 'applications', properties: ['identifierUris'] },
]

/** https://learn.microsoft.com/graph/api/domain-list-domainnamereferences */
export function referencesTo(view: View, domain: string): Reached {
  const [mail, host] = [`@${domain}`, `//${domain}`]
  const names = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(names)
    if (typeof value !== 'string') return false
    const text = value.toLowerCase()
    return text.endsWith(mail) || text.endsWith(host) || text.includes(`${host}/`)
  }
  return NAMED_IN.flatMap(({ kind, properties }) =>
    view
      .list(kind)
      .filter((entity) => properties.some((property) => names(entity[property])))
      .map((entity) => ({ kind, entity })),
  )
}

/**
 * What forceDelete changes in an object that depends on the domain (documented for users, groups and
 * applications).
 */
export function freedFrom({ kind, entity }: Reached[number], domain: string, initial: string): Entity {
  const suffix = `@${domain}`
  const isGone = (one: unknown) =>
    typeof one === 'string' &&
    (one.toLowerCase().endsWith(suffix) || one.toLowerCase().includes(`//${domain}`))
  const left = (list: unknown) => (Array.isArray(list) ? list.filter((one) => !isGone(one)) : [])
  if (kind === 'applications') return { ...entity, identifierUris: left(entity.identifierUris) }
  const moved = (value: unknown) =>
    isGone(value) ? `${String(value).slice(0, -suffix.length)}@${initial}` : value
  const freed = { ...entity, mail: moved(entity.mail), proxyAddresses: left(entity.proxyAddresses) }
  return kind === 'users' ? { ...freed, userPrincipalName: moved(entity.userPrincipalName) } : freed
}
