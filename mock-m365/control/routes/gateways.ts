/** Gateways outside for a tenant's mail: their names, and what they do with mail. */
import * as v from 'valibot'
import { GATEWAY_LIST } from '../../exchange/mail-flow/outside/gateway.ts'
import { gatewaysOf, putGateways } from '../../exchange/mail-flow/outside/gateways.ts'
import { operatorWrite } from '../operator.ts'
import { type Route, route } from '../route.ts'

const GATEWAYS = v.strictObject({ gateways: GATEWAY_LIST })

export const gatewayRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'tenants/{tenant}/gateways',
    says: 'gateways outside that mail of the tenant meets before the scanners and the Internet',
    output: GATEWAYS,
    run: ({ tenant }) => ({ gateways: gatewaysOf(tenant()) }),
  }),
  route({
    method: 'PUT',
    path: 'tenants/{tenant}/gateways',
    says: 'put these gateways in place of all that the tenant has',
    body: GATEWAYS,
    output: GATEWAYS,
    run: ({ tenant: tenantOf, body: { gateways }, cloud }) => {
      const tenant = tenantOf()
      putGateways(tenant, operatorWrite(cloud, 'gateways'), gateways)
      return { gateways: gatewaysOf(tenant) }
    },
  }),
]
