/** The journal of one account, as its stages use it: leased while somebody works, read up to date, and understood. */
import { type NotificationEntry, Notifications } from '../notifications/list.ts'
import type { AccountPorts, JournalRecord } from '../ports.ts'
import { type Known, type WorkEntry, type WorkJournal, WorkMemory } from '../reconcile/journal.ts'
import type { Goal } from '../reconcile/row.ts'
import { LeasedJournal } from '../store/leased.ts'
import { type ConsentEntry, Consents } from './memory/consents.ts'
import { type Directions, type DirectionsEntry, DirectionsMemory } from './memory/directions.ts'
import { type GrantEntry, GrantMemory } from './memory/grant.ts'
import { type IncidentEntry, IncidentMemory } from './memory/incidents.ts'
import { type PolicyEntry, PolicyMemory } from './memory/policies.ts'
import { type RemovalEntry, RemovalMemory } from './memory/removal.ts'
import { type ReportEntry, ReportMemory } from './memory/reports.ts'
import { type SecuritySettingsEntry, SecuritySettingsMemory } from './memory/security-settings.ts'
import { type TargetEntry, TargetMemory } from './memory/targets.ts'
import { WorkLog, type WorkLogEntry } from './memory/works.ts'

/** What an account writes down in addition to the work on the tenant. Each part of its memory takes the entries it knows. */
export type AccountEntry =
  | ConsentEntry
  | DirectionsEntry
  | GrantEntry
  | IncidentEntry
  | NotificationEntry
  | PolicyEntry
  | RemovalEntry
  | SecuritySettingsEntry
  | ReportEntry
  | TargetEntry
  | WorkLogEntry

export class Ledger implements WorkJournal {
  readonly #journal: LeasedJournal
  /** Goals that take the application out of the tenant, and all consents with it. */
  readonly #endsConsents: ReadonlySet<Goal>
  readonly #work = new WorkMemory()
  readonly #policies = new PolicyMemory()
  readonly #consents = new Consents()
  readonly #targets = new TargetMemory()
  readonly #directions = new DirectionsMemory()
  /** The grant that the console has under way. */
  readonly grant = new GrantMemory()
  /** Works of the schedule. */
  readonly works = new WorkLog()
  readonly incidents = new IncidentMemory()
  readonly removal = new RemovalMemory()
  readonly notifications = new Notifications()
  readonly reports = new ReportMemory()
  readonly #meansAccess: ReadonlySet<Goal>
  #goalAt: number | undefined
  #runningSince: number | undefined
  #isEstablished = false
  readonly #securitySettings = new SecuritySettingsMemory()

  /** @param meansAccess goals under which the service runs */
  constructor(
    ports: Pick<AccountPorts, 'journal' | 'clock' | 'worker'>,
    endsConsents: ReadonlySet<Goal>,
    meansAccess: ReadonlySet<Goal> = new Set(),
  ) {
    this.#journal = new LeasedJournal(ports, (record) => this.#take(record))
    this.#endsConsents = endsConsents
    this.#meansAccess = meansAccess
  }

  get epoch(): number {
    return this.#work.epoch
  }

  get goal(): Goal | undefined {
    return this.#work.goal
  }

  /** When the current goal was set, in milliseconds since the epoch; undefined before the first. */
  get goalAt(): number | undefined {
    return this.#goalAt
  }

  /** Since when the service runs, or does not run any more; undefined before the first goal. */
  get runningSince(): number | undefined {
    return this.#runningSince
  }

  /** Whether access has been granted whole, at least once since it was begun. */
  get isEstablished(): boolean {
    return this.#isEstablished
  }

  get reached(): boolean {
    return this.#work.reached
  }

  /** When each consent was given, in milliseconds since the epoch, by purpose. */
  get consents(): ReadonlyMap<string, number> {
    return this.#consents.given
  }

  /** In which directions access was granted; undefined where the journal does not say it. */
  get directions(): Directions | undefined {
    return this.#directions.directions
  }

  /** Undefined before any were set. */
  get policies() {
    return this.#policies.policies
  }

  get mailSettings() {
    return this.#policies.mailSettings
  }

  /** The switches of inline protection. */
  get protection() {
    return this.#policies.protection
  }

  /** The last check of related security settings; undefined before the first. */
  get securitySettings() {
    return this.#securitySettings.last
  }

  /** What API mode synchronizes. */
  get targets(): Pick<TargetMemory, 'choice' | 'isSelected' | 'users'> {
    return this.#targets
  }

  of(key: string): Known {
    return this.#work.of(key)
  }

  /** Reads what other workers have written since the last read. */
  catchUp(): Promise<void> {
    return this.#journal.catchUp()
  }

  /**
   * Runs work under a lease, with the journal read up to date.
   * @throws LeaseHeld where another worker has it, LeaseLost where another takes over meanwhile
   */
  leased<T>(work: () => Promise<T>): Promise<T> {
    return this.#journal.leased(work)
  }

  /** Returns only when the entry is durable. @throws LeaseLost where another worker has taken over */
  append(entry: WorkEntry | AccountEntry): Promise<void> {
    return this.#journal.append(entry, this.epoch + (entry.type === 'goal' ? 1 : 0))
  }

  /** Renews the lease if half its time is over. @throws LeaseLost */
  renew(): Promise<void> {
    return this.#journal.renew()
  }

  #take(record: JournalRecord): void {
    this.#consents.take(record)
    this.#policies.take(record)
    this.#targets.take(record)
    this.#directions.take(record)
    this.grant.take(record)
    const before = this.goal
    this.#securitySettings.take(record)
    this.#work.take(record)
    if (record.type === 'goal') this.#begin(before, record.at)
    this.works.take(record)
    this.incidents.take(record)
    this.notifications.take(record)
    this.reports.take(record)
    this.removal.take(record)
    if (record.type === 'reached' && this.#meansAccess.has(this.goal ?? ''))
      this.#isEstablished ||= this.reached
    if (record.type === 'removed by force') this.#forget(record.at)
    // its organization may be tied to another tenant next, in which nobody has consented or was chosen
    if (record.type === 'grant cancelled') {
      this.#consents.forget()
      this.#targets.forget()
    }
    // the application is gone with the rest: a new grant begins with new consents
    if (record.type === 'reached' && this.reached && this.#endsConsents.has(this.goal ?? '')) {
      this.#consents.forget()
      this.#targets.forget()
      this.#directions.forget()
    }
  }

  /** Nothing of the account is kept: a new grant begins from nothing, and with new consents. */
  #forget(at: number): void {
    this.#work.forget()
    this.#consents.forget()
    this.#directions.forget()
    this.#begin(undefined, at)
  }

  /** An upgrade goes on with what the account had; access that is granted or revoked begins a new life. */
  #begin(before: Goal | undefined, at: number): void {
    this.#goalAt = at
    if (this.#meansAccess.has(before ?? '') && this.#meansAccess.has(this.goal ?? '')) {
      this.works.forget('finish stage')
      return
    }
    // a grant that never came to its end leaves no choice behind
    if (!this.#isEstablished && !this.#meansAccess.has(this.goal ?? '')) this.#directions.forget()
    this.#runningSince = at
    this.#isEstablished = false
    this.works.forget()
    this.incidents.forget()
    this.notifications.withoutBanners()
    if (!this.#meansAccess.has(this.goal ?? '')) this.reports.stop()
  }
}
