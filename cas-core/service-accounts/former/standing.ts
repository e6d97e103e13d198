/**
 * What stands in a tenant of the former account. Earlier versions left no mark, so that what an object does has to show
 * whose it is. Proposed.
 */
import type { Found } from '../../objects/kind.ts'
import type { Observed } from '../../reconcile/question.ts'
import { cellOf, type Goal, isList } from '../../reconcile/row.ts'
import type { Account, AccountKind } from '../kind.ts'
import type { Coded, RefusalData } from '../refusal.ts'
import { SITES, type Site } from '../sites.ts'
import { FORMER_NAMES, type FormerKey } from './index.ts'

/** Published: a label of the tenant's own before the site's host. */
const SMART_HOST = /^[0-9a-f]{4,32}\.(outrelay[a-z-]*\.tmcas\.trendmicro\.(?:com|co)(?:\.[a-z]{2,3})?)$/i

const KINDS = { F1: 'transportRule', F2: 'outboundConnector', F3: 'inboundConnector' } as const

/** Objects of the former account, by key. A rule is one that leads to its connector. */
export function formerStanding({ objects }: Observed, site: Site): ReadonlyMap<FormerKey, Found> {
  const standing = new Map<FormerKey, Found>()
  const find = (key: FormerKey, does: (found: Found) => boolean) => {
    const found = objects.get(KINDS[key])?.find((one) => isNamed(one, key) && does(one))
    if (found) standing.set(key, found)
  }
  find('F2', ({ fields }) => isFilled(fields.SmartHosts, (host) => takesFor(host, site)))
  find('F3', ({ fields }) => isFilled(fields.SenderIPAddresses, (one) => site.outbound.includes(one)))
  if (standing.has('F2')) find('F1', ({ fields }) => fields.RouteMessageOutboundConnector === FORMER_NAMES.F2)
  return standing
}

/** What stands of an account. What was removed may still be shown by a replica, and never comes back under its id. */
export function formerLeft(
  { ledger, site }: Pick<Account, 'ledger' | 'site'>,
  seen: Observed,
): ReadonlyMap<string, Found> {
  const isGone = (key: string, { id }: Found) => {
    const { lastDone } = ledger.of(key)
    return lastDone?.action === 'remove' && lastDone.id === id
  }
  return new Map([...formerStanding(seen, site).entries()].filter(([key, one]) => !isGone(key, one)))
}

/** A host that is nobody else's counts as the site's: how all sites spell theirs is not published. */
function takesFor(host: string, site: Site): boolean {
  const named = SMART_HOST.exec(host)?.[1]?.toLowerCase()
  const owner = Object.values(SITES).find((one) => hostOf(one) === named)
  return named !== undefined && (owner === undefined || owner === site)
}

const hostOf = ({ sendingInfrastructure }: Site): string =>
  sendingInfrastructure.replace('inpost', 'outrelay')

const isNamed = ({ name }: Found, key: FormerKey): boolean =>
  name.toLowerCase() === FORMER_NAMES[key].toLowerCase()

const isFilled = (value: unknown, each: (text: string) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => each(String(one)))

/** Names of the former connectors that stand. */
export const formerConnectors = (seen: Observed, site: Site): readonly string[] =>
  [...formerStanding(seen, site).entries()].flatMap(([key, { name }]) => (key === 'F1' ? [] : [name]))

type Way = 'former account stands' | 'former account to migrate'

/**
 * Why a goal that reroutes outgoing mail cannot be gone for: it would be led twice. An account of another site is that
 * site's to remove. Source: the provisioning guide of the earlier generation, and the page on grants that always fail.
 * @param way what an account of this site is told to do
 */
export function formerRefusal(
  { kind, site }: { readonly kind: AccountKind; readonly site: Site },
  goal: Goal,
  seen: Observed,
  way: Way,
): Coded<Pick<RefusalData, Way | 'former account at another site'>> | undefined {
  const leadsOutgoing = kind.table.some(
    (row) => !isList(row) && row.flow === 'outbound' && cellOf(row, goal) === 'present',
  )
  if (!leadsOutgoing) return undefined
  const names = formerConnectors(seen, site)
  if (names.length > 0) return { code: way, data: { names } }
  return formerElsewhere(seen, site)
}

/** The refusal for an account of another site; undefined where none stands. */
export function formerElsewhere(
  seen: Observed,
  site: Site,
): Coded<Pick<RefusalData, 'former account at another site'>> | undefined {
  const others = Object.values(SITES).filter((other) => other !== site)
  const names = new Set(others.flatMap((other) => formerConnectors(seen, other)))
  for (const name of formerConnectors(seen, site)) names.delete(name)
  return names.size === 0
    ? undefined
    : { code: 'former account at another site', data: { names: [...names] } }
}
