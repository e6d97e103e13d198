/** Sends a message through a tenant: its journey, its ends, and the rows of Exchange's message trace. */
import { compileMail } from '../../exchange/mail-flow/compile.ts'
import { type Composed, composeMail } from '../../exchange/mail-flow/compose.ts'
import { deliverMail } from '../../exchange/mail-flow/deliver.ts'
import { recordMail } from '../../exchange/mail-flow/trace/message-trace.ts'
import { picture } from '../../exchange/mail-flow/trace/picture.ts'
import { words } from '../../exchange/mail-flow/trace/words.ts'
import { bouncesOf } from '../../exchange/mail-flow/way-out/bounce.ts'
import { type Asked, refusing } from '../route.ts'

const TRANSPORT = { type: 'system', id: 'transport', displayName: 'Microsoft Exchange transport' } as const

/** @throws ControlError 400 naming the place of an invalid address or header */
export function sendMail({ tenant: tenantOf, body, cloud, outside }: Asked<unknown, Composed>) {
  const tenant = tenantOf()
  const at = cloud.clock.now()
  const state = compileMail(tenant)
  const arrival = refusing(() => composeMail(state, body))
  const trace = deliverMail(state, { ...arrival, at }, outside)
  const write = { at, actor: TRANSPORT, call: 'mail', requestId: cloud.ids.uuid() }
  const rows = recordMail(tenant, write, trace)
  return {
    fates: trace.fates,
    steps: trace.steps,
    bounces: bouncesOf(state, trace),
    rows,
    words: words(trace),
    picture: picture(trace),
  }
}
