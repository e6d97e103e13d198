/** Mail: a message goes its way through a tenant and the outside world, and leaves the traces that Exchange keeps. */
import { compileMail } from '../exchange/mail-flow/compile.ts'
import { composeMail } from '../exchange/mail-flow/compose.ts'
import { deliverMail } from '../exchange/mail-flow/deliver.ts'
import { recordMail } from '../exchange/mail-flow/trace/message-trace.ts'
import { picture } from '../exchange/mail-flow/trace/picture.ts'
import { words } from '../exchange/mail-flow/trace/words.ts'
import { bouncesOf } from '../exchange/mail-flow/way-out/bounce.ts'
import { ControlError, checkNames, type Route } from './route.ts'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const isFlag: Check = (value) => typeof value === 'boolean'

/** What the body takes, and what each must be. */
const FIELDS: Readonly<Record<string, readonly [check: Check, what: string]>> = {
  from: [isText, 'a text'],
  to: [areTexts, 'a list of texts'],
  subject: [isText, 'a text'],
  headers: [areTexts, 'a list of "Name: value"'],
  body: [isText, 'a text'],
  ip: [isText, 'a text'],
  helo: [isText, 'a text'],
  certificate: [areTexts, 'a list of names'],
  spf: [isFlag, 'true or false'],
}

export const mailRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: 'tenants/{tenant}/mail',
    does: 'send a message through the tenant: {"from", "to": [], "subject", "headers": ["Name: value"], "body", "ip", "helo", "certificate": [], "spf"}; its trace',
    run: ({ tenant: tenantOf, body, cloud, outside }) => {
      const tenant = tenantOf()
      const at = cloud.clock.now()
      const state = compileMail(tenant)
      const arrival = refusing(() => composeMail(state, composedIn(body)))
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
  },
]

const TRANSPORT = { type: 'system', id: 'transport', displayName: 'Microsoft Exchange transport' } as const

function composedIn(body: Readonly<Record<string, unknown>>): Parameters<typeof composeMail>[1] {
  checkNames(body, Object.keys(FIELDS))
  for (const [name, [check, what]] of Object.entries(FIELDS))
    if ((name in body || name === 'from' || name === 'to') && !check(body[name]))
      throw new ControlError(400, `${name}: expected ${what}`)
  return body as unknown as Parameters<typeof composeMail>[1]
}

function refusing<Made>(make: () => Made): Made {
  try {
    return make()
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, error.message)
    throw error
  }
}
