/** A saved record of either kind, recognised by what it holds. */
import { conformanceRecordFrom } from './merge/saved-conformance.ts'
import type { ConformanceRecord, RunRecord } from './record.ts'
import { isConformance } from './report-file.ts'
import { runRecordFrom } from './saved-record.ts'

export type SavedRecord =
  | { readonly type: 'change audit'; readonly record: RunRecord }
  | { readonly type: 'conformance'; readonly record: ConformanceRecord }

/** @throws InputError for what is neither, naming the place that is wrong */
export const savedRecordFrom = (json: string | Uint8Array, name = 'record'): SavedRecord =>
  isConformance(json, name)
    ? { type: 'conformance', record: conformanceRecordFrom(json, name) }
    : { type: 'change audit', record: runRecordFrom(json, name) }
