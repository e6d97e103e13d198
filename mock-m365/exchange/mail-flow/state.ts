/** A tenant as the mail flow reads it: everything that is read often, compiled once. Only types. */
import type { Entity } from '../../base.ts'
import type { RangeTest } from '../../ip-ranges.ts'
import type { Recipient } from '../recipients/index.ts'
import type { InboundConnector, OutboundConnector } from './connectors.ts'
import type { Addressee } from './envelope.ts'
import type { FilterPolicy, Person, PolicyRule, SpoofPolicy } from './filter/policy.ts'
import type { SenderList } from './filter/sender-list.ts'
import type { SpoofPair } from './filter/spoof-pairs.ts'
import type { Journaling } from './journal/rule.ts'
import type { Letter } from './letter.ts'
import type { OutsideHost } from './outside/outside.ts'
import type { Delivery } from './recipients/delivery.ts'
import type { RemoteDomain } from './recipients/remote-domains.ts'
import type { Action } from './rules/action.ts'
import type { Reason } from './trace/trace.ts'

export type DomainType = 'Authoritative' | 'InternalRelay' | 'ExternalRelay'

/** Valid for one state of the view: compile again after a write. */
export interface MailState {
  /** In the order of their priorities; disabled ones are left out. */
  readonly rules: readonly CompiledRule[]
  readonly inbound: readonly InboundConnector[]
  readonly outbound: readonly OutboundConnector[]
  readonly allowed: RangeTest
  readonly blocked: RangeTest
  readonly pairs: readonly SpoofPair[]
  /** The default anti-spam policy, and policies with rules in order of priority. */
  readonly filter: FilterPolicy
  readonly filterRules: readonly PolicyRule<FilterPolicy>[]
  /** The default anti-phishing policy, and policies with rules in order of priority. */
  readonly spoofing: SpoofPolicy
  readonly spoofingRules: readonly PolicyRule<SpoofPolicy>[]
  readonly senders: SenderList
  readonly journaling: Journaling
  /** Domains of the tenant's own that send nothing, and those that get nothing; in lower case. */
  readonly silent: { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> }
  /** Hosts outside that the tenant's mail tries before all others. */
  readonly gateways: readonly OutsideHost[]
  /** Whether this mailbox may automatically forward mail out of the organization. */
  readonly forwardsOutside: (forwarder: Person) => boolean
  /** Maximum number of recipients of one message. */
  readonly recipientsMax: number
  /** Whether mail in the tenant's name without a connector is refused. */
  readonly rejectsDirectSend: boolean
  /** Name of the tenant at Exchange's edge: `contoso-com.mail.protection.outlook.com`. */
  readonly edge: string
  /** The tenant's default domain. */
  readonly domain: string
  /** Settings for automatic mail to a domain. @param domain in lower case */
  readonly remoteDomain: (domain: string) => RemoteDomain
  /** @param domain in lower case @returns undefined for a domain that is not the tenant's */
  readonly domainType: (domain: string) => DomainType | undefined
  /** @param address in lower case */
  readonly recipient: (address: string) => Recipient | undefined
  /** Whether the recipient is in the group or in one below it. A group that is gone has no members. */
  readonly isMember: (recipient: Recipient | undefined, groupAddress: string) => boolean
  /** Recipients directly or indirectly in the group. */
  readonly members: (group: Recipient) => readonly Recipient[]
  /** Exchange's own settings of a recipient. */
  readonly settings: (recipient: Recipient) => Entity
  readonly delivery: (recipient: Recipient) => Delivery
  readonly recipientWithId: (id: string) => Recipient | undefined
  /** Whether the recipient is one of these, or in one of these groups. */
  readonly isOneOf: (recipient: Recipient, ids: readonly string[]) => boolean
  readonly manager: (recipient: Recipient) => Recipient | undefined
}

/** Returns what matched, or undefined. */
export type MessageTest = (letter: Letter, state: MailState) => string | undefined
export type RecipientTest = (letter: Letter, addressee: Addressee, state: MailState) => string | undefined

export interface Named<Test> {
  readonly predicate: string
  readonly cost: number
  readonly test: Test
}

export interface Tests {
  readonly ofMessage: readonly Named<MessageTest>[]
  readonly ofRecipient: readonly Named<RecipientTest>[]
  /** Predicates that the mock stores but cannot judge. */
  readonly unknown: readonly Reason[]
}

export interface CompiledRule {
  readonly name: string
  readonly priority: number
  /** Only the log shows what it would have done. */
  readonly audit: boolean
  /** Milliseconds since the epoch; infinite where there is no limit. */
  readonly from: number
  readonly until: number
  readonly conditions: Tests
  readonly exceptions: Tests
  readonly actions: readonly Action[]
  readonly stops: boolean
}
