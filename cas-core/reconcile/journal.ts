/**
 * What reconciling writes in the journal: an intent is durable before its request leaves, its outcome after. What a
 * resumed run knows of earlier ones is a fold over these records, and nothing else.
 */
import type { JournalRecord } from '../ports.ts'
import type { Goal } from './row.ts'

export type WorkEntry =
  | { readonly type: 'goal'; readonly goal: Goal }
  | { readonly type: 'reached'; readonly goal: Goal }
  | {
      readonly type: 'intent'
      readonly opId: string
      readonly key: string
      readonly action: Action
      readonly entries?: readonly string[]
      /** Of the object that is to be removed. */
      readonly id?: string
      /** Digest of the state that a create or an update brings about. */
      readonly wanted?: string
    }
  /** `seen` where no answer told of it, but what stands in the tenant; or where a part was refused. */
  | { readonly type: 'done'; readonly opId: string; readonly id?: string; readonly seen?: true }
  | { readonly type: 'failed'; readonly opId: string; readonly code: string }
  | { readonly type: 'unknown'; readonly opId: string }

export type Action = 'create' | 'update' | 'enable' | 'disable' | 'remove' | 'claim' | 'release'

type Kept<E> = E & Pick<JournalRecord, 'at' | 'epoch'>
export type WorkRecord = Kept<WorkEntry>

export interface Write {
  readonly opId: string
  readonly action: Action
  readonly at: number
  readonly entries: readonly string[]
  readonly wanted: string | undefined
  /** Of the object that is removed. */
  readonly id?: string | undefined
}

/** What the journal says of one object or list. */
export interface Known {
  /** Id of the object that we made and have not seen removed. */
  readonly id: string | undefined
  /** When it was made, or entries were last added, in milliseconds since the epoch. */
  readonly madeAt?: number | undefined
  /** Writes whose outcome is open, oldest first: any of them may have taken effect. What is done later closes them. */
  readonly open: readonly Write[]
  /** Operations that were to make the object. No answer has said that one of them succeeded. */
  readonly tried: readonly string[]
  /** The last write that was done, and when: a replica that does not show it is behind. */
  readonly lastDone: Write | undefined
  /** Claims whose outcome is open: their entries may or may not have been written. A later claim leaves them open. */
  readonly openClaims: readonly { readonly opId: string; readonly entries: readonly string[] }[]
  /** Entries of a shared list that were absent before we wrote them. */
  readonly claimed: readonly string[]
  /** Whether we left it switched on. */
  readonly leftEnabled: boolean
  /** Digest of the state that the last create or update brought about; undefined where it was taken in part. */
  readonly written?: string | undefined
}

/** What the journal says as a whole. */
export interface Memory {
  readonly epoch: number
  readonly goal: Goal | undefined
  /** True where the current goal has been reached at least once. */
  readonly reached: boolean
  of(key: string): Known
}

/** A memory that grows by what is written down. */
export interface WorkJournal extends Memory {
  /** Returns only when the entry is durable. @throws LeaseLost where another worker has taken over */
  append(entry: WorkEntry): Promise<void>
}

const NOTHING: Known = {
  id: undefined,
  open: [],
  tried: [],
  lastDone: undefined,
  openClaims: [],
  claimed: [],
  leftEnabled: false,
}

type Intent = Extract<WorkRecord, { type: 'intent' }>

/** The meaning of the work that is written down. */
export class WorkMemory implements Memory {
  readonly #known = new Map<string, Known>()
  readonly #intents = new Map<string, Intent>()
  epoch = 0
  goal: Goal | undefined
  reached = false

  of(key: string): Known {
    return this.#known.get(key) ?? NOTHING
  }

  /** Everything but the number of goals: what is written from now on is newer. */
  forget(): void {
    this.#known.clear()
    this.#intents.clear()
    this.goal = undefined
    this.reached = false
  }

  /** Passes over records of other kinds. */
  take(taken: JournalRecord): void {
    const record = taken as WorkRecord
    if (record.type === 'goal') {
      this.goal = record.goal
      this.epoch = record.epoch
      this.reached = false
    } else if (record.type === 'reached') {
      // a worker whose goal was replaced meanwhile says nothing about the new one
      this.reached ||= record.goal === this.goal
    } else if (record.type === 'intent') {
      this.#intents.set(record.opId, record)
      this.#known.set(record.key, intended(this.of(record.key), record))
    } else if (record.type === 'done' || record.type === 'failed') {
      const intent = this.#intents.get(record.opId)
      if (intent) this.#known.set(intent.key, settled(this.of(intent.key), intent, record))
    }
  }
}

function intended(before: Known, intent: Intent): Known {
  const { action, opId, entries = [] } = intent
  const known = { ...before, open: [...before.open, writeOf(intent, intent)] }
  if (action === 'create') return { ...known, leftEnabled: false, tried: [...known.tried, opId] }
  if (action === 'disable') return { ...known, leftEnabled: false }
  if (action === 'claim') return { ...known, openClaims: [...known.openClaims, { opId, entries }] }
  return known
}

/** Of what was only seen it is not known whether it was brought about whole. */
const writeOf = (
  { opId, action, entries = [], wanted, id }: Intent,
  { at, seen }: { at: number; seen?: true },
): Write => ({ opId, action, at, entries, wanted: seen ? undefined : wanted, id })

function settled(
  before: Known,
  intent: Intent,
  outcome: { type: 'done' | 'failed'; id?: string; seen?: true; at: number },
): Known {
  const { action, opId, entries = [] } = intent
  const done = outcome.type === 'done'
  const written = writeOf(intent, outcome)
  const isState = action === 'create' || action === 'update'
  const isMade = action === 'create' || action === 'claim'
  const known: Known = done
    ? {
        ...before,
        open: [],
        lastDone: written,
        ...(isState ? { written: written.wanted } : {}),
        ...(isMade ? { madeAt: outcome.at } : {}),
      }
    : { ...before, open: before.open.filter((one) => one.opId !== opId) }
  if (action === 'claim')
    return {
      ...known,
      openClaims: known.openClaims.filter((open) => open.opId !== opId),
      claimed: done ? [...new Set([...known.claimed, ...entries])] : known.claimed,
    }
  if (!done) return known
  if (action === 'create') return { ...known, id: outcome.id, tried: [] }
  if (action === 'remove')
    return { ...known, id: undefined, madeAt: undefined, tried: [], written: undefined }
  if (action === 'release')
    return {
      ...known,
      claimed: without(known.claimed, entries),
      openClaims: known.openClaims
        .map((open) => ({ ...open, entries: without(open.entries, entries) }))
        .filter((open) => open.entries.length > 0),
    }
  if (action === 'enable') return { ...known, leftEnabled: true }
  return known
}

const without = (all: readonly string[], some: readonly string[]): string[] =>
  all.filter((one) => !some.includes(one))
