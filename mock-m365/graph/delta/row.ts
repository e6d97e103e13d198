/** One object of a round, as data. */
import type { Entity } from '../../base.ts'

/** A reference that was added to an object, or removed from it. */
export interface LinkChange {
  readonly name: string
  readonly id: string
  readonly removed: boolean
}

/** One object of an answer; a group of many members takes several. */
export interface Row {
  readonly id: string
  /** The object when the previous round ended; undefined if it did not exist. */
  readonly before: Entity | undefined
  /** The object now; undefined if it is gone. */
  readonly after: Entity | undefined
  /** Documented reasons: `changed` can be restored, `deleted` cannot. */
  readonly removed?: 'changed' | 'deleted'
  readonly links: readonly LinkChange[]
}
