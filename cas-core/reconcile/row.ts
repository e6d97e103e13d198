/** The rows that plan and engine work on: what exists under which goal, and what it must look like. They know no account. */
import type { ListKindName, ObjectKindName } from '../objects/index.ts'
import type { Fields } from '../objects/kind.ts'

/** What a stage brings about. A kind of account names its goals; here a goal is a column of the table. */
export type Goal = string

/** `present`: made and kept as wanted; `absent`: removed; `kept`: left alone, in any state. */
export type Cell = 'present' | 'absent' | 'kept'

/** Fields of objects that others refer to, by key, as they are in the tenant: a group's address. */
export type Standing = Pick<ReadonlyMap<string, Fields>, 'get'>

interface Head {
  /** Short name in marks and journal: `R1`. */
  readonly key: string
  /** Name in the tenant, or in messages. */
  readonly name: string
  readonly cells: Readonly<Record<Goal, Cell>>
  /** Keys of the objects that this one refers to: they come first, and go last. */
  readonly after: readonly string[]
  /** Rows of one flow of mail stand in for each other: none covers less before the others cover what they are to cover. */
  readonly flow?: string
}

export interface ObjectHead extends Head {
  readonly kind: ObjectKindName
  /** An earlier product has made it: while it stands it is kept as wanted, on or off, and it is never made. */
  readonly isFormer?: true
}

export interface ListHead extends Head {
  readonly kind: ListKindName
  /** Each entry has its own call and its own claim: if one is refused, the others are not affected. */
  readonly oneByOne?: true
}

/** A separate object. */
export interface ObjectRow extends ObjectHead {
  readonly wanted: (standing: Standing) => Fields
  /** For rules: whether it is to be switched on. Absent: it is on as soon as it exists. */
  readonly enabled?: boolean
}

/** Our entries in a list that we share with the customer. */
export interface ListRow extends ListHead {
  readonly entries: readonly string[]
}

export type Row = ObjectRow | ListRow

/** Whether a row, with or without its wanted state, is one of a list. */
export const isList = <R extends { readonly kind: ObjectKindName | ListKindName }>(
  row: R,
): row is Extract<R, { readonly kind: ListKindName }> =>
  row.kind === 'ipAllowList' || row.kind === 'spoofAllowList'

/** @throws RangeError where the table says nothing about the goal */
export function cellOf({ key, cells }: Pick<Head, 'key' | 'cells'>, goal: Goal): Cell {
  const cell = cells[goal]
  if (cell === undefined) throw new RangeError(`row ${key} says nothing about the goal "${goal}"`)
  return cell
}
