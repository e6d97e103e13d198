/**
 * The "Exchange Mail Flow" service account of the former outbound protection: a rule and two connectors, which go with it.
 * It is not granted any more. Source: the console's pages on configuring and deprovisioning the former outbound protection.
 */
import type { Cell } from '../../reconcile/row.ts'
import type { AccountKind, Phase } from '../kind.ts'
import type { Site } from '../sites.ts'
import { boundTo, type ObjectRowOf, type TableOf } from '../table.ts'

/** Names of the connectors are published; that of the rule is proposed. */
export const FORMER_NAMES = {
  F1: 'TMCAS Outbound Transport Rule',
  F2: 'TMCAS Outbound Connector',
  F3: 'TMCAS Inbound Connector',
} as const

export type FormerKey = keyof typeof FORMER_NAMES

const GOALS = {
  granted: 'granted',
  'handing over': 'granted',
  removed: 'revoked',
} as const satisfies Record<string, Phase>
export type FormerGoal = keyof typeof GOALS

interface FormerContext {
  readonly site: Site
}

/** Rule and both connectors go at once (published); nothing is made any more. */
const UNTIL_REMOVED: Record<FormerGoal, Cell> = { granted: 'kept', 'handing over': 'kept', removed: 'absent' }

const TABLE: TableOf<FormerContext> = [
  row('F3', 'inboundConnector', []),
  row('F2', 'outboundConnector', []),
  {
    ...row('F1', 'transportRule', ['F2', 'F3']),
    cells: { ...UNTIL_REMOVED, 'handing over': 'present' },
    /**
     * While both generations of rules are on, each spares what comes back from the scanner, by whichever of the site's
     * addresses: else mail would be scanned twice, or go round in circles. Proposed.
     */
    wanted: ({ site, standing }) => ({
      ExceptIfSenderIpRanges: [
        ...new Set([...listOf(standing.get('F1')?.ExceptIfSenderIpRanges), ...site.outbound]),
      ],
    }),
  },
]

function row(
  key: FormerKey,
  kind: 'inboundConnector' | 'outboundConnector' | 'transportRule',
  after: readonly FormerKey[],
): ObjectRowOf<FormerContext> {
  const name = FORMER_NAMES[key]
  return { key, kind, name, isFormer: true, cells: UNTIL_REMOVED, after, wanted: () => ({}) }
}

export const formerKind = (): AccountKind => ({
  name: 'former outbound',
  service: 'Exchange Mail Flow',
  applications: ['inline mode'],
  consents: {},
  goals: GOALS,
  isFormer: true,
  table: TABLE,
  actions: {
    grant: (): FormerGoal => 'granted',
    revoke: 'removed' satisfies FormerGoal,
    cleanUp: 'removed' satisfies FormerGoal,
  },
  // that the added domains are removed is published; names of the steps are proposed
  removal: [
    { step: 'Remove mail flow transport rule', objects: ['transportRule'] },
    { step: 'Remove mail flow connectors', objects: ['outboundConnector', 'inboundConnector'] },
    { step: 'Remove domains', objects: [], isLast: true },
    { step: 'Remove service account', objects: [], isLast: true },
  ],
  preflight: async () => undefined,
  async synchronize() {
    const directory = { users: new Set<string>(), domains: [], members: new Map() }
    return { directory, counts: { users: 0, groups: 0, domains: 0 }, unread: [], isWithoutMailboxes: false }
  },
  rows: ({ site }) => boundTo(TABLE, { site }),
})

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
