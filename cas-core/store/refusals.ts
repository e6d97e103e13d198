/** Why a journal refuses to lease or to append, by name. */

/** Another worker has the lease. */
export class LeaseHeld extends Error {
  readonly holder: string
  /** When the lease ends, in milliseconds since the epoch. */
  readonly untilMs: number

  constructor(holder: string, untilMs: number) {
    super(`${holder} works on this account until ${new Date(untilMs).toISOString()}`)
    this.name = 'LeaseHeld'
    this.holder = holder
    this.untilMs = untilMs
  }
}

/** A newer lease was given: the holder of the older one may not write any more. */
export class LeaseLost extends Error {
  /** Holder of the newer lease, where it is known. */
  readonly holder: string

  constructor(fence: number, holder: string) {
    super(`the lease ${fence} has ended; ${holder} has taken over`)
    this.name = 'LeaseLost'
    this.holder = holder
  }
}

/** Records were appended that the writer has not read. */
export class VersionConflict extends Error {
  constructor(expected: number, found: number) {
    super(`the journal has ${found} records, not ${expected}: read the new ones first`)
    this.name = 'VersionConflict'
  }
}
