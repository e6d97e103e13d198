/**
 * What the service knows about a copy apart from its content: source, recipients, and the route from a rule.
 * Only types.
 */
import type { Recipient } from '../recipients/index.ts'
import type { InboundConnector } from './connectors.ts'
import type { Connection } from './message.ts'

/** The edge's attribution. */
export interface Attribution {
  readonly connector: InboundConnector | undefined
  readonly type: 'OnPremises' | 'Partner' | 'none' | 'submission'
  readonly by: 'certificate' | 'address' | 'domain' | undefined
  /** Whether it counts as authenticated for scopes of rules. */
  readonly internal: boolean
  /** Whether it may be relayed to recipients outside the tenant. */
  readonly mayRelay: boolean
}

/** A recipient of one copy. */
export interface Addressee {
  /** Address to which it goes, in lower case. */
  readonly address: string
  /** The envelope's address, before groups were expanded. */
  readonly original: string
  /** Primary address of the recipient with this address. */
  readonly primary: string
  readonly domain: string
  readonly recipient: Recipient | undefined
  /** Whether it counts as inside the organization for scopes of rules. */
  readonly own: boolean
  /** Has a mailbox here. */
  readonly local: boolean
  /** Primary address of the mailbox that forwards to it. */
  readonly forwardedBy?: string
}

/** The route that a rule requires. */
export interface Route {
  readonly connector: string
  readonly rule: string
}

/** Results of SPF, DKIM and DMARC. */
export interface Authentication {
  /** Domain of the address in From, in lower case. */
  readonly domain: string
  readonly spf: 'pass' | 'fail' | 'softfail' | 'neutral' | 'none'
  /** Domain of a DKIM signature that verifies. */
  readonly signer: string | undefined
  /** Whether SPF or DKIM authenticates the domain in From, or nothing is known. */
  readonly isAligned: boolean
  /** `none` where the domain publishes no record. */
  readonly dmarc: 'pass' | 'fail' | 'none'
  readonly policy: 'none' | 'quarantine' | 'reject' | undefined
}

/** Data that all copies of one pass share. */
export interface Origin {
  readonly connection: Connection
  readonly attribution: Attribution
  /** Entry of the IP Allow List with the client's address. */
  readonly allowedBy: string | undefined
  /** Absent for mail of the tenant's own mailboxes. */
  readonly authentication?: Authentication
  /** The original source, where enhanced filtering looks behind the client. */
  readonly source?: Connection
  /** Milliseconds since the epoch. */
  readonly at: number
}
