/** What can be known before the first write: names that are taken, and limits that would be passed. */
import { nicknameOf } from '../../objects/group.ts'
import type { Observed } from '../../reconcile/plan.ts'
import { isList } from '../../reconcile/row.ts'
import type { Account } from '../kind.ts'
import type { Refusal } from '../refusal.ts'
import { addressesOf } from '../sites.ts'
import type { InlineTable } from './table.ts'

/** https://learn.microsoft.com/office365/servicedescriptions: transport rules an organization may have. */
const RULES_MAX = 300
/** https://learn.microsoft.com/defender-office-365/connection-filter-policies-configure */
const ALLOWED_ADDRESSES_MAX = 1273
/** https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure */
const SPOOFED_SENDERS_MAX = 1024

/** Why the grant cannot succeed; undefined where nothing stands in the way. */
export function preflight({ site }: Account, table: InlineTable, seen: Observed): Refusal | undefined {
  return takenName(table, seen) ?? takenByGroup(table, seen) ?? passedLimit(table, addressesOf(site), seen)
}

function takenName(table: InlineTable, { objects }: Observed): Refusal | undefined {
  const named = table.filter((row) => !isList(row) && row.kind !== 'group')
  const names = new Set(named.map(({ name }) => name.toLowerCase()))
  const standing = (['transportRule', 'inboundConnector', 'outboundConnector'] as const).flatMap(
    (kind) => objects.get(kind) ?? [],
  )
  const leftover = standing.find(({ name }) => names.has(name.toLowerCase()))
  return leftover && { code: 'name exists', data: { name: leftover.name } }
}

/** A group of ours may still be seen though it was removed a moment ago; one of somebody else stays. */
function takenByGroup(table: InlineTable, { objects }: Observed): Refusal | undefined {
  const others = (objects.get('group') ?? []).filter(({ marker }) => !marker)
  for (const { name, kind } of table) {
    if (kind !== 'group') continue
    const named = others.find((other) => other.name.toLowerCase() === name.toLowerCase())
    if (named) return { code: 'name exists', data: { name: named.name } }
    const alias = nicknameOf(name)
    const taken = others.find(
      ({ fields }) => String(fields.mailNickname).toLowerCase() === alias.toLowerCase(),
    )
    if (taken) return { code: 'alias exists', data: { name: taken.name, alias } }
  }
  return undefined
}

function passedLimit(
  table: InlineTable,
  addresses: readonly string[],
  { objects, lists }: Observed,
): Refusal | undefined {
  const rules = objects.get('transportRule')?.length ?? 0
  const needed = table.filter((row) => row.kind === 'transportRule').length
  if (rules + needed > RULES_MAX)
    return { code: 'too many rules', data: { standing: rules, max: RULES_MAX, needed } }
  const allowed = lists.get('ipAllowList') ?? []
  const added = addresses.filter((address) => !allowed.includes(address)).length
  if (allowed.length + added > ALLOWED_ADDRESSES_MAX) {
    const data = { standing: allowed.length, max: ALLOWED_ADDRESSES_MAX, needed: added }
    return { code: 'too many allowed addresses', data }
  }
  const pairs = lists.get('spoofAllowList')?.length ?? 0
  if (pairs < SPOOFED_SENDERS_MAX) return undefined
  return { code: 'too many spoofed senders', data: { standing: pairs, max: SPOOFED_SENDERS_MAX } }
}
