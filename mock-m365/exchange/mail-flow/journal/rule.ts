/**
 * Journal rules as the mail flow reads them.
 * https://learn.microsoft.com/exchange/security-and-compliance/journaling/journaling
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'

export interface Journaling {
  readonly rules: readonly JournalRule[]
  /** Address for undeliverable reports, in lower case; mail only to it is not journaled (documented). */
  readonly alternate: string
}

export interface JournalRule {
  readonly name: string
  /** Address of the journaling mailbox, in lower case. */
  readonly to: string
  /** Address whose mail is reported, in lower case; all mail where undefined. */
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
