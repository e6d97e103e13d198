/** The customer's own objects: those from the start, and those that administrators have changed by hand since. */
import type { Change, Entity, Tenant, TenantFacts } from '#mock-m365'
import { publishedSite } from '../expected.ts'
import { nameOf } from './entity-name.ts'
import { endsFormer, formerObjectsIn, isFormerName } from './former.ts'
import type { Step } from './script.ts'
import type { StepResult } from './step-result.ts'

export interface Baseline {
  /** Entity by `kind key`. */
  readonly objects: ReadonlyMap<string, Entity>
  /** The customer's entries of the IP Allow List. */
  readonly allowedAddresses: readonly string[]
  /**
   * What the product lacks of its own until its next stage, since an administrator has removed it or an earlier product has
   * not made it: `kind name`, or an address.
   */
  readonly takenOut: ReadonlySet<string>
  /** `kind key` of the former account's objects, until it is removed or migrated: inline mode leaves them alone. */
  readonly former: ReadonlySet<string>
}

/** Kinds whose objects are the customer's at the start. Tokens and audit records are not objects. */
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

/** @param applications the product's: what an earlier consent to one of them has left is the product's, too */
export function baselineOf(tenant: Tenant, { applications }: Pick<TenantFacts, 'applications'>): Baseline {
  const products = applications.flatMap(({ clientId }) => tenant.find('servicePrincipals', 'appId', clientId))
  const own = new Set(products.map(({ id }) => id))
  const objects = new Map<string, Entity>()
  for (const kind of CUSTOMER_KINDS)
    for (const entity of tenant.list(kind))
      if (!isFormerName(nameOf(entity)) && !PRINCIPALS.some((name) => own.has(entity[name])))
        objects.set(`${kind} ${keyOf(entity)}`, entity)
  return {
    objects,
    allowedAddresses: addressesIn(tenant),
    takenOut: new Set(),
    former: new Set(formerObjectsIn(tenant)),
  }
}

/** Which principal an object is, or was given to. */
const PRINCIPALS = ['id', 'principalId', 'clientId'] as const

/** Whether an object is the customer's, or the former account's. @param name `kind key` */
export const isOthers = ({ objects, former }: Baseline, name: string): boolean =>
  objects.has(name) || former.has(name)

const keyOf = (entity: Entity): string =>
  'groupId' in entity
    ? `${entity.groupId}/${entity.memberId}`
    : String(KEY_PROPERTIES.map((name) => entity[name]).find(Boolean))

export function addressesIn(tenant: Pick<Tenant, 'list'>): string[] {
  const [policy] = tenant.list('HostedConnectionFilterPolicy')
  return policy ? addressesOf(policy) : []
}

const addressesOf = ({ IPAllowList }: Entity): string[] =>
  Array.isArray(IPAllowList) ? IPAllowList.map(String) : []

const DELETABLE = ['groups', 'servicePrincipals'] as const

/** What a step has come to, at the site of that published name. */
interface Done {
  readonly step: Step
  readonly result: StepResult
  readonly changes: readonly Change[]
  readonly site: string
}

/** What an administrator changes by hand is the customer's own from then on, unless the product made it. */
export function baselineAfter(
  baseline: Baseline,
  { step, result, changes, site }: Done,
  made: ReadonlySet<string>,
): Baseline {
  const before = step.op === 'provision earlier' ? lackingAllowLists(baseline, site) : baseline
  const takenOut = takenOutAfter(before.takenOut, step, changes, made)
  const former = endsFormer(step, result) ? new Set<string>() : baseline.former
  if (step.op !== 'administrator') return { ...baseline, takenOut, former }
  const objects = new Map(baseline.objects)
  for (const { kind, key, after } of changes) {
    const name = `${kind} ${key}`
    // what the product made stays the product's in the bin of deleted things
    if (made.has(name) || (kind === 'deletedItems' && DELETABLE.some((one) => made.has(`${one} ${key}`))))
      continue
    if (after) objects.set(name, after)
    else objects.delete(name)
  }
  const { act, value } = step
  const others = baseline.allowedAddresses.filter((one) => one !== value)
  const allowedAddresses =
    act === 'allow address'
      ? [...others, value]
      : act === 'take out address'
        ? others
        : baseline.allowedAddresses
  return { objects, allowedAddresses, takenOut, former }
}

/** After a grant by the product from before the allow lists. @param site by its published name */
function lackingAllowLists(baseline: Baseline, site: string): Baseline {
  const { inbound, outbound } = publishedSite(site)
  const lacking = [...inbound, ...outbound, 'TenantAllowBlockListSpoofItems *']
  return { ...baseline, takenOut: new Set([...baseline.takenOut, ...lacking]) }
}

function takenOutAfter(
  before: ReadonlySet<string>,
  step: Step,
  changes: readonly Change[],
  made: ReadonlySet<string>,
): ReadonlySet<string> {
  const taken = new Set(before)
  for (const change of changes) {
    const [was, is] = [entriesOf(change, change.before), entriesOf(change, change.after)]
    for (const entry of is) taken.delete(entry)
    const isOurs = change.kind === 'HostedConnectionFilterPolicy' || made.has(`${change.kind} ${change.key}`)
    if (step.op === 'administrator' && isOurs)
      for (const entry of was) if (!is.includes(entry)) taken.add(entry)
  }
  return taken
}

/** What a change could take away: addresses of the allow list, or the object by its name. */
function entriesOf({ kind }: Change, entity: Entity | undefined): string[] {
  if (!entity) return []
  return kind === 'HostedConnectionFilterPolicy' ? addressesOf(entity) : [`${kind} ${nameOf(entity)}`]
}
