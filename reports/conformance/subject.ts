/** What the sections of the conformance report are given. */
import type { ConformanceRecord } from '../record.ts'
import type { Comparison } from './comparison.ts'
import type { ConformanceAudit } from './witness.ts'

export interface AuditedConformance {
  readonly record: ConformanceRecord
  readonly audit: ConformanceAudit
  /** Where the reports are written, from where casproof ran: commands name it. */
  readonly folder: string
  /** With an earlier run, where there is one to compare with. */
  readonly comparison?: Comparison
}
