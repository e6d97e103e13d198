/**
 * A record that was saved as JSON, read again. A file may hold anything: what is no record is refused with the place
 * that is wrong, and depth is bounded, since reports walk through the values.
 */
import { type RunRecord, STAGES } from './record.ts'

const CHARACTERS_MAX = 256 * 1024 * 1024
const DEPTH_MAX = 64

/** `text`, `number`, …: what must stand there. A list of texts: one of them. `each`: a list of such. */
type Shape =
  | 'text'
  | 'number'
  | 'truth'
  | 'object or null'
  | readonly string[]
  | { readonly each: Shape }
  | { readonly properties: Readonly<Record<string, Shape>> }

const CHANGE: Shape = {
  properties: {
    ...{
      seq: 'number',
      at: 'text',
      call: 'text',
      requestId: 'text',
      kind: 'text',
      key: 'text',
      name: 'text',
    },
    actor: { properties: { type: ['application', 'user', 'system'], id: 'text', displayName: 'text' } },
    ...{ cascade: 'truth', before: 'object or null', after: 'object or null' },
  },
}
const STAGE: Shape = {
  properties: {
    ...{ stage: STAGES, startedAt: 'text', endedAt: 'text', message: 'text' },
    outcome: ['done', 'refused', 'failed'],
    activities: { each: 'text' },
    changes: { each: CHANGE },
    calls: { properties: { total: 'number', writes: 'number' } },
  },
}
const RECORD: Shape = {
  properties: {
    ...{ casproof: 'text', scenario: 'text', seed: 'text', site: 'text', playedOn: ['mock'] },
    ...{ directions: ['inbound', 'both'], policies: ['all', 'mixed', 'none'] },
    tenant: {
      properties: {
        ...{ id: 'text', displayName: 'text', source: 'text' },
        ...{ domains: { each: 'text' }, notes: { each: 'text' } },
      },
    },
    ...{ stages: { each: STAGE }, between: { each: CHANGE } },
    customer: { properties: { objects: 'number', differences: { each: 'text' } } },
    flow: { each: { properties: { change: 'text', messages: { each: 'text' } } } },
    findings: { each: { properties: { invariant: 'text', detail: 'text', step: 'number' } } },
  },
}

/**
 * Takes a record as it is, or the `{ record, audit }` of a JSON report; the audit is made anew.
 * @throws RangeError naming the place that is wrong
 */
export function runRecordFrom(text: string): RunRecord {
  if (text.length > CHARACTERS_MAX)
    throw new RangeError(`the record has more than ${CHARACTERS_MAX} characters`)
  const value = parsed(text)
  const saved = isObject(value) && Object.hasOwn(value, 'record') ? value.record : value
  // records of before 2026-12 tell nothing of the customer's own flow
  const record = isObject(saved) && !Object.hasOwn(saved, 'flow') ? { ...saved, flow: [] } : saved
  checkDepth(record)
  check(record, RECORD, 'record')
  return record as RunRecord
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new RangeError('the record is no JSON', { cause: error })
  }
}

function check(value: unknown, shape: Shape, place: string): void {
  if (typeof shape === 'string') {
    if (!isA(value, shape)) throw new RangeError(`${place}: not a ${shape}`)
  } else if ('each' in shape) {
    if (!Array.isArray(value)) throw new RangeError(`${place}: not a list`)
    for (const [i, entry] of value.entries()) check(entry, shape.each, `${place}[${i}]`)
  } else if ('properties' in shape) {
    if (!isObject(value)) throw new RangeError(`${place}: not an object`)
    for (const [property, inner] of Object.entries(shape.properties))
      check(Object.hasOwn(value, property) ? value[property] : undefined, inner, `${place}.${property}`)
  } else if (typeof value !== 'string' || !shape.includes(value)) {
    throw new RangeError(`${place}: none of ${shape.join(', ')}`)
  }
}

function isA(value: unknown, shape: Shape & string): boolean {
  if (shape === 'text') return typeof value === 'string'
  if (shape === 'number') return typeof value === 'number'
  if (shape === 'truth') return typeof value === 'boolean'
  return value === null || isObject(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Level by level, without recursion: what is too deep must not exhaust the stack of its own check. */
function checkDepth(value: unknown): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) throw new RangeError(`record: deeper than ${DEPTH_MAX}`)
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
}
