/**
 * Envelope senders of foreign domains are rewritten when a message leaves the organization, so that SPF
 * passes. Mail to a rewritten address goes to the original sender.
 * https://learn.microsoft.com/exchange/reference/sender-rewriting-scheme
 */

import { createHash } from 'node:crypto'
import { DAY_MS } from '../../../times.ts'
import { domainOf } from '../message.ts'
import type { MailState } from '../state.ts'

const LOCAL_MAX = 64
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * Form documented; lengths of hash and day are those of the form; how the service makes them is not
 * documented (proposed).
 */
const hashOf = (sender: string): string =>
  createHash('sha256').update(sender.toLowerCase()).digest('base64url').replace(/[-_]/g, '0').slice(0, 5)

function dayOf(at: number): string {
  const day = Math.floor(at / DAY_MS) % LETTERS.length ** 2
  return `${LETTERS[Math.floor(day / LETTERS.length)]}${LETTERS[day % LETTERS.length]}`
}

/**
 * The sender under which a message leaves; bounces and senders of the tenant are not changed.
 * @param forwardedBy primary address of the mailbox that forwards
 */
export function rewrittenSender(
  state: MailState,
  sender: string,
  at: number,
  forwardedBy: string | undefined,
): string {
  const domain = domainOf(sender)
  if (domain === '' || state.domainType(domain) !== undefined) return sender
  const tag = `+SRS=${hashOf(sender)}=${dayOf(at)}`
  if (forwardedBy !== undefined) {
    const cut = forwardedBy.lastIndexOf('@')
    const local = `${forwardedBy.slice(0, cut)}${tag}=${domain}=${sender.slice(0, sender.lastIndexOf('@'))}`
    if (local.length <= LOCAL_MAX) return `${local}${forwardedBy.slice(cut)}`
  }
  return `bounces${tag}@${state.domain}`
}

/**
 * The original sender of a rewritten address; undefined for other addresses, and for those rewritten by
 * others.
 */
export function hiddenSender(address: string): string | undefined {
  const [, hash, domain, local] = /^[^@]*\+srs=([^=@]{5})=[^=@]{2}=([^=@]+)=([^@]+)@/i.exec(address) ?? []
  if (hash === undefined) return undefined
  const sender = `${local}@${domain}`
  return hashOf(sender).toLowerCase() === hash.toLowerCase() ? sender : undefined
}
