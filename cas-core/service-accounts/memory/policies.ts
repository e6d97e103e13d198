/** What an account remembers of its policies and of the switches of inline protection. */

import { MAIL_SETTINGS, type MailSettings } from '../../policies/mail-settings.ts'
import type { Policy } from '../../policies/policies.ts'
import { ranked } from '../../policies/priorities.ts'
import type { Protection } from '../../policies/protection.ts'
import type { JournalRecord } from '../../ports.ts'

export type PolicyEntry =
  /** Replaces all policies. */
  | { readonly type: 'policies'; readonly policies: readonly Policy[] }
  /** Replaces both switches. */
  | { readonly type: 'protection'; readonly protection: Protection }
  /** Replaces all of them. */
  | { readonly type: 'mail settings'; readonly settings: MailSettings }

export class PolicyMemory {
  policies: readonly Policy[] | undefined
  protection: Protection = { inbound: true, outbound: true }
  mailSettings: MailSettings = MAIL_SETTINGS

  take(taken: JournalRecord): void {
    const record = taken as PolicyEntry & JournalRecord
    // lists of an older form have no numbers
    if (record.type === 'policies') this.policies = ranked(record.policies)
    else if (record.type === 'mail settings') this.mailSettings = record.settings
    else if (record.type === 'protection') this.protection = record.protection
  }
}
