import { invariant } from '../harness/moment.ts'

/** Lists of what has happened, by where the console shows them, and what tells when. */
const LISTS = {
  entries: 'at',
  items: 'at',
  detections: 'at',
  notifications: 'at',
  banners: 'at',
  reports: 'generatedAt',
} as const

export const newestFirst = invariant({
  name: 'newest first',
  statement: 'what the console lists of what has happened begins with what happened last',
  clauses: [],
  check({ step, result }) {
    if (step.op !== 'console' || result.outcome !== 'done' || !result.data) return undefined
    const shown = Object.entries(LISTS).flatMap(([list, property]) => {
      const rows: unknown = Reflect.get(result.data ?? {}, list)
      return Array.isArray(rows)
        ? [{ list, times: rows.map((row) => String(Reflect.get(Object(row), property))) }]
        : []
    })
    if (shown.length === 0) return undefined
    return shown.flatMap(({ list, times }) =>
      times.some((time, i) => i > 0 && time > (times[i - 1] ?? ''))
        ? [`"${step.operation}" does not list ${list} from the newest on`]
        : [],
    )
  },
})
