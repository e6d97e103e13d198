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
  | {
      readonly type: 'intent'
      readonly opId: string
      readonly key: string
      readonly action: Action
      readonly entries?: readonly string[]
      /** Digest of the state that a create or an update brings about. */
      readonly wanted?: string
    }
  /** `seen` where no answer told of it, but what stands in the tenant. */
  | { readonly type: 'done'; readonly opId: string; readonly id?: string; readonly seen?: true }
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

export interface Write {
  readonly opId: string
  readonly action: Action
  readonly at: number
  readonly entries: readonly string[]
  readonly wanted: string | undefined
}

/** What the journal says of one object or list. */
export interface Known {
  /** Id of the object that we made and have not seen removed. */
  readonly id: string | undefined
  /** Writes whose outcome is open, oldest first: any of them may have taken effect. What is done later closes them. */
  readonly open: readonly Write[]
  /** The last write that was done, and when: a replica that does not show it is behind. */
  readonly lastDone: Write | undefined
  /** Claims whose outcome is open: their entries may or may not have been written. A later claim leaves them open. */
  readonly openClaims: readonly { readonly opId: string; readonly entries: readonly string[] }[]
  /** Entries of a shared list that were absent before we wrote them. */
  readonly claimed: readonly string[]
  /** Whether we left it switched on. */
  readonly leftEnabled: boolean
}

/** What the journal says as a whole. */
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
  open: [],
  lastDone: undefined,
  openClaims: [],
  claimed: [],
  leftEnabled: false,
}

type Intent = Extract<JournalRecord, { type: 'intent' }>

/** The meaning of a journal, kept up with what is appended to it, by whomever. */
export class Ledger implements Memory {
  readonly #journal: Journal
  readonly #known = new Map<string, Known>()
  readonly #intents = new Map<string, Intent>()
  readonly #consented = new Set<Purpose>()
  #seen = 0
  #epoch = 0
  #goal: Goal | undefined
  #reached = false

  constructor(journal: Journal) {
    this.#journal = journal
  }

  get epoch(): number {
    this.#catchUp()
    return this.#epoch
  }

  get goal(): Goal | undefined {
    this.#catchUp()
    return this.#goal
  }

  get reached(): boolean {
    this.#catchUp()
    return this.#reached
  }

  get consented(): ReadonlySet<Purpose> {
    this.#catchUp()
    return this.#consented
  }

  of(key: string): Known {
    this.#catchUp()
    return this.#known.get(key) ?? NOTHING
  }

  append(record: JournalRecord): void {
    this.#journal.append(record)
  }

  #catchUp(): void {
    const records = this.#journal.records()
    for (; this.#seen < records.length; this.#seen++) {
      const record = records[this.#seen]
      if (record) this.#take(record)
    }
  }

  #take(record: JournalRecord): void {
    if (record.type === 'goal') {
      this.#goal = record.goal
      this.#epoch = record.epoch
      this.#reached = false
    } else if (record.type === 'reached') {
      // a worker whose goal was replaced meanwhile says nothing about the new one
      if (record.goal !== this.#goal) return
      this.#reached = true
      // the application is gone with the rest: a new grant begins with new consents
      if (record.goal === 'clean') this.#consented.clear()
    } else if (record.type === 'consented') this.#consented.add(record.purpose)
    else if (record.type === 'intent') {
      this.#intents.set(record.opId, record)
      this.#known.set(record.key, intended(this.#known.get(record.key) ?? NOTHING, record))
    } else if (record.type !== 'unknown') {
      const intent = this.#intents.get(record.opId)
      if (intent) this.#known.set(intent.key, settled(this.#known.get(intent.key) ?? NOTHING, intent, record))
    }
  }
}

function intended(before: Known, intent: Intent): Known {
  const { action, opId, entries = [] } = intent
  const known = { ...before, open: [...before.open, writeOf(intent, intent)] }
  if (action === 'create' || action === 'disable') return { ...known, leftEnabled: false }
  if (action === 'claim') return { ...known, openClaims: [...known.openClaims, { opId, entries }] }
  return known
}

/** Of what was only seen it is not known whether it was brought about whole. */
const writeOf = (
  { opId, action, entries = [], wanted }: Intent,
  { at, seen }: { at: number; seen?: true },
): Write => ({ opId, action, at, entries, wanted: seen ? undefined : wanted })

function settled(
  before: Known,
  intent: Intent,
  outcome: { type: 'done' | 'failed'; id?: string; seen?: true; at: number },
): Known {
  const { action, opId, entries = [] } = intent
  const done = outcome.type === 'done'
  const known: Known = done
    ? { ...before, open: [], lastDone: writeOf(intent, outcome) }
    : { ...before, open: before.open.filter((one) => one.opId !== opId) }
  if (action === 'claim')
    return {
      ...known,
      openClaims: known.openClaims.filter((open) => open.opId !== opId),
      claimed: done ? [...new Set([...known.claimed, ...entries])] : known.claimed,
    }
  if (!done) return known
  if (action === 'create') return { ...known, id: outcome.id }
  if (action === 'remove') return { ...known, id: undefined }
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
