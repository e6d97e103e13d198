/**
 * What Graph sends to the endpoints: the validation of an endpoint, notifications of mail, and notifications about the
 * subscriptions. Both endpoints take all of them. Nothing is read or written here: what is to be
 * done is given to the caller.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
import * as v from 'valibot'
import { InputError, readJson } from '#input'
import type { Marks } from '../objects/marker.ts'
import { mailboxIn } from './client-state.ts'

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed'

/** What a notification asks for. `mailbox` is the object id of its user. */
export type NotifiedWork =
  | {
      readonly kind: 'message'
      readonly subscription: string
      readonly mailbox: string
      readonly message: string
    }
  | {
      readonly kind: 'lifecycle'
      readonly subscription: string
      readonly mailbox: string
      readonly event: LifecycleEvent
    }

/** What the door answers, and the work behind it. */
export interface Accepted {
  readonly status: 200 | 202 | 400 | 403
  readonly contentType: 'text/plain'
  readonly body: string
  readonly work: readonly NotifiedWork[]
  /** Why notifications were refused, one entry each: they may be forged. */
  readonly refused: readonly Forged[]
}

export type Forged = 'form' | 'client state' | 'tenant' | 'resource'

const TOKEN_MAX = 4_096
const BODY_MAX_BYTES = 4 * 1024 * 1024

const EVENTS = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const
/**
 * Graph adds members now and then, knows events that concern other resources, and gives null for what does not apply.
 * Notifications about subscriptions are documented with `tenantId`; many come with `organizationId` instead (observed).
 */
const NOTIFICATION = v.object({
  subscriptionId: v.string(),
  tenantId: v.nullish(v.string()),
  organizationId: v.nullish(v.string()),
  clientState: v.nullish(v.string()),
  lifecycleEvent: v.nullish(v.string()),
  changeType: v.nullish(v.string()),
  resource: v.nullish(v.string()),
  resourceData: v.nullish(v.object({ id: v.nullish(v.string()) })),
})
/** Each is judged by itself: one that cannot be read takes no other with it. */
const BODY = v.object({ value: v.pipe(v.array(v.unknown()), v.maxLength(10_000)) })
type Notification = v.InferOutput<typeof NOTIFICATION>

/**
 * The answer to a request of Graph, or of somebody who claims to be Graph. A request of which nothing is ours is
 * refused; of others the rest is accepted.
 * @param tenantId the tenant of the account @param request its whole URL, and its body as text
 */
export function acceptNotification(
  { marks, tenantId }: { readonly marks: Pick<Marks, 'proofOf'>; readonly tenantId: string },
  { url, body }: { readonly url: string; readonly body: string },
): Accepted {
  const token = new URL(url, 'https://endpoint.invalid').searchParams.get('validationToken')
  if (token !== null)
    return token.length <= TOKEN_MAX ? answer(200, token) : answer(400, 'The validation token is too long.')
  let notifications: readonly unknown[]
  try {
    if (Buffer.byteLength(body) > BODY_MAX_BYTES) return answer(400, 'The request is too large.')
    notifications = readJson(BODY, body, {
      name: 'the notification',
      mend: 'send what Microsoft Graph sends',
    }).value
  } catch (error) {
    if (error instanceof InputError) return answer(400, error.message)
    throw error
  }
  const judged = notifications.map((one) => {
    const read = v.safeParse(NOTIFICATION, one)
    return read.success ? workOf(marks, tenantId, read.output) : 'form'
  })
  if (judged.length > 0 && judged.every((one) => one === 'form'))
    return answer(400, 'No notification of the request can be read.')
  const work = judged.filter((one) => typeof one === 'object')
  const refused = judged.filter((one) => typeof one === 'string').filter((one) => one !== 'nothing')
  return { ...answer(work.length === 0 && refused.length > 0 ? 403 : 202, ''), work, refused }
}

const answer = (status: Accepted['status'], body: string): Accepted => ({
  status,
  contentType: 'text/plain',
  body,
  work: [],
  refused: [],
})

/** Work; or why it is refused; or `nothing` for what is genuine and asks for nothing. */
function workOf(
  marks: Pick<Marks, 'proofOf'>,
  tenantId: string,
  { subscriptionId: subscription, clientState, lifecycleEvent, resource, resourceData, ...one }: Notification,
): NotifiedWork | Forged | 'nothing' {
  const mailbox = mailboxIn(marks, clientState)
  if (mailbox === undefined) return 'client state'
  const tenant = one.tenantId ?? one.organizationId
  if (tenant?.toLowerCase() !== tenantId.toLowerCase()) return 'tenant'
  if (lifecycleEvent) {
    const event = EVENTS.find((known) => known === lifecycleEvent)
    return event ? { kind: 'lifecycle', subscription, mailbox, event } : 'nothing'
  }
  // the resource names the mailbox a second time: https://learn.microsoft.com/graph/api/resources/changenotification
  const named = /^\/?users\/([0-9a-f-]{36})(?:@[^/]*)?\/messages\//i.exec(resource ?? '')?.[1]
  const message = resourceData?.id
  if (named?.toLowerCase() !== mailbox || !message) return 'resource'
  return one.changeType === 'created' ? { kind: 'message', subscription, mailbox, message } : 'nothing'
}
