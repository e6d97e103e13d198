/** The product's endpoint for notifications of Microsoft Graph, without a socket. */
import { type Product, perform } from '#cas-core'
import type { Callout, Heard } from '#mock-m365'
import { CUSTOMER } from './product.ts'

const VENDOR = { name: 'back office', role: 'vendor' } as const

/** Undefined where the product does not answer as an endpoint does: nobody scans there. */
export async function heardBy(product: Product, { url, body }: Callout): Promise<Heard | undefined> {
  const { data } = await perform(product, CUSTOMER, VENDOR, 'takeNotification', { url, body })
  return (data as { readonly answer?: Heard }).answer
}
