/** Sends a message through a tenant and the outside world, and stores the traces that Exchange shows. */
import * as v from 'valibot'
import { type Route, route } from '../route.ts'
import { FLAG, RECORD, TEXT, TEXTS } from '../schemas.ts'

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
    // The mail flow is loaded at the first message: a server starts without it.
    run: async (asked) => (await import('./send-mail.ts')).sendMail(asked),
  }),
]
