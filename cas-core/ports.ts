/** What cas-core takes from outside. Nothing else may enter: no ambient clock, chance, socket or file. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  sleep(ms: number): Promise<void>
}

export interface Ids {
  /** A new version 4 GUID. */
  uuid(): string
}

/** The part of a pino logger that is used: fields first, then the sentence. */
export interface Log {
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
}

/** What it takes to call Microsoft's services. */
export interface Ports {
  readonly clock: Clock
  readonly ids: Ids
  readonly fetch: typeof globalThis.fetch
  readonly log: Log
}

/** Public DNS, as far as advice to customers needs it. */
export interface Dns {
  /** Texts of a name's TXT records, each joined; empty where there are none. */
  txt(name: string): Promise<readonly string[]>
  /** Hosts of a name's MX records, best first; empty where there are none. */
  mx(name: string): Promise<readonly string[]>
}

/** What it takes to run a service account. */
export interface AccountPorts extends Ports, Partial<AccountStore> {
  readonly journal: Journal
  readonly directory: DirectoryStore
  /**
   * Name of the process that works. Others that find the account busy see it. A process of the same name takes over at
   * once: it is the same worker, started again. Default `worker`.
   */
  readonly worker?: string
  /** Without it, advice about public records is left out. */
  readonly dns?: Dns
}

/** One record of a journal. The store knows of a record only when it was written and under which goal. */
export interface JournalRecord {
  readonly type: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Number of the goal under which it was written. */
  readonly epoch: number
}

/** Records of a journal, and its version with them: the number of all its records. */
export interface JournalPart {
  readonly records: readonly JournalRecord[]
  readonly version: number
}

/**
 * Where an account's journal is kept. Implementations are held to one contract (`store/contract.test.ts`).
 * A store that counts versions and fences in a transaction, such as a database, satisfies it as well as a file.
 */
export interface Journal {
  /** The records after a version, oldest first. @param after 0 for all of them */
  read(after: number): Promise<JournalPart>
  /**
   * Appends all records or none, and returns the new version only when they are durable.
   * @throws VersionConflict where others have appended meanwhile, LeaseLost where a newer lease was given
   */
  append(
    records: readonly JournalRecord[],
    at: { readonly version: number; readonly fence: number },
  ): Promise<number>
  /**
   * Gives the right to append, until `nowMs + ttlMs`. Each lease has a higher fence than all before it.
   * @throws LeaseHeld where another holder has a lease that has not ended
   */
  lease(holder: string, ttlMs: number, nowMs: number): Promise<Lease>
}

export interface Lease {
  readonly fence: number
  /** @throws LeaseLost where a newer lease was given */
  renew(ttlMs: number, nowMs: number): Promise<void>
  /** Ends the lease, so that the next holder need not wait. Does nothing where it is lost. */
  release(): Promise<void>
}

/** What the product keeps of one account. */
export interface AccountStore {
  readonly journal: Journal
  readonly directory: DirectoryStore
  readonly quarantine: QuarantineStore
  readonly scanning: ScanningStore
  readonly detections: DetectionStore
}

/** Everything that the product keeps, for all its customers. */
export interface Store {
  /** What is kept under a name, begun where there is nothing: `acme` for a customer, `acme/1/inline` for an account of it. */
  of(name: string): AccountStore
  /** Names that have records, in order. @param under only those that begin with it */
  names(under: string): Promise<readonly string[]>
  /**
   * Writes down who works with a tenant, unless somebody else does. Returns who that is.
   * @param owner the customer and the organization
   */
  claimTenant(tenantId: string, owner: string): Promise<string>
  /** Does nothing where somebody else has the tenant. */
  releaseTenant(tenantId: string, owner: string): Promise<void>
  close(): Promise<void>
}

/** A user, as the product keeps it. Source: trend-vision-one-data-synchronized. */
export interface DirectoryUser {
  /** Object id. */
  readonly id: string
  readonly userPrincipalName: string
  readonly displayName: string
  readonly isLicensed: boolean
}

export interface DirectoryGroup {
  readonly id: string
  readonly displayName: string
  readonly type: 'Microsoft 365' | 'distribution' | 'security' | 'mail-enabled security'
}

export interface Mailbox {
  /** Object id of its user. */
  readonly id: string
  readonly primarySmtpAddress: string
  /** Microsoft's word: `UserMailbox`, `SharedMailbox`. */
  readonly type: string
  /** ISO 8601. */
  readonly createdAt: string
}

export interface DirectoryDomain {
  /** Verified, in lower case. */
  readonly name: string
  /** MX hosts, as Microsoft expects them; undefined where they could not be read. */
  readonly mx: readonly string[] | undefined
}

