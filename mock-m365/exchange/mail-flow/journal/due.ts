/**
 * The copies of a message that are journaled, and to which mailbox.
 * https://learn.microsoft.com/exchange/security-and-compliance/journaling/journaling
 */
import type { Addressee } from '../envelope.ts'
import type { Letter } from '../letter.ts'
import { domainOf } from '../message.ts'
import type { MailState } from '../state.ts'
import type { JournalRule } from './rule.ts'

/**
 * Rules that match a copy, by the journaling mailbox: all matching rules count, and one mailbox gets one
 * report (both documented).
 */
export function reportsDue(state: MailState, letter: Letter): ReadonlyMap<string, readonly string[]> {
  const { rules, alternate } = state.journaling
  const due = new Map<string, string[]>()
  if (letter.addressees.every(({ address }) => address === alternate)) return due
  for (const { name, to, scope, recipient } of rules) {
    if (!isInScope(state, letter, scope)) continue
    if (recipient !== undefined && !isAbout(state, letter, recipient)) continue
    const names = due.get(to) ?? []
    due.set(to, [...names, name])
  }
  return due
}

/**
 * Only the domain of the envelope's sender decides whether the sender is inside (documented). For automatic
 * mail without a sender the edge's attribution counts (inferred).
 */
function isInScope(state: MailState, letter: Letter, scope: JournalRule['scope']): boolean {
  if (scope === 'Global') return true
  const domain = domainOf(letter.message.from)
  const isInside =
    domain === ''
      ? letter.origin.attribution.internal
      : state.domainType(domain) !== undefined || state.remoteDomain(domain).internal
  if (scope === 'Internal') return isInside && letter.addressees.some(({ own }) => own)
  return !isInside || letter.addressees.some(({ own }) => !own)
}

/** Mail from or to the recipient, or to and from members of the group that it is (documented). */
function isAbout(state: MailState, { message, addressees }: Letter, wanted: string): boolean {
  const about = state.recipient(wanted)
  const sender = message.from.toLowerCase()
  if (!about) return sender === wanted || addressees.some((one) => isAddressed(one, wanted))
  const people = [state.recipient(sender), ...addressees.map(({ recipient }) => recipient)]
  return (
    people.some((one) => one !== undefined && (one.id === about.id || state.isOneOf(one, [about.id]))) ||
    addressees.some((one) => about.addresses.includes(one.original.toLowerCase()))
  )
}

const isAddressed = ({ address, original }: Addressee, wanted: string): boolean =>
  address === wanted || original.toLowerCase() === wanted
