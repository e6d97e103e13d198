/** Which run this is: enough to play it again, and to see that nothing of it happened in a real tenant. */
import type { ChangeRecord, RunRecord } from '../record.ts'
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { short, time } from './change-cells.ts'

export const run: Section<AuditedRun> = {
  title: 'The run',
  blocks: ({ record }) => [table(['What', 'Which'], rowsOf(record))],
}

const DIRECTIONS = { inbound: 'inbound', both: 'inbound and outbound' } as const

const POLICIES = {
  all: 'all: for every user, in the granted directions',
  mixed: 'mixed: for one domain inbound; for people and a group in both directions',
  none: 'none is enabled',
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
    ['Directions', DIRECTIONS[record.directions]],
    ['Policies', POLICIES[record.policies]],
    ['Scenario', record.scenario],
    ['Seed', { code: record.seed }],
    [
      'Time on the mock’s clock (UTC)',
      first && last ? `${time(first.startedAt)} to ${time(last.endedAt)}` : 'none',
    ],
    ...(between.length > 0 ? [['Done by the script itself, between the stages', ownChanges(between)]] : []),
    ['casproof', record.casproof],
  ]
}

/** In one line: these numbers are skipped in the tables of the stages. */
function ownChanges(changes: readonly ChangeRecord[]): string {
  const told = changes.map(({ seq, call, name, key }) => `#${seq} ${short(call)} (${short(name || key)})`)
  return `so that there is something to follow, and in no table below: ${told.join(', ')}`
}
