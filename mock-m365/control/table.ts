/** All routes of the control surface. Another route is a row in its own file, and a line here. */
import * as v from 'valibot'
import { openApiOf } from './open-api.ts'
import { CONTROL_PREFIX } from './perform.ts'
import { type Route, route } from './route.ts'
import { callRoutes } from './routes/calls.ts'
import { clockRoutes } from './routes/clock.ts'
import { faultRoutes } from './routes/faults.ts'
import { gatewayRoutes } from './routes/gateways.ts'
import { lagRoutes } from './routes/lag.ts'
import { licenceRoutes } from './routes/licences.ts'
import { limitRoutes } from './routes/limits.ts'
import { mailRoutes } from './routes/mail.ts'
import { publicDnsRoutes } from './routes/public-dns.ts'
import { tenantRoutes } from './routes/tenants.ts'

const ofTheTable: readonly Route[] = [
  route({
    method: 'GET',
    path: '',
    says: 'every route, with what it does',
    output: v.object({
      routes: v.array(v.object({ method: v.string(), path: v.string(), says: v.string() })),
    }),
    run: () => ({
      routes: ROUTES.map(({ method, path, says }) => ({ method, path: `${CONTROL_PREFIX}/${path}`, says })),
    }),
  }),
  route({
    method: 'GET',
    path: 'openapi.json',
    says: 'what each route takes and answers, as an OpenAPI document',
    output: v.looseObject({ openapi: v.string() }),
    run: () => openApiOf(ROUTES),
  }),
]

export const ROUTES: readonly Route[] = [
  ...ofTheTable,
  ...tenantRoutes,
  ...callRoutes,
  ...faultRoutes,
  ...lagRoutes,
  ...limitRoutes,
  ...clockRoutes,
  ...licenceRoutes,
  ...publicDnsRoutes,
  ...mailRoutes,
  ...gatewayRoutes,
]
