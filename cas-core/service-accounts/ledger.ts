/** The journal of one account, as its stages use it: leased while somebody works, read up to date, and understood. */
import type { AccountPorts, JournalRecord, Lease } from '../ports.ts'
import { type Known, type WorkEntry, type WorkJournal, WorkMemory } from '../reconcile/journal.ts'
import type { Goal } from '../reconcile/row.ts'
import { LeaseHeld } from '../store/refusals.ts'
import { type ConsentEntry, Consents } from './memory/consents.ts'
import { type PolicyEntry, PolicyMemory } from './memory/policies.ts'

/** What an account writes down in addition to the work on the tenant. Each part of its memory takes the entries it knows. */
export type AccountEntry = ConsentEntry | PolicyEntry

type AccountRecord = (AccountEntry | WorkEntry) & Pick<JournalRecord, 'at' | 'epoch'>

/** A worker that is silent for this long counts as ended. */
const LEASE_MS = 10 * 60_000
/** A lease is renewed after half its time. */
export const RENEW_MS = LEASE_MS / 2

export class Ledger implements WorkJournal {
  readonly #ports: Pick<AccountPorts, 'journal' | 'clock' | 'worker'>
  /** Goals that take the application out of the tenant, and all consents with it. */
  readonly #endsConsents: ReadonlySet<Goal>
  readonly #work = new WorkMemory()
  readonly #policies = new PolicyMemory()
  readonly #consents = new Consents()
  #version = 0
  #lease: Lease | undefined
  #isBusy = false
  #renewedAt = 0

  constructor(ports: Pick<AccountPorts, 'journal' | 'clock' | 'worker'>, endsConsents: ReadonlySet<Goal>) {
    this.#ports = ports
    this.#endsConsents = endsConsents
  }

  get epoch(): number {
    return this.#work.epoch
  }

  get goal(): Goal | undefined {
    return this.#work.goal
  }

  get reached(): boolean {
    return this.#work.reached
  }

  /** When each consent was given, in milliseconds since the epoch, by purpose. */
  get consents(): ReadonlyMap<string, number> {
    return this.#consents.given
  }

  /** Undefined before any were set. */
  get policies() {
    return this.#policies.policies
  }

  /** The switches of inline protection. */
  get protection() {
    return this.#policies.protection
  }

  of(key: string): Known {
    return this.#work.of(key)
  }

  /** Reads what other workers have written since the last read. */
  async catchUp(): Promise<void> {
    const { records, version } = await this.#ports.journal.read(this.#version)
    for (const record of records) this.#take(record as AccountRecord)
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
  async append(entry: WorkEntry | AccountEntry): Promise<void> {
    await this.renew()
    const epoch = this.epoch + (entry.type === 'goal' ? 1 : 0)
    const record = { ...entry, at: this.#ports.clock.now(), epoch }
    const at = { version: this.#version, fence: this.#lease?.fence ?? 0 }
    this.#version = await this.#ports.journal.append([record], at)
    this.#take(record)
  }

  /** Renews the lease if half its time is over. @throws LeaseLost */
  async renew(): Promise<void> {
    const now = this.#ports.clock.now()
    if (now < this.#renewedAt + RENEW_MS) return
    await this.#lease?.renew(LEASE_MS, now)
    this.#renewedAt = now
  }

  #take(record: AccountRecord): void {
    this.#consents.take(record)
    this.#policies.take(record)
    this.#work.take(record)
    // the application is gone with the rest: a new grant begins with new consents
    if (record.type === 'reached' && this.reached && this.#endsConsents.has(record.goal))
      this.#consents.forget()
  }
}
