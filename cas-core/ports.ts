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

/** What it takes to run a service account. */
export interface AccountPorts extends Ports {
  readonly journal: Journal
  /**
   * Name of the process that works. Others that find the account busy see it. A process of the same name takes over at
   * once: it is the same worker, started again. Default `worker`.
   */
  readonly worker?: string
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
