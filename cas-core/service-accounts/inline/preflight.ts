/** Checks before the first write: names that are taken, and limits that would be exceeded. */
import { absentAsUndefined, type Session } from '../../microsoft/session.ts'
import { nicknameOf } from '../../objects/group.ts'
import {
  ALLOWED_ADDRESSES_MAX,
  RULE_CHARACTERS_MAX,
  RULES_MAX,
  ruleCharacters,
  SPOOFED_SENDERS_MAX,
} from '../../objects/limits.ts'
import type { Observed } from '../../reconcile/question.ts'
import { cellOf, type Goal, isList, type Row } from '../../reconcile/row.ts'
import type { Account } from '../kind.ts'
import type { Refusal } from '../refusal.ts'
import { addressesOf } from '../sites.ts'
import type { InlineTable } from './table.ts'

/**
 * Why the grant cannot succeed; undefined if nothing prevents it.
 * @param table whose names have to be free: those of both directions, since an object of either tells of another grant
 * @param goal of the grant: what it makes has to fit
 * @throws M365Error
 */
export async function preflight(
  account: Account,
  table: InlineTable,
  goal: Goal,
  seen: Observed,
): Promise<Refusal | undefined> {
  const isMade = (row: Pick<Row, 'key' | 'cells'>) => cellOf(row, goal) === 'present'
  const rows = account.kind.rows(account).filter(isMade)
  return (
    takenName(table, seen) ??
    takenByGroup(table, seen) ??
    passedLimit(table.filter(isMade), addressesOf(account.site), seen) ??
    ruleTooLarge(rows) ??
    (await tooManySpoofedSenders(account, rows, seen)) ??
    (await takenByRecipient(account.session, table))
  )
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

/** Our own group may still be visible right after its removal; somebody else's group stays. */
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

/** Aliases are shared with mailboxes, contacts and other groups. */
async function takenByRecipient(session: Session, table: InlineTable): Promise<Refusal | undefined> {
  for (const { name, kind } of table) {
    if (kind !== 'group') continue
    const alias = nicknameOf(name)
    const found = await session
      .read('Get-Recipient', { Identity: alias }, ['DisplayName', 'Alias'])
      .catch(absentAsUndefined)
    // our own group may still be found by name right after its removal
    const other = found?.find(({ DisplayName }) => DisplayName !== name)
    if (other) return { code: 'alias exists', data: { name: String(other.DisplayName), alias } }
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
  return undefined
}

/** A rule that is too large, even with the shortest list of domains. */
function ruleTooLarge(rows: readonly Row[]): Refusal | undefined {
  for (const row of rows) {
    if (isList(row) || row.kind !== 'transportRule') continue
    const characters = ruleCharacters(row.wanted(new Map()))
    if (characters > RULE_CHARACTERS_MAX)
      return { code: 'rule too large', data: { name: row.name, characters, max: RULE_CHARACTERS_MAX } }
  }
  return undefined
}

/** Entries that block count towards the limit, too, but the observation only has those that allow. */
async function tooManySpoofedSenders(
  account: Account,
  rows: readonly Row[],
  { lists }: Observed,
): Promise<Refusal | undefined> {
  const allowing = new Set(lists.get('spoofAllowList'))
  const wanted = rows.flatMap((row) => (isList(row) && row.kind === 'spoofAllowList' ? row.entries : []))
  const needed = wanted.filter((entry) => !allowing.has(entry)).length
  const cmdlet = 'Get-TenantAllowBlockListSpoofItems'
  const items = needed === 0 ? [] : await account.session.read(cmdlet, { Identity: 'Default' })
  if (items.length + needed <= SPOOFED_SENDERS_MAX) return undefined
  const data = { standing: items.length, max: SPOOFED_SENDERS_MAX, needed }
  return { code: 'too many spoofed senders', data }
}
