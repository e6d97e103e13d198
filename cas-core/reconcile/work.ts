/** What plan and engine are given to work with. */
import type { Kinds } from '../objects/index.ts'
import type { MarkedSession } from '../objects/kind.ts'
import type { WorkJournal } from './journal.ts'
import type { Goal, ListHead, ObjectHead, Row } from './row.ts'

/** What it takes to look at a tenant with a goal in mind. */
export interface Looking {
  readonly session: MarkedSession
  readonly journal: WorkJournal
  readonly kinds: Kinds
  readonly table: readonly (ObjectHead | ListHead)[]
  readonly goal: Goal
}

export interface Work extends Looking {
  readonly table: readonly Row[]
  /** Keys of rows that lead mail only when all of them can: none is switched on while one is refused for good. */
  readonly together?: ReadonlySet<string>
}
