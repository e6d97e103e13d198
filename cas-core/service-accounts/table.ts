/** A table of an account kind: its rows depend on what is known of one account, and are bound to it before they are used. */
import type { Fields } from '../objects/kind.ts'
import type { ListHead, ObjectHead, Row, Standing } from '../reconcile/row.ts'
import { isList } from '../reconcile/row.ts'

/** Fields of objects that others refer to, as they are in the tenant. */
export interface WithStanding {
  readonly standing: Standing
}

export interface ObjectRowOf<C> extends ObjectHead {
  readonly wanted: (context: C & WithStanding) => Fields
  /** For rules: whether it is to be switched on. Absent: it is on as soon as it exists. */
  readonly enabled?: (context: C) => boolean
}

export interface ListRowOf<C> extends ListHead {
  readonly entries: (context: C) => readonly string[]
}

export type TableOf<C> = readonly (ObjectRowOf<C> | ListRowOf<C>)[]

/** The rows for one account, as plan and engine work on them. */
export const boundTo = <C>(table: TableOf<C>, context: C): Row[] =>
  table.map((row): Row => {
    if (isList(row)) return { ...row, entries: row.entries(context) }
    const { enabled, ...rest } = row
    const wanted = workedOutOnce((standing) => row.wanted({ ...context, standing }))
    return { ...rest, wanted, ...(enabled ? { enabled: enabled(context) } : {}) }
  })

/** A plan asks for the same many times: it is worked out again only when an object that it refers to has other fields. */
function workedOutOnce(wanted: (standing: Standing) => Fields): typeof wanted {
  let last:
    | { readonly referred: ReadonlyMap<string, Fields | undefined>; readonly fields: Fields }
    | undefined
  return (standing) => {
    if (last) {
      let isSame = true
      for (const [key, fields] of last.referred) isSame &&= standing.get(key) === fields
      if (isSame) return last.fields
    }
    const referred = new Map<string, Fields | undefined>()
    const get = (key: string) => {
      const fields = standing.get(key)
      referred.set(key, fields)
      return fields
    }
    last = { referred, fields: wanted({ get }) }
    return last.fields
  }
}
