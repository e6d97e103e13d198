/** Anti-spam policies and the rules that say who they are for, compiled. Types alone. */
import type { Recipient } from '../../recipients/index.ts'
import type { FilterAction } from '../trace/trace.ts'
import type { asfOf } from './asf.ts'

export type Verdict = 'spam' | 'high confidence spam' | 'phish' | 'high confidence phish' | 'bulk'

export interface FilterPolicy {
  readonly name: string
  readonly actions: Readonly<Record<Verdict, FilterAction>>
  /** Verdicts for which the message is changed besides: a header added, or the subject begun with a text. */
  readonly marks: Readonly<Partial<Record<Verdict, Mark>>>
  readonly redirectsTo: readonly string[]
  /** Addresses and domains, in lower case. */
  readonly allowed: ReadonlySet<string>
  readonly blocked: ReadonlySet<string>
  /** Complaint level from which mail is bulk; infinite where nothing is done about it. */
  readonly bulkFrom: number
  /** Settings of the Advanced Spam Filter that are on. */
  readonly asf: ReturnType<typeof asfOf>
  /** Verdicts that count for mail among the tenant's own people. */
  readonly internal: ReadonlySet<Verdict>
}

export interface SpoofPolicy {
  readonly name: string
  /** Whether anybody asks if senders are forged. */
  readonly asks: boolean
  /** For mail that nobody speaks for. */
  readonly onFailure: 'junk' | 'quarantine'
  /** Whether the sender's domain has a say, by its DMARC record. */
  readonly honorsDmarc: boolean
  readonly onReject: 'reject' | 'quarantine'
  readonly onQuarantine: 'junk' | 'quarantine'
}

export type Mark = { readonly header: string } | { readonly prefix: string }

/** A rule's policy and the people it is for. Lists are in lower case; an empty one asks nothing. */
export interface PolicyRule<Policy> {
  readonly priority: number
  readonly policy: Policy
  readonly conditions: Scope
  readonly exceptions: Scope
}

export interface Scope {
  readonly people: readonly string[]
  readonly groups: readonly string[]
  /** A Microsoft 365 group means mail to it, and none of its members (documented for conditions on recipients). */
  readonly unifiedAlone: boolean
  readonly domains: readonly string[]
}

/** Who is asked about: a recipient, or the sender where a policy is for senders. */
export interface Person {
  /** Primary address, in lower case. Conditions on domains look at it alone (documented). */
  readonly primary: string
  readonly recipient: Recipient | undefined
}
