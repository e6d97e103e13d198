/** What the service knows of a copy besides its content: who brought it, who gets it, and the way that a rule asked for. Types alone. */
import type { Recipient } from '../recipients/index.ts'
import type { InboundConnector } from './connectors.ts'
import type { Connection } from './message.ts'

/** Whose mail it is, as the edge found. */
export interface Attribution {
  readonly connector: InboundConnector | undefined
  readonly type: 'OnPremises' | 'Partner' | 'none' | 'submission'
  readonly by: 'certificate' | 'address' | 'domain' | undefined
  /** Authenticated, as scopes see it. */
  readonly internal: boolean
  /** May reach recipients outside the tenant. */
  readonly mayRelay: boolean
}

/** A recipient of one copy. */
export interface Addressee {
  /** Where it goes, in lower case. */
  readonly address: string
  /** As the envelope had it, before groups were expanded. */
  readonly original: string
  /** The primary address of the recipient that has the address. */
  readonly primary: string
  readonly domain: string
  readonly recipient: Recipient | undefined
  /** In the organization, as scopes see it. */
  readonly own: boolean
  /** Has a mailbox here. */
  readonly local: boolean
  /** Primary address of the mailbox that forwards to it. */
  readonly forwardedBy?: string
}

/** What a rule asked of the way on. */
export interface Route {
  readonly connector: string
  readonly rule: string
}

/** What SPF, DKIM and DMARC say of the sender. */
export interface Authentication {
  /** Domain of the address in From, in lower case. */
  readonly domain: string
  readonly spf: 'pass' | 'fail' | 'softfail' | 'neutral' | 'none'
  /** Domain of a DKIM signature that verifies. */
  readonly signer: string | undefined
  /** Somebody speaks for the domain in From, or nothing is known of it. */
  readonly isAligned: boolean
  /** `none` where the domain publishes no record. */
  readonly dmarc: 'pass' | 'fail' | 'none'
  readonly policy: 'none' | 'quarantine' | 'reject' | undefined
}

/** What all copies of one pass share. */
export interface Origin {
  readonly connection: Connection
  readonly attribution: Attribution
  /** Entry of the IP Allow List that holds the client's address. */
  readonly allowedBy: string | undefined
  /** Absent for mail of the tenant's own mailboxes. */
  readonly authentication?: Authentication
  /** Who brought it in truth, where enhanced filtering looks behind the client. */
  readonly source?: Connection
  /** Milliseconds since the epoch. */
  readonly at: number
}