/** Direct membership of a user or a group in a group, by object ids. */
export interface Membership {
  readonly group: string
  readonly member: string
}

/** What is read in rounds: each has a position, a text that the store keeps as it is. */
export type Collection = ReadInRounds | `${ReadInRounds} in full`
type ReadInRounds = 'users' | 'groups' | 'mailboxes'

/**
 * Changes of the directory. They are applied all together, with the positions that follow from them, or not at all.
 * What is gone and who left comes first: what is named as gone and as there stays.
 */
export interface DirectoryChanges {
  readonly users?: readonly DirectoryUser[]
  readonly groups?: readonly DirectoryGroup[]
  readonly mailboxes?: readonly Mailbox[]
  /** Replaces all domains. */
  readonly domains?: readonly DirectoryDomain[]
  readonly joined?: readonly Membership[]
  readonly left?: readonly Membership[]
  /** Object ids. Memberships of a user or a group go with it. */
  readonly goneUsers?: readonly string[]
  readonly goneGroups?: readonly string[]
  readonly goneMailboxes?: readonly string[]
  /**
   * Number of the full round in which the users, groups and memberships of these changes are seen. A later sight
   * counts more than an earlier one, even if its number is lower. Default 0.
   */
  readonly round?: number
  /** Object ids that are said to have gone. They stay, and count as seen in no round. */
  readonly doubtedUsers?: readonly string[]
  readonly doubtedGroups?: readonly string[]
  /** `null` forgets a position. */
  readonly positions?: Readonly<Partial<Record<Collection, string | null>>>
}

/** The synchronized directory of one account. Its size is the tenant's, so it is read in pages and by questions. */
export interface DirectoryStore {
  apply(changes: DirectoryChanges): Promise<void>
  position(of: Collection): Promise<string | undefined>
  counts(): Promise<{ readonly users: number; readonly groups: number; readonly mailboxes: number }>
  /** By name. */
  domains(): Promise<readonly DirectoryDomain[]>
  /** Those of the ids that are there, each once, in the order of ids. */
  users(ids: readonly string[]): Promise<readonly DirectoryUser[]>
  /** By exact user principal name, in any case. Of two users with the same name, the first by id. */
  userNamed(userPrincipalName: string): Promise<DirectoryUser | undefined>
  /** In the order of ids. @param after the last id of the page before, '' for the first page */
  usersAfter(after: string, limit: number): Promise<readonly DirectoryUser[]>
  groupsAfter(after: string, limit: number): Promise<readonly DirectoryGroup[]>
  mailboxesAfter(after: string, limit: number): Promise<readonly Mailbox[]>
  /** Groups whose name begins with a text, in any case, by name. */
  groupsNamed(beginning: string, limit: number): Promise<readonly DirectoryGroup[]>
  /**
   * Ids of the users in a group, nested members included, in order; undefined for a group that is not there. A member
   * that is not among the users is left out until it is.
   */
  membersOf(group: string): Promise<readonly string[] | undefined>
  /** Ids of those that were last seen in an earlier round than this, in order. @param after as in `usersAfter` */
  unseen(of: 'users' | 'groups', round: number, after: string, limit: number): Promise<readonly string[]>
  /** The same of memberships, by group, then by member. @param after the last one of the page before */
  unseenMemberships(round: number, after: Membership, limit: number): Promise<readonly Membership[]>
  clear(): Promise<void>
}

/** A message that was put aside, in API mode in a folder of its mailbox, in inline mode with the product. */
export interface QuarantinedItem {
  readonly id: string
  /** Object id of the mailbox's user. */
  readonly mailbox: string
  /** Microsoft's id of the message where it is now; undefined while it is not known. */
  readonly messageId: string | undefined
  /** Id of the folder from which it was taken, to which it is restored. */
  readonly from: string
  readonly internetMessageId: string
  readonly subject: string
  readonly sender: string
  /** The product's words: `Malware Scanning`. */
  readonly filter: string
  readonly policy: string
  readonly status:
    | 'Quarantining'
    | 'Quarantined'
    | 'QuarantineFailure'
    | 'Restoring'
    | 'RestoreSuccess'
    | 'RestoreFailure'
    | 'Deleting'
    | 'DeleteSuccess'
    | 'DeleteFailure'
  /** Milliseconds since the epoch. */
  readonly at: number
}

