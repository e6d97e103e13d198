/**
 * Journal rules as the mail flow reads them: which copies of a message are reported, and to whom.
 * https://learn.microsoft.com/exchange/security-and-compliance/journaling/journaling
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import type { Addressee } from '../envelope.ts'
import type { Letter } from '../letter.ts'
import { domainOf } from '../message.ts'
import type { MailState } from '../state.ts'

export interface Journaling {
  readonly rules: readonly JournalRule[]
  /** Who gets reports that can't be delivered, in lower case; mail to it alone is not journaled (documented). */
  readonly alternate: string
}

export interface JournalRule {
  readonly name: string
  /** Address of the journaling mailbox, in lower case. */
  readonly to: string
  /** Whose mail is reported, in lower case: everybody's where undefined. */
  readonly recipient: string | undefined
  readonly scope: 'Global' | 'Internal' | 'External'
}

const NO_JOURNALING: Journaling = { rules: [], alternate: '' }

export function journalingOf(view: View): Journaling {
  const rules = view.list('JournalRule').filter(({ Enabled }) => Enabled === true)
  if (rules.length === 0) return NO_JOURNALING
  const [config] = view.list('TransportConfig')
  const alternate = String(config?.JournalingReportNdrTo ?? '').toLowerCase()
  return { rules: rules.map(journalRule), alternate: alternate === '<>' ? '' : alternate }
}

function journalRule({ Name, JournalEmailAddress, Recipient, Scope }: Entity): JournalRule {
  return {
    name: String(Name),
    to: String(JournalEmailAddress)
      .replace(/^smtp:/i, '')
      .toLowerCase(),
    recipient: typeof Recipient === 'string' && Recipient !== '' ? Recipient.toLowerCase() : undefined,
    scope: Scope === 'Internal' || Scope === 'External' ? Scope : 'Global',
  }
}

/**
 * Which rules want a report of a copy, by the journaling mailbox: all that fit do, and one mailbox gets one report
 * (both documented).
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
 * Whether the sender is inside is asked of the envelope's domain alone, whoever has sent it (documented); automatic mail
 * without a sender is what the edge took it for (inferred).
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
