/**
 * Stage 3, deprovisioning (CECP: revoking access), of the vendor's table of changes under inline protection.
 * The table speaks of connectors "for outbound protection". Read as the direction, one connector would be removed by
 * no stage and another by two; read as the connectors of Outbound type, every object goes exactly once (inferred).
 */
import { type DocumentedChange, removes } from '../documented-change.ts'
import { GROUPS, OUTBOUND_CONNECTORS, REROUTING_RULES } from '../published-names.ts'

const TABLE = { source: 'published table', mark: 'documented', page: 'changes table' } as const
const STAGE = { stage: 'deprovisioning' } as const
const CENTER = { ...STAGE, column: 'Admin Center' } as const
const EXCHANGE = { ...STAGE, column: 'Exchange Online' } as const

export const deprovisioningChanges: readonly DocumentedChange[] = [
  {
    id: 'deprovisioning/sync',
    statement: 'The daily synchronization stops.',
    ...CENTER,
    ...TABLE,
    clauses: ['DP-01'],
    activity: 'stopped daily synchronization',
  },
  {
    id: 'deprovisioning/scheduled-reports',
    statement: 'Scheduled reports stop.',
    ...CENTER,
    ...TABLE,
    clauses: ['DP-02'],
    activity: 'stopped scheduled reports',
  },
  {
    id: 'deprovisioning/groups',
    statement: 'The two virtual Microsoft 365 groups are removed.',
    ...CENTER,
    ...TABLE,
    clauses: ['DP-03'],
    ...removes('deprovisioning', { groups: GROUPS }),
  },
  {
    id: 'deprovisioning/rules',
    statement: 'The four rules that reroute mail are removed; they may be disabled first.',
    ...EXCHANGE,
    ...TABLE,
    clauses: ['DP-04'],
    ...removes('deprovisioning', { TransportRule: REROUTING_RULES }, ['State']),
  },
  {
    id: 'deprovisioning/connectors',
    statement: 'The two connectors of Outbound type are removed; they may be disabled first.',
    ...EXCHANGE,
    ...TABLE,
    mark: 'inferred',
    clauses: ['DP-05', 'DP-09'],
    ...removes('deprovisioning', { OutboundConnector: OUTBOUND_CONNECTORS }, ['Enabled']),
  },
]
