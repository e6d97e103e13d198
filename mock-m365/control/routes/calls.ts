/** Calls of the cloud: one record for each request, as invariants read them. */
import * as v from 'valibot'
import { type Route, route } from '../route.ts'
import { PAGE_OF_A_LOG } from '../schemas.ts'

const CALL = v.looseObject({
  number: v.number(),
  at: v.string(),
  service: v.picklist(['entra', 'graph', 'exchange']),
  operation: v.string(),
  status: v.number(),
})

export const callRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'calls',
    says: 'requests to all services, oldest first; go on from next',
    query: PAGE_OF_A_LOG,
    output: v.object({ next: v.number(), calls: v.array(CALL) }),
    run: ({ cloud, query: { since, top } }) => {
      const from = cloud.calls.findIndex(({ number }) => number > since)
      const calls = from < 0 ? [] : cloud.calls.slice(from, from + top)
      return {
        next: calls.at(-1)?.number ?? since,
        calls: calls.map(({ at, ...call }) => ({ ...call, at: new Date(at).toISOString() })),
      }
    },
  }),
]
