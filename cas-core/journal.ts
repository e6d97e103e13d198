/**
 * The write-ahead journal: an intent is durable before its request leaves, its outcome after. What a resumed run
 * knows of earlier ones is a fold over these records, and nothing else.
 */

export type Goal = 'granted inbound' | 'granted' | 'deprovisioned' | 'clean'
export type Purpose = 'mail flow' | 'data sync'

export type Entry =
  | { readonly type: 'goal'; readonly goal: Goal }
  | { readonly type: 'reached'; readonly goal: Goal }
  | { readonly type: 'consented'; readonly purpose: Purpose }
  | { readonly type: 'intent'; readonly opId: string; readonly key: string; readonly action: Action; readonly entries?: readonly string[] }
  | { readonly type: 'done'; readonly opId: string; readonly id?: string }
  | { readonly type: 'failed'; readonly opId: string; readonly code: string }
  | { readonly type: 'unknown'; readonly opId: string }

export type Action = 'create' | 'update' | 'enable' | 'disable' | 'remove' | 'claim' | 'release'

/** An entry as it is kept: when, and under which goal. */
export type JournalRecord = Entry & { readonly at: number; readonly epoch: number }

export interface Journal {
  /** Returns only when the record is durable; throws where it cannot be made so. */
  append(record: JournalRecord): void
  records(): readonly JournalRecord[]
}

export function memoryJournal(earlier: readonly JournalRecord[] = []): Journal {
  const records = [...earlier]
  return { append: (record) => records.push(record), records: () => records }
}

/** What the journal says of one object or list. */
export interface Known {
  /** Id of the object that we made and have not seen removed. */
  readonly id: string | undefined
  /** A create whose outcome is open, and when it was intended. */
  readonly openCreate: { readonly opId: string; readonly at: number } | undefined
  /** A claim whose outcome is open: its entries may or may not have been written. */
  readonly openClaim: { readonly opId: string; readonly entries: readonly string[] } | undefined
  /** When a removal was last attempted. */
  readonly removedAt: number | undefined
  /** Entries of a shared list that were absent before we wrote them. */
  readonly claimed: readonly string[]
  /** Whether we left it switched on. */
  readonly leftEnabled: boolean
}

export interface Memory {
  readonly epoch: number
  readonly goal: Goal | undefined
  /** True where the current goal has been reached at least once. */
  readonly reached: boolean
  readonly consented: ReadonlySet<Purpose>
  of(key: string): Known
}

const NOTHING: Known = {
  id: undefined,
  openCreate: undefined,
  openClaim: undefined,
  removedAt: undefined,
  claimed: [],
  leftEnabled: false,
}

/** Folds the records into what they mean now. */
export function recall(records: readonly JournalRecord[]): Memory {
  const known = new Map<string, Known>()
  const intents = new Map<string, Extract<JournalRecord, { type: 'intent' }>>()
  const consented = new Set<Purpose>()
  let [epoch, reached]: [number, boolean] = [0, false]
  let goal: Goal | undefined
  for (const record of records) {
    if (record.type === 'goal') [goal, epoch, reached] = [record.goal, record.epoch, false]
    else if (record.type === 'reached') reached = true
    else if (record.type === 'consented') consented.add(record.purpose)
    else if (record.type === 'intent') {
      intents.set(record.opId, record)
      known.set(record.key, intended(known.get(record.key) ?? NOTHING, record))
    } else {
      const intent = intents.get(record.opId)
      if (intent && record.type !== 'unknown')
        known.set(intent.key, settled(known.get(intent.key) ?? NOTHING, intent, record))
    }
  }
  return { epoch, goal, reached, consented, of: (key) => known.get(key) ?? NOTHING }
}

type Intent = Extract<JournalRecord, { type: 'intent' }>

function intended(known: Known, { action, opId, at, entries = [] }: Intent): Known {
  if (action === 'create') return { ...known, openCreate: { opId, at }, leftEnabled: false }
  if (action === 'claim') return { ...known, openClaim: { opId, entries } }
  if (action === 'remove') return { ...known, removedAt: at }
  if (action === 'disable') return { ...known, leftEnabled: false }
  return known
}

function settled(known: Known, { action, entries = [] }: Intent, outcome: { type: 'done' | 'failed'; id?: string }): Known {
  const done = outcome.type === 'done'
  if (action === 'create') return { ...known, openCreate: undefined, id: done ? outcome.id : known.id }
  if (action === 'claim')
    return { ...known, openClaim: undefined, claimed: done ? [...new Set([...known.claimed, ...entries])] : known.claimed }
  if (!done) return known
  if (action === 'remove') return { ...known, id: undefined }
  if (action === 'release') return { ...known, claimed: known.claimed.filter((entry) => !entries.includes(entry)) }
  if (action === 'enable') return { ...known, leftEnabled: true }
  return known
}
