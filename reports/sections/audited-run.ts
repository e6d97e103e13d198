/** What the sections of the change audit are given. */
import type { ChangeAudit } from '../audit.ts'
import type { RunRecord } from '../record.ts'

export interface AuditedRun {
  readonly record: RunRecord
  readonly audit: ChangeAudit
}
