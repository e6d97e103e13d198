/** Invariants that did not hold in this run. */
import { type Section, table } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const findings: Section<AuditedRun> = {
  title: 'Findings',
  blocks: ({ record }) => {
    const rows = record.findings.map(({ invariant, detail, step }) => [invariant, detail, `step ${step}`])
    return rows.length > 0 ? [table(['Invariant', 'What was seen', 'After'], rows)] : []
  },
}
