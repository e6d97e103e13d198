/** The endpoint of a system under test for notifications of Microsoft Graph, without a socket. */
import type { Callout, Heard } from '#mock-m365'
import type { Subject } from '../../subjects/subject.ts'
import { CUSTOMER } from './product.ts'

const VENDOR = { name: 'back office', role: 'vendor' } as const

/** Undefined where the product does not answer as an endpoint does: nobody scans there. */
export async function heardBy(
  subject: Pick<Subject, 'perform'>,
  { url, body }: Callout,
): Promise<Heard | undefined> {
  const caller = { customer: CUSTOMER, user: VENDOR }
  const { data } = await subject.perform(caller, 'takeNotification', { url, body })
  return (data as { readonly answer?: Heard }).answer
}
