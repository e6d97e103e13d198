/** The checklist of manual cleanup. */
import type { ListHead, ObjectHead } from '../reconcile/row.ts'

/** One thing that an administrator removes by hand. */
export interface CleanupItem {
  readonly key: string
  readonly kind: (ObjectHead | ListHead)['kind']
  readonly name: string
  readonly isStanding: boolean
  /** Of a list: our entries that stand. */
  readonly entries: readonly string[]
}
