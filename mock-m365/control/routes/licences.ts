/** Licences of a tenant: Graph shows them, and only a purchase changes them. */
import * as v from 'valibot'
import { idOf } from '../../graph/verbs/entities.ts'
import { PRODUCTS, type SkuPartNumber, subscribedSku } from '../../starting-states/licences.ts'
import type { Tenant } from '../../tenant.ts'
import { operatorWrite } from '../operator.ts'
import { ControlError, type Route, route } from '../route.ts'
import { RECORD, TEXT, TEXTS } from '../schemas.ts'

const KIND = 'subscribedSkus'
const NAMES = Object.keys(PRODUCTS) as SkuPartNumber[]

const LICENCES = v.object({ licences: v.array(v.object({ skuPartNumber: TEXT, consumedUnits: v.number() })) })

export const licenceRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'tenants/{tenant}/licences',
    says: 'products that the tenant has bought, and those that can be bought here',
    output: v.object({ ...LICENCES.entries, known: TEXTS }),
    run: ({ tenant }) => ({ ...licencesOf(tenant()), known: NAMES }),
  }),
  route({
    method: 'PUT',
    path: 'tenants/{tenant}/licences',
    says: 'buy these products and cancel all others; PIM and dynamic groups ask for AAD_PREMIUM_P2',
    body: v.strictObject({ licences: v.array(v.picklist(NAMES), 'a list of products') }),
    output: v.object({ licences: v.array(RECORD) }),
    run: ({ tenant: tenantOf, body: { licences }, cloud }) => {
      const tenant = tenantOf()
      const write = operatorWrite(cloud, 'licences')
      const wanted = new Set<unknown>(licences)
      const bought = tenant.list(KIND)
      const held = bought.find(
        ({ skuPartNumber, consumedUnits }) => !wanted.has(skuPartNumber) && Number(consumedUnits) > 0,
      )
      if (held)
        throw new ControlError(
          400,
          `licences: ${held.skuPartNumber} is held by ${held.consumedUnits} users and cannot be cancelled; take it from them first, or leave it in the list`,
        )
      for (const sku of bought)
        if (!wanted.has(sku.skuPartNumber)) tenant.commit(write, KIND, idOf(sku), undefined)
      for (const name of new Set(licences))
        if (!bought.some(({ skuPartNumber }) => skuPartNumber === name)) {
          const sku = subscribedSku(tenant.id, name, 0)
          tenant.commit(write, KIND, idOf(sku), sku)
        }
      return licencesOf(tenant)
    },
  }),
]

const licencesOf = (tenant: Tenant) => ({
  licences: tenant.list(KIND).map(({ skuPartNumber, consumedUnits }) => ({ skuPartNumber, consumedUnits })),
})
