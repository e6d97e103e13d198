/** What policies see of the synchronized directory: as small as what they target. */

export interface Directory {
  /** Object ids of the users who are there, of all that policies target by themselves or by a group. */
  readonly users: ReadonlySet<string>
  /** Verified domains, lower-case. */
  readonly domains: readonly string[]
  /** User ids of the groups that policies target, nested members included. A group that has gone has no entry. */
  readonly members: ReadonlyMap<string, readonly string[]>
}

/** What a synchronization has read. */
export interface Reading {
  readonly directory: Directory
  readonly counts: { readonly users: number; readonly groups: number; readonly domains: number }
  /** Verified domains whose MX records could not be read. */
  readonly unread: readonly string[]
  /** Whether mailboxes could not be read, though nothing else was refused. */
  readonly isWithoutMailboxes: boolean
}
