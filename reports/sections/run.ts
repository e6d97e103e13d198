/** Which run this is: enough to play it again, and to see that no real tenant was touched. */
import { PRODUCTS } from '../published-table.ts'
import type { ChangeRecord, RunRecord } from '../record.ts'
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { short, time } from './change-cells.ts'

export const run: Section<AuditedRun> = {
  title: 'The run',
  blocks: ({ record }) => [table(['Property', 'Value'], rowsOf(record))],
}

const MODE_TITLES = { inline: 'inline protection', API: 'API-based protection' } as const

const DIRECTIONS = { inbound: 'inbound', both: 'inbound and outbound' } as const

const POLICIES = {
  all: 'all: policies cover every user, in the granted directions',
  mixed: 'mixed: policies cover one domain inbound, and some people and a group in both directions',
  none: 'none: no policy is enabled',
  asymmetric: 'asymmetric: policies cover other people, groups and domains in each direction',
  several: 'several: many policies, of which some are disabled and some name what is not there',
} as const

function rowsOf(record: RunRecord): Cell[][] {
  const { tenant, stages, between } = record
  const [first, last] = [stages.at(0), stages.at(-1)]
  return [
    ['Played on', 'a mock of the tenant; no real tenant was touched'],
    ['Tenant', [tenant.displayName, { code: tenant.id }]],
    ['Domains', tenant.domains.length > 0 ? tenant.domains : 'none'],
    ['Starting state', tenant.source],
    ['Serving site', record.site],
    ['Product', PRODUCTS[record.generation]],
    ['Mode', MODE_TITLES[record.mode]],
    ...(record.mode === 'inline' ? [['Directions', DIRECTIONS[record.directions]]] : []),
    ['Policies', POLICIES[record.policies]],
    ['Scenario', record.scenario],
    ['Seed', { code: record.seed }],
    [
      'Time on the mock’s clock (UTC)',
      first && last ? `${time(first.startedAt)} to ${time(last.endedAt)}` : 'none',
    ],
    ...(between.length > 0
      ? [['Changes that the script made itself, between the stages', ownChanges(between)]]
      : []),
    ['casproof', record.casproof],
  ]
}

/** In one line. The tables of the stages skip these numbers. */
function ownChanges(changes: readonly ChangeRecord[]): string {
  const lines = changes.map(({ seq, call, name, key }) => `#${seq} ${short(call)} (${short(name || key)})`)
  return `made to give the product something to follow; not in the tables below: ${lines.join(', ')}`
}
