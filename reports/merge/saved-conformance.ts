/** A conformance record that was saved as JSON, read again. What is not one is refused with the place that is wrong. */
import * as v from 'valibot'
import { type ConformanceRecord, ENGINES } from '../record.ts'
import { fileIn, type ReadFile, recordIn } from '../report-file.ts'

const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const texts = v.pipe(v.array(text), v.readonly())
const list = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.array(v.pipe(v.looseObject(entries), v.readonly())), v.readonly())
const engine = v.picklist(ENGINES)
const number = v.pipe(count, v.minValue(1))

/** What later versions add is kept. */
const CONFORMANCE_RECORD = v.looseObject({
  casproof: text,
  seed: text,
  options: v.record(text, v.union([text, v.number()])),
  required: v.exactOptional(texts),
  shards: v.exactOptional(v.looseObject({ of: number, played: v.pipe(v.array(number), v.readonly()) })),
  plays: list({ engine, name: text, runs: count, calls: count, failures: count }),
  invariants: list({ name: text, statement: text, evaluated: count, broken: count, clauses: texts }),
  scripts: list({ name: text, clauses: texts, failed: v.boolean() }),
  trials: list({ name: text, statement: text, clauses: texts, canFail: v.boolean(), failed: v.boolean() }),
  changes: list({
    row: text,
    clauses: texts,
    seen: v.picklist(['witnessed', 'reported', 'missing', 'not seen']),
    run: v.nullable(text),
  }),
  mail: v.looseObject({ writes: count, unsafe: count }),
  faults: list({ name: text, planned: count, fired: count }),
  reached: list({
    kind: v.picklist(['sometimes', 'stage', 'struck']),
    name: text,
    statement: text,
    times: count,
  }),
  defects: list({
    name: text,
    story: text,
    expected: text,
    judged: v.boolean(),
    caughtBy: texts,
    runs: count,
  }),
  failures: list({
    id: text,
    name: text,
    play: text,
    runs: v.exactOptional(count),
    findings: list({ invariant: text, detail: text, step: count }),
    moreFindings: count,
    commands: count,
    script: v.exactOptional(v.record(text, v.unknown())),
    replay: v.exactOptional(text),
  }),
  notPlayed: list({ name: text, runs: count, reasons: texts }),
  durations: list({ engine, name: text, ms: count }),
} satisfies Readonly<Record<keyof ConformanceRecord, v.GenericSchema>>)

const A_RECORD =
  'a record is the conformance.json that casproof conform writes, or what it prints with --json'

/**
 * Takes a record as it is, or the `{ record, audit }` of a JSON report; the audit is made again.
 * @param name what to call it in errors
 * @throws InputError naming the place that is wrong
 */
export const conformanceRecordFrom = (json: string | Uint8Array, name = 'record'): ConformanceRecord =>
  conformanceRecordIn(fileIn(json, name, A_RECORD))

/** The same of a file that was read. */
export const conformanceRecordIn = (file: ReadFile): ConformanceRecord =>
  recordIn(CONFORMANCE_RECORD, file, A_RECORD)
