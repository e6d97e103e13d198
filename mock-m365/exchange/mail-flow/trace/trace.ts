/**
 * The trace of a message: facts in order, and a fate for each final recipient. Facts are small values;
 * `words.ts` and `picture.ts` make sentences and drawings of them.
 */
import type { Arrival, Message } from '../message.ts'

/** The predicate that matched, and what it matched in the message. */
export interface Reason {
  readonly predicate: string
  readonly found: string
}

/** An action of a rule that was carried out. */
export interface Done {
  readonly action: string
  readonly value: string
}

/** A fact's place in the journey: the pass through the tenant, from 0, and the copy of the message. */
interface Place {
  readonly pass: number
  readonly copy: number
}

export type Fact =
  /** The message came to the tenant's edge, or a mailbox submitted it. */
  | {
      readonly kind: 'arrived'
      readonly ip: string
      readonly helo: string
      readonly submittedBy: string | undefined
      readonly from: string
      readonly to: readonly string[]
      readonly tls: boolean
    }
  | { readonly kind: 'hops'; readonly received: number; readonly limit: number }
  | {
      readonly kind: 'connection filter'
      readonly verdict: 'allowed' | 'blocked'
      readonly ip: string
      readonly entry: string
    }
  | {
      readonly kind: 'attributed'
      /** Name of the inbound connector; undefined for mail of the Internet and of the tenant's own mailboxes. */
      readonly connector: string | undefined
      readonly type: 'OnPremises' | 'Partner' | 'none' | 'submission'
      readonly by: 'certificate' | 'address' | 'domain' | undefined
      readonly internal: boolean
    }
  /** Enhanced filtering skipped the client. */
  | { readonly kind: 'source'; readonly ip: string; readonly helo: string; readonly counts: boolean }
  /** A mailbox forwards: to a recipient of the organization at once, to an address after delivery. */
  | {
      readonly kind: 'forwarded'
      readonly recipient: string
      readonly to: string
      readonly keeps: boolean
    }
  /** A moderator has to decide. */
  | { readonly kind: 'held'; readonly recipient: string; readonly moderators: readonly string[] }
  /** A journal report of the copy goes to the rules' mailbox, as a separate copy. */
  | { readonly kind: 'journaled'; readonly rules: readonly string[]; readonly to: string }
  /** Deleted silently. */
  | { readonly kind: 'dropped'; readonly recipient: string; readonly status: string }
  | { readonly kind: 'expanded'; readonly group: string; readonly members: readonly string[] }
  | {
      readonly kind: 'rule'
      readonly rule: string
      readonly priority: number
      /**
       * `acted`; `audited` in test mode; stopped by an exception; or a condition that the mock cannot judge.
       */
      readonly outcome: 'acted' | 'audited' | 'excepted' | 'not judged'
      /**
       * Conditions that matched, or the exception that matched, or names of predicates that cannot be judged.
       */
      readonly because: readonly Reason[]
      readonly did: readonly Done[]
      readonly recipients: readonly string[]
    }
  /** A rule, or a policy of the filter, matches only some recipients: they get a separate copy. */
  | {
      readonly kind: 'split'
      readonly into: number
      readonly recipients: readonly string[]
      readonly why: string
    }
  | {
      readonly kind: 'spoof'
      readonly sender: string
      readonly infrastructure: string
      readonly verdict: SpoofVerdict
    }
  | {
      readonly kind: 'filtered'
      readonly scl: number
      /** As X-Forefront-Antispam-Report says it. */
      readonly sfv: string
      readonly ipv: 'CAL' | 'NLI'
      readonly dir: Direction
      readonly action: FilterAction
      readonly why: string
    }
  | {
      readonly kind: 'routed'
      /** Outbound connector; undefined where the recipients' MX decides. */
      readonly connector: string | undefined
      /** Rule that named the connector. */
      readonly rule: string | undefined
      readonly host: string
      readonly recipients: readonly string[]
    }
  | {
      readonly kind: 'handed over'
      readonly host: string
      readonly at: string
      readonly recipients: readonly string[]
    }
  /** The next host could not be used; it is tried again until the message expires. */
  | {
      readonly kind: 'deferred'
      readonly host: string
      readonly status: string
      readonly recipients: readonly string[]
    }
  | {
      readonly kind: 'refused'
      readonly by: string
      readonly status: string
      /** Details that the status does not have. */
      readonly why?: string
      readonly recipients: readonly string[]
    }
  | { readonly kind: 'scanned'; readonly relay: string; readonly verdict: string }
  | {
      readonly kind: 'returned'
      readonly relay: string
      readonly ip: string
      readonly to: readonly string[]
      readonly delaySeconds?: number
    }

export type SpoofVerdict = 'authenticated' | 'allowed by pair' | 'blocked by pair' | 'spoofed'
export type Direction = 'INB' | 'OUT' | 'INT'
export type FilterAction = 'deliver' | 'junk' | 'quarantine' | 'delete' | 'redirect' | 'reject'

export type Step = Place & Fact

export type FatePlace =
  | 'inbox'
  | 'junk'
  | 'quarantine'
  | 'internet'
  /** Returned to the sender, with a status. */
  | 'rejected'
  /** Deleted by a rule or by the filter's policy. */
  | 'deleted'
  /** Held until a moderator decides. */
  | 'moderated'
  /** A rule, a policy or the mailbox itself replaced the recipient by others. */
  | 'redirected'
  /** Held by a scanner outside. */
  | 'kept outside'
  /** Accepted by an outside host that neither delivered nor returned it. */
  | 'lost'

/** The end of one copy for one recipient. */
export interface Fate extends Place {
  readonly recipient: string
  readonly fate: FatePlace
  /** SMTP status of a refusal. */
  readonly status?: string
  /** Names of the relays that scanned it, in order; a name is there twice where it scanned twice. */
  readonly scans: readonly string[]
  /** Whether the same relay had it twice, or the hop count refused it. */
  readonly looped: boolean
  /** It is the end of a journal report, and not of the message. */
  readonly report?: true
  /** The delivered message, where messages are kept: as in the mailbox, or as it left. */
  readonly message?: Message
}

/** Further details of an end. */
export interface Ending {
  readonly fate: FatePlace
  readonly status?: string
  /** Whether the hop count refused it, or only the mock's limit ended it. */
  readonly looped?: boolean
  readonly message?: Message | undefined
}

/** What is known of a message before its end. */
export interface Past {
  /** Relays that have scanned it. */
  readonly scans: readonly string[]
  /** It is a journal report. */
  readonly report?: true | undefined
}

/** A relay that had a copy twice means a loop, whatever the end was. */
export function fateAt(
  { pass, copy }: Place,
  recipient: string,
  { scans, report }: Past,
  { fate, status, looped, message }: Ending,
): Fate {
  return {
    pass,
    copy,
    recipient,
    fate,
    ...(status === undefined ? {} : { status }),
    scans,
    looped: looped === true || new Set(scans).size < scans.length,
    ...(report ? { report } : {}),
    ...(message === undefined ? {} : { message }),
  }
}

export interface Trace {
  readonly arrival: Arrival
  readonly steps: readonly Step[]
  readonly fates: readonly Fate[]
}
