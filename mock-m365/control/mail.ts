/** Mail: a message goes its way through a tenant and the outside world, and leaves the traces that Exchange keeps. */
import * as v from 'valibot'
import { compileMail } from '../exchange/mail-flow/compile.ts'
import { composeMail } from '../exchange/mail-flow/compose.ts'
import { deliverMail } from '../exchange/mail-flow/deliver.ts'
import { recordMail } from '../exchange/mail-flow/trace/message-trace.ts'
import { picture } from '../exchange/mail-flow/trace/picture.ts'
import { words } from '../exchange/mail-flow/trace/words.ts'
import { bouncesOf } from '../exchange/mail-flow/way-out/bounce.ts'
import { type Route, refusing, route } from './route.ts'
import { FLAG, RECORD, TEXT, TEXTS } from './schemas.ts'

const COMPOSED = v.strictObject({
  from: v.pipe(TEXT, v.description('Envelope sender; empty for a bounce')),
  to: TEXTS,
  subject: v.exactOptional(TEXT),
  headers: v.exactOptional(v.array(v.string('"Name: value"'), 'a list of "Name: value"')),
  body: v.exactOptional(TEXT),
  ip: v.exactOptional(v.pipe(TEXT, v.description('Address of the server that hands it over'))),
  helo: v.exactOptional(v.pipe(TEXT, v.description('Name in its greeting and in reverse DNS'))),
  certificate: v.exactOptional(v.pipe(v.array(TEXT, 'a list of names'), v.description('Names it shows'))),
  dmarc: v.exactOptional(
    v.pipe(
      v.picklist(['none', 'quarantine', 'reject']),
      v.description("What the DMARC record of the sender's domain asks for"),
    ),
  ),
  spf: v.exactOptional(v.pipe(FLAG, v.description('Whether SPF permits the server; true unless told'))),
})

export const mailRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: 'tenants/{tenant}/mail',
    says: 'send a message through the tenant; its way, its ends and its message trace',
    body: COMPOSED,
    output: v.object({
      fates: v.array(RECORD),
      steps: v.array(RECORD),
      bounces: v.array(RECORD),
      rows: v.array(RECORD),
      words: TEXTS,
      picture: TEXTS,
    }),
    run: ({ tenant: tenantOf, body, cloud, outside }) => {
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
    },
  }),
]

const TRANSPORT = { type: 'system', id: 'transport', displayName: 'Microsoft Exchange transport' } as const
