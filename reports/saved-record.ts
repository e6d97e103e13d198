/**
 * A record that was saved as JSON, read again. A file may hold anything: what is not a record is refused with the place
 * that is wrong, and depth is bounded, since reports walk through the values.
 */
import * as v from 'valibot'
import { GENERATIONS, MODES, type RunRecord, STAGES } from './record.ts'
import { fileIn, type ReadFile, recordIn } from './report-file.ts'

const text = v.string()
const object = v.nullable(v.record(v.string(), v.unknown()))

const CHANGE = v.looseObject({
  seq: v.number(),
  at: text,
  actor: v.looseObject({ type: v.picklist(['application', 'user', 'system']), id: text, displayName: text }),
  call: text,
  requestId: text,
  kind: text,
  key: text,
  name: text,
  cascade: v.boolean(),
  before: object,
  after: object,
})

const STAGE = v.looseObject({
  stage: v.picklist(STAGES),
  startedAt: text,
  endedAt: text,
  outcome: v.picklist(['done', 'refused', 'failed']),
  message: text,
  activities: v.array(text),
  changes: v.array(CHANGE),
  calls: v.looseObject({ total: v.number(), writes: v.number() }),
})

/** What later versions add is kept. */
export const RECORD = v.looseObject({
  casproof: text,
  playedOn: v.literal('mock'),
  scenario: text,
  seed: text,
  tenant: v.looseObject({
    id: text,
    displayName: text,
    domains: v.array(text),
    source: text,
    notes: v.array(text),
    appsBefore: v.exactOptional(v.array(text)),
  }),
  // Records from before 2026-12 are of inline mode, in the words of the later generation.
  mode: v.optional(v.picklist(MODES), 'inline'),
  generation: v.optional(v.picklist(GENERATIONS), 'cecp'),
  site: text,
  directions: v.picklist(['inbound', 'both']),
  policies: v.picklist(['all', 'mixed', 'none', 'asymmetric', 'several']),
  stages: v.array(STAGE),
  between: v.array(CHANGE),
  customer: v.looseObject({
    objects: v.number(),
    differences: v.array(text),
    kinds: v.exactOptional(v.array(v.looseObject({ kind: text, names: v.array(text), objects: v.number() }))),
  }),
  // Records from before 2026-12 say nothing about the customer's own flow.
  flow: v.optional(v.array(v.looseObject({ change: text, messages: v.array(text) })), []),
  findings: v.array(v.looseObject({ invariant: text, detail: text, step: v.number() })),
  permissions: v.exactOptional(
    v.array(
      v.looseObject({
        application: text,
        resource: text,
        name: text,
        type: v.picklist(['application', 'delegated', 'directory role']),
        calls: v.array(v.looseObject({ operation: text, times: v.number() })),
      }),
    ),
  ),
} satisfies Readonly<Record<keyof RunRecord, v.GenericSchema>>)

/**
 * Takes a record as it is, or the `{ record, audit }` of a JSON report; the audit is made again.
 * @param name what to call it in errors
 * @throws InputError naming the place that is wrong
 */
export const runRecordFrom = (json: string | Uint8Array, name = 'record'): RunRecord =>
  runRecordIn(fileIn(json, name, A_RECORD))

/** The same of a file that was read. */
export const runRecordIn = (file: ReadFile): RunRecord => recordIn(RECORD, file, A_RECORD)

const A_RECORD = 'a record is what casproof audit --json prints, or its change-audit.json'
