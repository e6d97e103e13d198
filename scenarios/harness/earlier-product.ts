/** The product from before the allow lists: its table. Source: an earlier crawl of the page on changes, which names none. */
import type { ObjectsByGoal } from '#cas-core'

const isList = ({ kind }: ObjectsByGoal[number]): boolean =>
  kind === 'ipAllowList' || kind === 'spoofAllowList'

/** A table without allow lists. */
export const withoutAllowLists = (table: ObjectsByGoal): ObjectsByGoal =>
  table.map((row) =>
    isList(row) ? { ...row, cells: { ...row.cells, 'granted inbound': 'kept', granted: 'kept' } } : row,
  )
