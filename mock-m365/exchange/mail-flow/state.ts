/** A tenant as the mail flow sees it: everything that is read again and again, compiled once. Types alone. */
import type { Entity } from '../../base.ts'
import type { RangeTest } from '../../ip-ranges.ts'
import type { Recipient } from '../recipients/index.ts'
import type { InboundConnector, OutboundConnector } from './connectors.ts'
import type { Addressee } from './envelope.ts'
import type { FilterPolicy, Person, PolicyRule, SpoofPolicy } from './filter/policy.ts'
import type { SenderList } from './filter/sender-list.ts'
import type { SpoofPair } from './filter/spoof-pairs.ts'
import type { Letter } from './letter.ts'
import type { OutsideHost } from './outside/outside.ts'
import type { Delivery } from './recipients/delivery.ts'
import type { RemoteDomain } from './recipients/remote-domains.ts'
import type { Action } from './rules/action.ts'
import type { Reason } from './trace/trace.ts'

export type DomainType = 'Authoritative' | 'InternalRelay' | 'ExternalRelay'

/** Good for as long as the view shows what it showed: compile again after a write. */
export interface MailState {
  /** In the order of their priorities; disabled ones are left out. */
  readonly rules: readonly CompiledRule[]
  readonly inbound: readonly InboundConnector[]
  readonly outbound: readonly OutboundConnector[]
  readonly allowed: RangeTest
  readonly blocked: RangeTest
  readonly pairs: readonly SpoofPair[]
  /** The default anti-spam policy, and those that rules give to some recipients, the first one first. */
  readonly filter: FilterPolicy
  readonly filterRules: readonly PolicyRule<FilterPolicy>[]
  /** The default anti-phishing policy, and those that rules give to some recipients, the first one first. */
  readonly spoofing: SpoofPolicy
  readonly spoofingRules: readonly PolicyRule<SpoofPolicy>[]
  readonly senders: SenderList
  /** Hosts outside that the tenant's mail meets before all others. */
  readonly gateways: readonly OutsideHost[]
  /** Whether this one's mailbox may forward mail out of the organization by itself. */
  readonly forwardsOutside: (forwarder: Person) => boolean
  /** Recipients that the organization lets one message have. */
  readonly recipientsMax: number
  /** Whether mail in the tenant's own name that no connector owns is refused. */
  readonly rejectsDirectSend: boolean
  /** Name of the tenant at Exchange's edge: `contoso-com.mail.protection.outlook.com`. */
  readonly edge: string
  /** The tenant's default domain. */
  readonly domain: string
  /** What holds for automatic mail to a domain. @param domain in lower case */
  readonly remoteDomain: (domain: string) => RemoteDomain
  /** @param domain in lower case @returns undefined for a domain that is none of the tenant's */
  readonly domainType: (domain: string) => DomainType | undefined
  /** @param address in lower case */
  readonly recipient: (address: string) => Recipient | undefined
  /** Whether the recipient is in the group or in one below it. A group that is gone has no members. */
  readonly isMember: (recipient: Recipient | undefined, groupAddress: string) => boolean
  /** Recipients directly or indirectly in the group. */
  readonly members: (group: Recipient) => readonly Recipient[]
  /** What Exchange keeps of a recipient beyond the directory. */
  readonly settings: (recipient: Recipient) => Entity
  readonly delivery: (recipient: Recipient) => Delivery
  readonly recipientWithId: (id: string) => Recipient | undefined
  /** Whether the recipient is one of these, or in one of the groups among them. */
  readonly isOneOf: (recipient: Recipient, ids: readonly string[]) => boolean
  readonly manager: (recipient: Recipient) => Recipient | undefined
}

/** Answers with what it found, or undefined. */
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
  /** Predicates that the mock stores and cannot judge. */
  readonly unknown: readonly Reason[]
}

export interface CompiledRule {
  readonly name: string
  readonly priority: number
  /** Only the log shows what it would have done. */
  readonly audit: boolean
  /** Milliseconds since the epoch; the infinities where there is no bound. */
  readonly from: number
  readonly until: number
  readonly conditions: Tests
  readonly exceptions: Tests
  readonly actions: readonly Action[]
  readonly stops: boolean
}
