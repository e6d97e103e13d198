/** The limits that Microsoft documents: only told in headers until somebody has them enforced. */
import * as v from 'valibot'
import type { Limits } from '../../graph/limits/table.ts'
import type { Microsoft365 } from '../../services.ts'
import { type Route, route } from '../route.ts'
import { whole } from '../schemas.ts'

const SCALE_MIN = 0.0001
const SCALE_MAX = 1000
const SCALE_WORDS = `a number from ${SCALE_MIN} to ${SCALE_MAX}`
const OBJECTS_MAX = 10_000_000
const CONCURRENT_MAX = 1000
const HELD_MAX_MS = 600_000

const CONCURRENCY_WORDS = 'how many requests, and how long each is held: {"requests": 10, "heldMs": 1000}'
const CONCURRENCY = v.strictObject(
  { requests: whole(1, CONCURRENT_MAX), heldMs: whole(0, HELD_MAX_MS, 'milliseconds') },
  CONCURRENCY_WORDS,
)

const LIMITS = v.strictObject({
  scale: v.pipe(
    v.number(SCALE_WORDS),
    v.minValue(SCALE_MIN, SCALE_WORDS),
    v.maxValue(SCALE_MAX, SCALE_WORDS),
    v.description('1 for the documented rates, 0.01 for rates that are a hundred times tighter'),
  ),
  directoryObjects: v.exactOptional(whole(1, OBJECTS_MAX)),
  exchangeConcurrency: v.exactOptional(v.pipe(CONCURRENCY, v.description(CONCURRENCY_WORDS))),
})

const TOLD = v.object({ limits: v.nullable(LIMITS) })
const limitsIn = ({ limits }: Pick<Microsoft365, 'limits'>): { limits: Limits | null } => ({
  limits: limits ?? null,
})

export const limitRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'limits',
    says: 'the limits that Graph and Exchange enforce, or null: they are only told in headers then',
    output: TOLD,
    run: ({ cloud }) => limitsIn(cloud),
  }),
  route({
    method: 'PUT',
    path: 'limits',
    says: 'enforce the documented limits, made tighter by scale; counts start again',
    body: LIMITS,
    output: TOLD,
    run: ({ cloud, body }) => {
      cloud.limitBy(body)
      return limitsIn(cloud)
    },
  }),
  route({
    method: 'DELETE',
    path: 'limits',
    says: 'enforce no limit',
    output: TOLD,
    run: ({ cloud }) => {
      cloud.limitBy(undefined)
      return limitsIn(cloud)
    },
  }),
]
