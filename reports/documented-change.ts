/** What a row of the documented changes is, and the few ways in which rows recognise the changes that they document. */
import type { Difference } from './difference.ts'
import { own } from './difference.ts'
import type { Mark, PageName } from './pages.ts'
import type { ChangeRecord, StageName } from './record.ts'
import { namesOf, type RunContext } from './run-context.ts'

/** The columns of the vendor's tables, in their order; what a generation calls them is in published-table.ts. */
export const COLUMNS = ['Admin Center', 'Exchange Online', 'Other Changes'] as const
export type Column = (typeof COLUMNS)[number]

export interface DocumentedChange {
  readonly id: string
  readonly stage: StageName
  readonly column: Column
  /** In our own words. */
  readonly statement: string
  /** `consequence`: what Microsoft's services do by themselves, or what follows from the other rows. */
  readonly source: 'published table' | 'published guide' | 'consequence'
  readonly mark: Mark
  readonly page: PageName
  /** Ids in the clause table. */
  readonly clauses: readonly string[]
  /** Why no run here can show what the published table says; absent where one can. */
  readonly notShownHere?: string
  /** Absent in rows that are not about changes to the tenant. */
  readonly matches?: (change: ChangeRecord, run: RunContext) => boolean
  /** Which parts of a matching change the row documents; all where absent. */
  readonly covers?: (difference: Difference, change: ChangeRecord, run: RunContext) => boolean
  /** What must each be witnessed when the stage was done; nothing where absent. */
  readonly expected?: (run: RunContext) => readonly string[]
  /** Which of the expected ones a matching change witnesses; by default the object that it made or removed. */
  readonly witnesses?: (change: ChangeRecord, run: RunContext) => readonly string[]
  /** For rows that are not about changes to the tenant: the activity in the record, or its beginning, in small letters. */
  readonly activity?: string
  /** Where the record may say it in several ways. */
  readonly saidAs?: RegExp
  /** Whether the activity must be there when the stage was done; yes where absent. */
  readonly due?: (run: RunContext) => boolean
  /** For activities that must be there several times: which of the expected ones they witness; all where absent. */
  readonly attests?: (run: RunContext) => readonly string[]
  /** What the row says and this run did not show, though nothing that was due is missing: it was seen in part. */
  readonly partly?: (seen: SeenOfRow, run: RunContext) => string | undefined
  /** What a reader would otherwise wonder at. */
  readonly remark?: (run: RunContext) => string | undefined
}

export interface SeenOfRow {
  readonly changes: readonly ChangeRecord[]
  readonly activities: readonly string[]
}

type Witnessed = Pick<DocumentedChange, 'matches' | 'covers' | 'expected' | 'witnesses'>
type NamesByKind = Readonly<Record<string, readonly string[]>>

/** Named objects are made, all of them, and finished by updates of the same stage. */
export function makes(names: NamesByKind): Witnessed {
  return {
    matches: (change) => change.after !== null && isNamed(change, names),
    expected: (run) => Object.values(names).flat().filter(run.callsFor),
    witnesses: (change) => (change.before === null ? namesOf(change) : []),
  }
}

/**
 * Named objects are removed, all that existed when the stage began: a grant that failed has created nothing to remove.
 * `first`: properties that may be changed on the way out.
 */
export function removes(stage: StageName, names: NamesByKind, first: readonly string[] = []): Witnessed {
  const stood = (name: string, run: RunContext) =>
    run
      .imagesBefore(stage, (change) => isNamed(change, names) && namesOf(change).includes(name))
      .some((image) => image !== null)
  return {
    matches: (change) => change.before !== null && isNamed(change, names),
    covers: (difference) =>
      difference.kind === 'removed' || (difference.kind === 'set' && first.includes(difference.property)),
    expected: (run) =>
      Object.values(names)
        .flat()
        .filter((name) => run.callsFor(name) && (!run.sawTheGrant || stood(name, run))),
    witnesses: (change) => (change.after === null ? namesOf(change) : []),
  }
}

/** Existing named objects change in the given properties, in no other. */
export function updates(names: NamesByKind, properties: readonly string[]): Witnessed {
  return {
    matches: (change) => change.before !== null && change.after !== null && isNamed(change, names),
    covers: (difference) => 'property' in difference && properties.includes(difference.property),
  }
}

/** The object has one of the names, before and after. */
export function isNamed(change: ChangeRecord, names: NamesByKind): boolean {
  const ours = Object.hasOwn(names, change.kind) ? names[change.kind] : undefined
  return ours !== undefined && namesOf(change).every((name) => ours.includes(name))
}

/** A text property of the object, as it is or, where it is gone, as it was. */
export function textOf(change: ChangeRecord, property: string): string {
  const value = own(change.after ?? change.before, property)
  return typeof value === 'string' ? value : ''
}
