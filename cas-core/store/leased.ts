/** A journal as one process uses it: leased while it works, read up to date, and understood as it is read. */
import type { AccountPorts, JournalRecord, Lease } from '../ports.ts'
import { LeaseHeld } from './refusals.ts'

/** A worker that is silent for this long counts as ended. */
const LEASE_MS = 10 * 60_000
/** A lease is renewed after half its time. */
export const RENEW_MS = LEASE_MS / 2

export class LeasedJournal {
  readonly #ports: Pick<AccountPorts, 'journal' | 'clock' | 'worker'>
  readonly #take: (record: JournalRecord) => void
  #version = 0
  /** The last read or write, so that no record is taken twice. */
  #last: Promise<unknown> = Promise.resolve()
  #lease: Lease | undefined
  #isBusy = false
  #renewedAt = 0

  /** @param take is given each record once, in order */
  constructor(
    ports: Pick<AccountPorts, 'journal' | 'clock' | 'worker'>,
    take: (record: JournalRecord) => void,
  ) {
    this.#ports = ports
    this.#take = take
  }

  /** Reads what other workers have written since the last read. Who asks while a read is under way waits for another one. */
  catchUp(): Promise<void> {
    return this.#inTurn(() => this.#catchUp())
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(act)
    // what failed is told to who asked for it, and the next one tries again
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #catchUp(): Promise<void> {
    const { records, version } = await this.#ports.journal.read(this.#version)
    for (const record of records) this.#take(record)
    this.#version = version
  }

  /**
   * Runs work under a lease, with the journal read up to date.
   * @throws LeaseHeld where another worker has it, LeaseLost where another takes over meanwhile
   */
  async leased<T>(work: () => Promise<T>): Promise<T> {
    const { journal, clock, worker = 'worker' } = this.#ports
    const now = clock.now()
    // the store lets a worker of the same name take over; this one has not ended
    if (this.#isBusy) throw new LeaseHeld(worker, this.#renewedAt + LEASE_MS)
    this.#isBusy = true
    this.#renewedAt = now
    try {
      this.#lease = await journal.lease(worker, LEASE_MS, now)
      await this.catchUp()
      return await work()
    } finally {
      const lease = this.#lease
      this.#lease = undefined
      try {
        await lease?.release()
      } finally {
        this.#isBusy = false
      }
    }
  }

  /** Returns only when the entry is durable. @throws LeaseLost where another worker has taken over */
  async append(entry: { readonly type: string }, epoch: number): Promise<void> {
    await this.renew()
    return this.#inTurn(async () => {
      const record = { ...entry, at: this.#ports.clock.now(), epoch }
      const at = { version: this.#version, fence: this.#lease?.fence ?? 0 }
      this.#version = await this.#ports.journal.append([record], at)
      this.#take(record)
    })
  }

  /** Renews the lease if half its time is over. @throws LeaseLost */
  async renew(): Promise<void> {
    const now = this.#ports.clock.now()
    if (now < this.#renewedAt + RENEW_MS) return
    await this.#lease?.renew(LEASE_MS, now)
    this.#renewedAt = now
  }
}
