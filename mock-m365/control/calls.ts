/** What was asked of the cloud, whoever asked: one record a request, as invariants read them. */
import { numberIn, type Route, SINCE, TOP } from './route.ts'

export const callRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'calls',
    does: 'requests to all services, oldest first; ?since=<number> ?top=<1..1000>; go on from next',
    run: ({ cloud, query }) => {
      const since = numberIn(query, 'since', SINCE)
      const top = numberIn(query, 'top', TOP)
      const from = cloud.calls.findIndex(({ number }) => number > since)
      const calls = from < 0 ? [] : cloud.calls.slice(from, from + top)
      return {
        next: calls.at(-1)?.number ?? since,
        calls: calls.map(({ at, ...call }) => ({ ...call, at: new Date(at).toISOString() })),
      }
    },
  },
]
