/**
 * The "Exchange mail flow service account" of the former outbound protection: a rule and two connectors, which go with it.
 * It is not granted any more. Source: the console's pages on configuring and deprovisioning the former outbound protection.
 */
import type { Found } from '../../objects/kind.ts'
import type { Cell } from '../../reconcile/row.ts'
import type { AccountKind, Phase } from '../kind.ts'
import type { Site } from '../sites.ts'
import { boundTo, type TableOf } from '../table.ts'

/** Names of the connectors are published; that of the rule is proposed. */
export const FORMER_NAMES = {
  FR1: 'TMCAS Outbound Transport Rule',
  FC1: 'TMCAS Outbound Connector',
  FC2: 'TMCAS Inbound Connector',
} as const

type FormerKey = keyof typeof FORMER_NAMES

const GOALS = { granted: 'granted', removed: 'revoked' } as const satisfies Record<string, Phase>
type FormerGoal = keyof typeof GOALS

/** Rule and both connectors go at once (published); nothing is made any more. */
const UNTIL_REMOVED = { granted: 'kept', removed: 'absent' } satisfies Record<FormerGoal, Cell>

const TABLE: TableOf<object> = [
  row('FC2', 'inboundConnector', []),
  row('FC1', 'outboundConnector', []),
  row('FR1', 'transportRule', ['FC1', 'FC2']),
]

function row(
  key: FormerKey,
  kind: 'inboundConnector' | 'outboundConnector' | 'transportRule',
  after: readonly FormerKey[],
): TableOf<object>[number] {
  return { key, kind, name: FORMER_NAMES[key], cells: UNTIL_REMOVED, after, wanted: () => ({}) }
}

export const formerKind = (): AccountKind => ({
  name: 'former outbound',
  service: 'Exchange mail flow',
  applications: ['inline mode'],
  consents: {},
  goals: GOALS,
  table: TABLE,
  actions: {
    grant: (): FormerGoal => 'granted',
    revoke: 'removed' satisfies FormerGoal,
    cleanUp: 'removed' satisfies FormerGoal,
  },
  preflight: async () => undefined,
  async synchronize() {
    const directory = { users: new Set<string>(), domains: [], members: new Map() }
    return { directory, counts: { users: 0, groups: 0, domains: 0 }, unread: [], isWithoutMailboxes: false }
  },
  rows: () => boundTo(TABLE, {}),
})

/** Published: a label of the tenant's own before the site's host. */
const SMART_HOST = /^[0-9a-f]{4,32}\.outrelay[a-z-]*\.tmcas\.trendmicro\.(?:com|co)(?:\.[a-z]{2,3})?$/i

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/**
 * Whether an object of a published name is what the former account made: earlier versions left no mark, so what
 * it does has to show it. Proposed.
 */
export function isFormerObject(key: string, { name, fields }: Found, site: Site): boolean {
  if (key === 'FR1')
    return name === FORMER_NAMES.FR1 && fields.RouteMessageOutboundConnector === FORMER_NAMES.FC1
  if (key === 'FC1') {
    const hosts = listOf(fields.SmartHosts)
    return name === FORMER_NAMES.FC1 && hosts.length > 0 && hosts.every((host) => SMART_HOST.test(host))
  }
  const addresses = listOf(fields.SenderIPAddresses)
  const areOfSite = addresses.every((address) => site.outbound.includes(address))
  return name === FORMER_NAMES.FC2 && addresses.length > 0 && areOfSite
}
