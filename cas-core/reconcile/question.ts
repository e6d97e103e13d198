/** What a plan is asked, and what it can say of one row: its own object, and how young what was written is. */
import { hash } from 'node:crypto'
import type { ListKindName, ObjectKindName } from '../objects/index.ts'
import type { Fields, Found, ObjectKind } from '../objects/kind.ts'
import type { Known, Memory, Write } from './journal.ts'
import type { Obstacle } from './obstacle.ts'
import type { Goal, ObjectHead, ObjectRow, Row, Standing } from './row.ts'

/** The tenant, as far as the goal's rows need it. */
export interface Observed {
  readonly objects: ReadonlyMap<ObjectKindName, readonly Found[]>
  readonly lists: ReadonlyMap<ListKindName, readonly string[]>
  /** Whether somebody works on the tenant with another journal: what this one tried to make, another operation has made. */
  readonly isContested?: boolean
}

export interface Question {
  readonly table: readonly Row[]
  readonly goal: Goal
  readonly standing: Standing
  readonly kindOf: (name: ObjectKindName) => ObjectKind
  readonly observed: Observed
  readonly memory: Memory
  readonly nowMs: number
  /** What was refused in this run, by key: it is not tried again. */
  readonly refused: ReadonlyMap<string, Obstacle>
  /** Keys of the rows of which a part was refused in this run. */
  readonly incomplete?: ReadonlySet<string>
  /** Keys of rows that lead mail only when all of them can. */
  readonly together?: ReadonlySet<string>
}

/**
 * How long after a write presence or absence is not believed: replicas of Microsoft's directory lag by minutes,
 * and a request whose answer was lost may still take effect.
 */
export const GRACE_MS = 15 * 60_000

/** Whether something was written so recently, or may have been, that not every replica need know of it. */
export const isYoung = ({ open, lastDone }: Known, nowMs: number): boolean =>
  open.some((write) => isRecent(write, nowMs)) || isRecent(lastDone, nowMs)

export const isRecent = (write: Write | undefined, nowMs: number): write is Write =>
  write !== undefined && nowMs < write.at + GRACE_MS

const digests = new WeakMap<Fields, string>()

/** Short name of a wanted state, by which a later run knows whether it wants the same. */
export function digestOf(wanted: Fields): string {
  let digest = digests.get(wanted)
  if (digest === undefined) {
    digest = hash('sha256', JSON.stringify(wanted)).slice(0, 16)
    digests.set(wanted, digest)
  }
  return digest
}

/**
 * The row's own object: by the journal's id, else by our mark; never by name alone. Where another journal is at work,
 * a mark of an operation that this one does not know is that one's.
 */
export function ownOf(
  row: ObjectHead,
  { observed, memory }: Pick<Question, 'observed' | 'memory'>,
): Found | undefined {
  const candidates = observed.objects.get(row.kind) ?? []
  const { id, tried } = memory.of(row.key)
  const isOurs = ({ marker }: Found) =>
    marker?.key === row.key && (!observed.isContested || tried.includes(marker.opId))
  return candidates.find((one) => one.id === id) ?? candidates.find(isOurs)
}

/** The row as it is wanted, going on covering what it covers now. */
export function widened(row: ObjectRow, found: Found, { covers = [] }: ObjectKind): ObjectRow {
  const wanted = (standing: Standing): Fields => {
    const fields = row.wanted(standing)
    const wider = covers.flatMap((name) => {
      const [now, then] = [fields[name], found.fields[name]]
      return Array.isArray(now) && Array.isArray(then) ? [[name, union(now, then)]] : []
    })
    return { ...fields, ...Object.fromEntries(wider) }
  }
  return { ...row, wanted }
}

/** Sorted, without regard to case. */
function union(one: readonly unknown[], other: readonly unknown[]): string[] {
  const texts = [...other, ...one].map((value) => [String(value).toLowerCase(), String(value)] as const)
  return [...new Map(texts).values()].sort()
}
