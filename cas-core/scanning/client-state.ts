/**
 * The client state of a mailbox's subscription. Graph gives it back with each notification: it names the mailbox, and
 * proves that the subscription is ours. It is derived from the vendor's key, so that nothing of it is kept.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
import { timingSafeEqual } from 'node:crypto'
import type { Marks } from '../objects/marker.ts'

type Proving = Pick<Marks, 'proofOf'>

/** 69 characters; Graph takes 128. @param mailbox object id of its user */
export const clientStateOf = (marks: Proving, mailbox: string): string =>
  `${mailbox}.${proofOf(marks, mailbox)}`

/** The mailbox that a client state names; undefined where it is not ours. */
export function mailboxIn(marks: Proving, clientState: unknown): string | undefined {
  const [, mailbox = '', proof = ''] = FORM.exec(typeof clientState === 'string' ? clientState : '') ?? []
  if (mailbox === '') return undefined
  const isOurs = timingSafeEqual(Buffer.from(proof), Buffer.from(proofOf(marks, mailbox)))
  return isOurs ? mailbox : undefined
}

const FORM = /^([0-9a-f-]{36})\.([0-9a-f]{32})$/
const proofOf = (marks: Proving, mailbox: string): string => marks.proofOf(`notifications of ${mailbox}`)
