/** One testable statement about the product, how well it is known, and where from. */
import type { Mark, PageName } from '../pages.ts'

export interface Clause {
  readonly id: string
  readonly statement: string
  readonly mark: Mark
  /** Names in pages.ts; empty for a convention of this harness. */
  readonly source: readonly PageName[]
  /** Why no run of this harness can show it; absent where a run can. At most five clauses have one (`reports/clauses.test.ts`). */
  readonly notTestable?: string
}

/** A vendor's page says so. */
export const documented = marked('documented')
/** Seen in public evidence. */
export const observed = marked('observed')
/** Follows from pages or evidence, said by neither. */
export const inferred = marked('inferred')
/** Documented nowhere: what this harness holds the product to. */
export const proposed = marked('proposed')

/** @param reason what is not here, in a sentence for readers of the report */
export const notTestable = (clause: Clause, reason: string): Clause => ({ ...clause, notTestable: reason })

function marked(mark: Mark) {
  return (id: string, source: readonly PageName[], statement: string): Clause => ({
    id,
    statement,
    mark,
    source,
  })
}
