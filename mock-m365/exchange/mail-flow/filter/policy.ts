/** Anti-spam policies and their rules, compiled. Only types. */
import type { Recipient } from '../../recipients/index.ts'
import type { FilterAction } from '../trace/trace.ts'
import type { asfOf } from './asf.ts'

export type Verdict = 'spam' | 'high confidence spam' | 'phish' | 'high confidence phish' | 'bulk'

export interface FilterPolicy {
  readonly name: string
  readonly actions: Readonly<Record<Verdict, FilterAction>>
  /** Verdicts for which the message is also changed: a header is added, or the subject gets a prefix. */
  readonly marks: Readonly<Partial<Record<Verdict, Mark>>>
  readonly redirectsTo: readonly string[]
  /** Addresses and domains, in lower case. */
  readonly allowed: ReadonlySet<string>
  readonly blocked: ReadonlySet<string>
  /** Complaint level from which mail is bulk; infinite where bulk has no action. */
  readonly bulkFrom: number
  /** Settings of the Advanced Spam Filter that are on. */
  readonly asf: ReturnType<typeof asfOf>
  /** Verdicts that count for mail inside the organization. */
  readonly internal: ReadonlySet<Verdict>
}

export interface SpoofPolicy {
  readonly name: string
  /** Whether spoofed senders are detected. */
  readonly asks: boolean
  /** The action for mail without authentication. */
  readonly onFailure: 'junk' | 'quarantine'
  /** Whether the DMARC policy of the sender's domain is honoured. */
  readonly honorsDmarc: boolean
  readonly onReject: 'reject' | 'quarantine'
  readonly onQuarantine: 'junk' | 'quarantine'
}

export type Mark = { readonly header: string } | { readonly prefix: string }

/** A rule's policy and its recipients. Lists are in lower case; an empty list is not a condition. */
export interface PolicyRule<Policy> {
  readonly priority: number
  readonly policy: Policy
  readonly conditions: Scope
  readonly exceptions: Scope
}

export interface Scope {
  readonly people: readonly string[]
  readonly groups: readonly string[]
  /**
   * A Microsoft 365 group matches mail to the group, not its members (documented for conditions on
   * recipients).
   */
  readonly unifiedAlone: boolean
  readonly domains: readonly string[]
}

/** The judged person: a recipient, or the sender where a policy applies to senders. */
export interface Person {
  /** Primary address, in lower case. Conditions on domains compare only it (documented). */
  readonly primary: string
  readonly recipient: Recipient | undefined
}