export interface QuarantineStore {
  put(item: QuarantinedItem): Promise<void>
  item(id: string): Promise<QuarantinedItem | undefined>
  /** Newest first. @param before the last item of the page before */
  items(filter: {
    readonly status?: QuarantinedItem['status']
    readonly mailbox?: string
    readonly before?: Pick<QuarantinedItem, 'at' | 'id'>
    readonly limit: number
  }): Promise<readonly QuarantinedItem[]>
  clear(): Promise<void>
}

/** What API mode keeps of one mailbox: who tells of its mail, how far it was read, and its quarantine folder. */
export interface ScannedMailbox {
  /** Object id of its user. */
  readonly id: string
  /** False for one that has left the targets; it is kept for its quarantine folder. */
  readonly isProtected: boolean
  /**
   * Undefined where none is wanted. Its id is empty while it is still to be made. `endsAt` in milliseconds since the
   * epoch.
   */
  readonly subscription: { readonly id: string; readonly endsAt: number } | undefined
  /** Mail that came from then on is scanned, in milliseconds since the epoch. */
  readonly since: number
  /** All mail that came before is scanned, as far as the followed folders show it; `since` at first. */
  readonly readUpTo: number
  /** Position in each folder that is followed: a link of Microsoft's by the folder's id; '' before the first round. */
  readonly positions: Readonly<Record<string, string>>
  /** Undefined before the first quarantined item. Without an id where it may have been made and no answer told of it. */
  readonly folder: { readonly id: string | undefined } | undefined
}

/** The mailboxes that API mode looks after. Their number is the tenant's, so they are read in pages. */
export interface ScanningStore {
  put(mailbox: ScannedMailbox): Promise<void>
  remove(id: string): Promise<void>
  mailbox(id: string): Promise<ScannedMailbox | undefined>
  /** In the order of ids. @param after the last id of the page before, '' for the first page */
  mailboxesAfter(after: string, limit: number): Promise<readonly ScannedMailbox[]>
  /** Those with a subscription, by its end, then by id. */
  endingFirst(limit: number): Promise<readonly ScannedMailbox[]>
  clear(): Promise<void>
}

/** Words of the product for what becomes of a message. Source: trend-vision-one-actions-different-services. */
export type ScanAction = 'Pass' | 'Quarantine' | 'Delete'

/** What a scanner says about a message. */
export interface Verdict {
  readonly action: ScanAction
  /** The filter that found something: `Malware Scanning`; undefined where nothing was found. */
  readonly filter: string | undefined
}

/** A message in which something was found: a line of the detection log. */
export interface Detection {
  /** Follows from the message, as the id of its quarantined item does: a message is detected once. */
  readonly id: string
  /** Object id of the mailbox's user. */
  readonly mailbox: string
  readonly internetMessageId: string
  readonly subject: string
  readonly sender: string
  /** The product's words: `Malware Scanning`. */
  readonly filter: string
  readonly policy: string
  /** What was done about it; `Pass` under a policy that only monitors. */
  readonly action: ScanAction
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What scanning has judged and found. */
export interface DetectionStore {
  /** Counts a message that was judged. @param at milliseconds since the epoch; it is counted for its hour */
  count(action: ScanAction, at: number): Promise<void>
  /** Messages that were judged in the hours that begin between two moments, the second one left out. */
  counts(from: number, to: number): Promise<Readonly<Partial<Record<ScanAction, number>>>>
  /** Writes one down, in the place of an earlier one of its id. @param keep what is older, or one too many, goes */
  put(detection: Detection, keep: { readonly since: number; readonly max: number }): Promise<void>
  /** Newest first. @param before the last one of the page before */
  detections(filter: {
    readonly mailbox?: string
    readonly action?: ScanAction
    readonly before?: Pick<Detection, 'at' | 'id'>
    readonly limit: number
  }): Promise<readonly Detection[]>
}

/** A message as a scanner sees it. */
export interface ScannedMessage {
  readonly internetMessageId: string
  readonly subject: string
  /** Address. */
  readonly sender: string
  /** In the order in which they came. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string }
  /** Files, in Base64. They are read from the mailbox only if the scanner asks for them. @throws M365Error */
  attachments(): Promise<readonly { readonly name: string; readonly contentBytes: string }[]>
}

/**
 * Judges messages. A malware engine stands behind it; simulated runs judge by a test text.
 * @public
 */
export interface Scanner {
  /** @param policy name of the policy that applies @throws Error where the message could not be judged */
  scan(message: ScannedMessage, policy: string): Promise<Verdict>
}

/** How the product sends e-mail to its own administrators. */
export interface Mailer {
  /** Resolves when the message was handed over. @throws Error where it was not */
  send(message: {
    readonly to: readonly string[]
    readonly subject: string
    readonly text: string
  }): Promise<void>
}
