/** A saved record of either kind, recognised by what it holds. */
import { conformanceRecordIn } from './merge/saved-conformance.ts'
import type { ConformanceRecord, RunRecord } from './record.ts'
import { fileIn, isConformance } from './report-file.ts'
import { runRecordIn } from './saved-record.ts'

export type SavedRecord =
  | { readonly type: 'change audit'; readonly record: RunRecord }
  | { readonly type: 'conformance'; readonly record: ConformanceRecord }

const EITHER = 'a record is a change-audit.json or a conformance.json, or what --json prints'

/** @throws InputError for what is neither, naming the place that is wrong */
export function savedRecordFrom(json: string | Uint8Array, name = 'record'): SavedRecord {
  const file = fileIn(json, name, EITHER)
  return isConformance(file)
    ? { type: 'conformance', record: conformanceRecordIn(file) }
    : { type: 'change audit', record: runRecordIn(file) }
}
