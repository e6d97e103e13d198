/** The first section: a page with a customer's name, times and people looks like a log of a real tenant. */
import type { RunRecord } from '../record.ts'
import { type Section, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const simulation: Section<AuditedRun> = {
  title: 'This is a simulation',
  blocks: ({ record }) => [text({ strong: simulationOf(record) })],
}

/** One sentence for every form of the report. */
export function simulationOf({ tenant }: Pick<RunRecord, 'tenant'>): string {
  return `The stages were played on a mock of the tenant (starting state: ${tenant.source}). No real tenant was touched. Times are those of the mock’s clock. The simulation did the administrators’ work in their names.`
}
