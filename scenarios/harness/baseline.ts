/** The customer's own objects: what stood there at the start, and what administrators have done by hand since. */
import type { Change, Entity, Tenant } from '#mock-m365'
import type { Step } from './script.ts'

export interface Baseline {
  /** Entity by `kind key`. */
  readonly objects: ReadonlyMap<string, Entity>
  /** The customer's entries of the IP Allow List. */
  readonly allowedAddresses: readonly string[]
}

/** Kinds whose objects are the customer's at the start. Tokens and audit are no objects. */
const CUSTOMER_KINDS = [
  'users',
  'groups',
  'groups/members',
  'domains',
  'organization',
  'servicePrincipals',
  'appRoleAssignments',
  'oauth2PermissionGrants',
  'roleAssignments',
  'TransportRule',
  'InboundConnector',
  'OutboundConnector',
  'HostedConnectionFilterPolicy',
  'TenantAllowBlockListSpoofItems',
  'AcceptedDomain',
  'OrganizationConfig',
]

const KEY_PROPERTIES = ['id', 'Guid', 'Identity', 'Name'] as const

export function baselineOf(tenant: Tenant): Baseline {
  const objects = new Map<string, Entity>()
  for (const kind of CUSTOMER_KINDS)
    for (const entity of tenant.list(kind)) objects.set(`${kind} ${keyOf(entity)}`, entity)
  return { objects, allowedAddresses: addressesIn(tenant) }
}

const keyOf = (entity: Entity): string =>
  'groupId' in entity
    ? `${entity.groupId}/${entity.memberId}`
    : String(KEY_PROPERTIES.map((name) => entity[name]).find(Boolean))

export function addressesIn(tenant: Pick<Tenant, 'list'>): string[] {
  const [policy] = tenant.list('HostedConnectionFilterPolicy')
  return Array.isArray(policy?.IPAllowList) ? policy.IPAllowList.map(String) : []
}

/** What an administrator changes by hand is the customer's own from then on, unless the product made it. */
export function baselineAfter(
  baseline: Baseline,
  step: Step,
  changes: readonly Change[],
  made: ReadonlySet<string>,
): Baseline {
  if (step.op !== 'administrator') return baseline
  const objects = new Map(baseline.objects)
  for (const { kind, key, after } of changes) {
    const name = `${kind} ${key}`
    if (made.has(name)) continue
    if (after) objects.set(name, after)
    else objects.delete(name)
  }
  const address =
    step.act === 'allow address' && !baseline.allowedAddresses.includes(step.value) ? [step.value] : []
  return { objects, allowedAddresses: [...baseline.allowedAddresses, ...address] }
}
