/** One step: its intent is written down, the call leaves, its outcome is written down. */
import { M365Error, type Meaning } from '../microsoft/errors.ts'
import { isPassing } from '../microsoft/retry.ts'
import { CREATED_DISABLED, STAYS_DISABLED } from '../objects/exchange-object.ts'
import type { Fields, Found, RefusedPart } from '../objects/kind.ts'
import { youngUntil } from './behind.ts'
import type { Step } from './plan.ts'
import { digestOf, isYoung } from './question.ts'
import type { ObjectRow } from './row.ts'
import type { Work } from './work.ts'

export type Doing = Exclude<Step, { action: 'wait' }>

export type Performed =
  | { readonly type: 'done'; readonly refused: readonly RefusedPart[] }
  /** `look again` if the failure does not show the state of the tenant. */
  | { readonly type: 'look again' | 'refused'; readonly error: M365Error; readonly isPassing: boolean }

/** Answers that do not show the state of the tenant: it is observed again. */
const LOOK_AGAIN: ReadonlySet<Meaning> = new Set(['exists', 'absent'])
/** What is gone is removed; but a server that has not heard of a young object says that it is gone. */
const REMOVING: ReadonlySet<Step['action']> = new Set(['remove', 'release'])

/**
 * @param standing gets the fields of what is made
 * @throws M365Error where the caller as a whole is refused, LeaseLost where another worker has taken over
 */
export async function perform(work: Work, step: Doing, standing: Map<string, Fields>): Promise<Performed> {
  const { session, journal } = work
  const { ports } = session
  const { key } = step.row
  const opId = ports.ids.uuid()
  const isRecent = isYoung(journal.of(key), ports.clock.now())
  const isUnheardOf = youngUntil(journal.of(key), ports.clock.now()) !== undefined
  await journal.append({ type: 'intent', opId, key, action: step.action, ...detailsOf(step, standing) })
  try {
    const { id, fields, refused = [] } = await act(work, step, standing, opId)
    if (fields) standing.set(key, fields)
    // what was taken in part does not show what was wanted: no replica is to be measured by it
    const isPartial = refused.length > 0
    await journal.append({
      type: 'done',
      opId,
      ...(id === undefined ? {} : { id }),
      ...(isPartial ? { seen: true as const } : {}),
    })
    return { type: 'done', refused }
  } catch (error) {
    if (!(error instanceof M365Error)) throw error
    if (error.meaning === 'absent' && REMOVING.has(step.action) && !isUnheardOf) {
      await journal.append({ type: 'done', opId })
      return { type: 'done', refused: [] }
    }
    // an entry that was not there a moment ago, and is there now, may be ours: a gateway can send one call twice
    const mayBeOurs = step.action === 'claim' && error.meaning === 'exists'
    if (error.inDoubt || mayBeOurs) await journal.append({ type: 'unknown', opId })
    else await journal.append({ type: 'failed', opId, code: error.code })
    const { status, code, message } = error
    ports.log.warn({ step: step.action, object: step.row.name, status, code }, message)
    // who gets no token, or is not known, is refused everything
    if (error.service === 'entra' ? !isPassing(error) : error.meaning === 'unauthorized') throw error
    // a replica that is behind refuses what refers to, or adds to, what it does not know
    const isBehind = isRecent && error.meaning === 'refused' && code !== CREATED_DISABLED
    const looksAgain =
      isPassing(error) || LOOK_AGAIN.has(error.meaning) || code === STAYS_DISABLED || isBehind
    return { type: looksAgain ? 'look again' : 'refused', error, isPassing: isPassing(error) }
  }
}

function detailsOf(
  step: Doing,
  standing: ReadonlyMap<string, Fields>,
): { entries?: readonly string[]; wanted?: string; id?: string } {
  if ('entries' in step) return { entries: step.entries }
  if (step.action === 'remove') return { id: step.found.id }
  if (step.action !== 'create' && step.action !== 'update') return {}
  return { wanted: digestOf(step.row.wanted(standing)) }
}

interface Acted {
  readonly id?: string
  readonly fields?: Fields
  readonly refused?: readonly RefusedPart[]
}

async function act(
  work: Work,
  step: Doing,
  standing: ReadonlyMap<string, Fields>,
  opId: string,
): Promise<Acted> {
  const { session, kinds, journal } = work
  if ('entries' in step) {
    const list = kinds.list(step.row.kind)
    if (step.action === 'claim') await list.add(session, step.entries)
    else await list.remove(session, step.entries, step.gone)
    return {}
  }
  const { row } = step
  const kind = kinds.object(row.kind)
  if ('found' in step) {
    if (step.action === 'update')
      return { refused: await kind.update(session, step.found, changesOf(work, step, standing)) }
    await kind.remove(session, step.found)
    return {}
  }
  if ('id' in step) {
    await kind.setEnabled?.(session, step.id ?? journal.of(row.key).id ?? '', step.action === 'enable')
    return {}
  }
  const mark = session.marks.write({ key: row.key, opId })
  return kind.create(session, { wanted: row.wanted(standing), mark, enabled: row.enabled === undefined })
}

/** What differs, and our mark where somebody has removed it. */
function changesOf(
  { session, kinds }: Work,
  { row, found }: { row: ObjectRow; found: Found },
  standing: ReadonlyMap<string, Fields>,
): Fields {
  const kind = kinds.object(row.kind)
  const changes = kind.differences(row.wanted(standing), found)
  if (found.marker) return changes
  const mark = session.marks.write({ key: row.key, opId: session.ports.ids.uuid() })
  return { ...changes, [kind.markedIn]: mark }
}
