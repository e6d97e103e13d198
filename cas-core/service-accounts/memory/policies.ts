/** What an account remembers of its policies and of the switches of inline protection. */
import type { Policy } from '../../policies/policies.ts'
import type { Protection } from '../../policies/protection.ts'
import type { JournalRecord } from '../../ports.ts'

export type PolicyEntry =
  /** Replaces all policies. */
  | { readonly type: 'policies'; readonly policies: readonly Policy[] }
  /** Replaces both switches. */
  | { readonly type: 'protection'; readonly protection: Protection }

export class PolicyMemory {
  policies: readonly Policy[] | undefined
  protection: Protection = { inbound: true, outbound: true }

  take(taken: JournalRecord): void {
    const record = taken as PolicyEntry & JournalRecord
    if (record.type === 'policies') this.policies = record.policies
    else if (record.type === 'protection') this.protection = record.protection
  }
}
