/** What a change changed: fields, and lists entry by entry, so that no entry hides behind its list. */
import type { ChangeRecord } from './record.ts'
import { canonical } from './value-text.ts'

export interface Field {
  readonly property: string
  readonly value: unknown
}

export type Difference =
  | { readonly kind: 'created' | 'removed'; readonly fields: readonly Field[] }
  | { readonly kind: 'set'; readonly property: string; readonly before: unknown; readonly after: unknown }
  | { readonly kind: 'entry added' | 'entry removed'; readonly property: string; readonly entry: unknown }
  | { readonly kind: 'reordered'; readonly property: string }

/** The most important properties of an object, by kind: a creation shows these instead of some 200. */
const TELLING: ReadonlyMap<string, string> = new Map([
  ['servicePrincipals', 'appId appOwnerOrganizationId accountEnabled'],
  ['appRoleAssignments', 'principalDisplayName resourceDisplayName appRoleId'],
  ['oauth2PermissionGrants', 'consentType scope'],
  ['roleAssignments', 'principalId roleDefinitionId directoryScopeId'],
  ['groups', 'groupTypes mailNickname uniqueName visibility description'],
  ['groups/members', 'groupId memberId'],
  ['deletedItems', 'displayName deletedDateTime'],
  [
    'TransportRule',
    'State Mode Priority FromScope SentToScope RecipientDomainIs SenderDomainIs SentToMemberOf FromMemberOf ' +
      'SenderIpRanges HeaderContainsMessageHeader HeaderContainsWords ExceptIfSenderIpRanges ' +
      'ExceptIfHeaderContainsMessageHeader ExceptIfHeaderContainsWords SetHeaderName SetHeaderValue SetSCL ' +
      'RouteMessageOutboundConnector',
  ],
  [
    'InboundConnector',
    'ConnectorType Enabled SenderDomains SenderIPAddresses RequireTls RestrictDomainsToIPAddresses ' +
      'CloudServicesMailEnabled',
  ],
  [
    'OutboundConnector',
    'ConnectorType Enabled SmartHosts UseMXRecord IsTransportRuleScoped TlsSettings CloudServicesMailEnabled',
  ],
  ['HostedConnectionFilterPolicy', 'IPAllowList IPBlockList EnableSafeList'],
  ['TenantAllowBlockListSpoofItems', 'SpoofedUser SendingInfrastructure SpoofType Action'],
])

/** Exchange writes these itself at every change; they say nothing that time and actor do not say. */
const BOOKKEEPING = new Set(
  'WhenChanged WhenChangedUTC WhenCreated WhenCreatedUTC LastModifiedTime LastModifiedBy ModifiedDateTime'.split(
    ' ',
  ),
)
/** Exchange works these out from the others; they are news only where nothing else is. */
const DERIVED = new Set(['TransportRule Description', 'TransportRule Size'])

const FIELDS_OF_UNKNOWN_KIND_MAX = 8

/** Differences that a reader looks for, and those that follow from them. */
export function parted(
  kind: string,
  differences: readonly Difference[],
): { readonly own: readonly Difference[]; readonly derived: readonly Difference[] } {
  const isDerived = (one: Difference) => one.kind === 'set' && DERIVED.has(`${kind} ${one.property}`)
  const own = differences.filter((one) => !isDerived(one))
  return own.length === 0
    ? { own: differences, derived: [] }
    : { own, derived: differences.filter(isDerived) }
}

/** Empty where nothing but the service's own time stamps differs. */
export function differencesOf({ kind, before, after }: ChangeRecord): readonly Difference[] {
  if (!before && !after) return []
  if (!before) return [{ kind: 'created', fields: tellingFields(kind, after ?? {}) }]
  if (!after) return [{ kind: 'removed', fields: tellingFields(kind, before) }]
  const properties = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...properties]
    .filter((property) => !BOOKKEEPING.has(property))
    .flatMap((property) => differencesIn(property, own(before, property), own(after, property)))
}

/** Property, before and after of each value that a difference holds. @param shown how a value is shown */
export function valuesOf<Shown>(
  difference: Difference,
  shown: (value: unknown) => Shown,
): [property: string, before: Shown | string, after: Shown | string][] {
  switch (difference.kind) {
    case 'created':
      return difference.fields.map(({ property, value }) => [property, '', shown(value)])
    case 'removed':
      return difference.fields.map(({ property, value }) => [property, shown(value), ''])
    case 'set':
      return [[difference.property, shown(difference.before), shown(difference.after)]]
    case 'entry added':
      return [[difference.property, '', shown(difference.entry)]]
    case 'entry removed':
      return [[difference.property, shown(difference.entry), '']]
    case 'reordered':
      return [[difference.property, 'same entries', 'in another order']]
  }
}

/** An own property only: `__proto__` and `constructor` are names like any other here. */
export function own(object: Readonly<Record<string, unknown>> | null, property: string): unknown {
  return object && Object.hasOwn(object, property) ? object[property] : undefined
}

function differencesIn(property: string, before: unknown, after: unknown): readonly Difference[] {
  if (canonical(before) === canonical(after)) return []
  if (!Array.isArray(before) && !Array.isArray(after)) return [{ kind: 'set', property, before, after }]
  const [was, is] = [listOf(before), listOf(after)]
  if (!was || !is) return [{ kind: 'set', property, before, after }]
  const removed = surplus(was, is).map((entry) => ({ kind: 'entry removed' as const, property, entry }))
  const added = surplus(is, was).map((entry) => ({ kind: 'entry added' as const, property, entry }))
  return removed.length + added.length > 0 ? [...removed, ...added] : [{ kind: 'reordered', property }]
}

/** No value stands for no entries: services write both for an emptied list. */
function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : value === null || value === undefined ? [] : undefined
}

/** Entries of one list beyond those of the other; a duplicate entry counts twice. */
function surplus(of: readonly unknown[], beyond: readonly unknown[]): unknown[] {
  const left = new Map<string, number>()
  for (const entry of beyond) left.set(canonical(entry), (left.get(canonical(entry)) ?? 0) + 1)
  return of.filter((entry) => {
    const count = left.get(canonical(entry)) ?? 0
    left.set(canonical(entry), count - 1)
    return count <= 0
  })
}

function tellingFields(kind: string, entity: Readonly<Record<string, unknown>>): readonly Field[] {
  const telling = TELLING.get(kind)?.split(' ')
  const fields = (telling ?? Object.keys(entity))
    .map((property) => ({ property, value: own(entity, property) }))
    .filter(({ value }) => value !== undefined && value !== null && value !== '' && !isEmptyList(value))
  return telling ? fields : fields.slice(0, FIELDS_OF_UNKNOWN_KIND_MAX)
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
