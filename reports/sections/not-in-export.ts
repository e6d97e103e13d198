/** What a tenant that was made from an export lacks, or has been given: the audit says nothing about it. */
import { list, type Section, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const notInExport: Section<AuditedRun> = {
  title: 'What the export does not hold',
  blocks: ({ record: { tenant } }) =>
    tenant.notes.length > 0
      ? [
          text('The mock was made from an export. Nothing here speaks of what the export leaves out.'),
          list(tenant.notes),
        ]
      : [],
}
