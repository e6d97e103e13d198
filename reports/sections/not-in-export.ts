/** What the mock's tenant lacks, or was given, because it was made from an export. The audit cannot judge this. */
import { list, type Section, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const notInExport: Section<AuditedRun> = {
  title: 'What the export does not hold',
  blocks: ({ record: { tenant } }) =>
    tenant.notes.length > 0
      ? [
          text(
            'The mock was made from an export. This report says nothing about objects that the export leaves out.',
          ),
          list(tenant.notes),
        ]
      : [],
}
