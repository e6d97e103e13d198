/** Which run this is: enough to play it again. */
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { time } from './change-cells.ts'

export const run: Section<AuditedRun> = {
  title: 'The run',
  blocks: ({ record }) => {
    const { tenant, stages } = record
    const [first, last] = [stages.at(0), stages.at(-1)]
    const rows: Cell[][] = [
      ['Tenant', [tenant.displayName, { code: tenant.id }]],
      ['Domains', tenant.domains.length > 0 ? tenant.domains : 'none'],
      ['Starting state', tenant.source],
      ['Serving site', record.site],
      ['Scenario', record.scenario],
      ['Seed', { code: record.seed }],
      ['Time (UTC)', first && last ? `${time(first.startedAt)} to ${time(last.endedAt)}` : 'none'],
      ['casproof', record.casproof],
    ]
    return [table(['What', 'Which'], rows)]
  },
}
