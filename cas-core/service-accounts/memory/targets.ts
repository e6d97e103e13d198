/** What an account in API mode remembers of its targets: all, or users that an administrator selected. */
import type { JournalRecord } from '../../ports.ts'

/** The choice of the grant: everything, or at most a hundred users. */
export type TargetChoice = 'all' | 'selected'

/** A user as it was found in the tenant. */
export interface NamedUser {
  /** Object id. */
  readonly id: string
  readonly userPrincipalName: string
  readonly displayName: string
}

export type TargetEntry =
  /** Begins a new list. */
  | { readonly type: 'targets chosen'; readonly choice: TargetChoice }
  /** Adds to the list. A user who is on it already is written over. */
  | { readonly type: 'users selected'; readonly users: readonly NamedUser[] }
  /** Takes out of the list, by object id. */
  | { readonly type: 'users removed'; readonly ids: readonly string[] }
  /** From now on everything is synchronized. */
  | { readonly type: 'protection extended' }
  /** Access is revoked: the next grant begins with a new choice. */
  | { readonly type: 'targets forgotten' }

export interface SelectedUser extends NamedUser {
  /** Milliseconds since the epoch. */
  readonly addedAt: number
}

export class TargetMemory {
  #choice: TargetChoice | undefined
  #isExtended = false
  readonly #users = new Map<string, SelectedUser>()

  /** Undefined before the choice is made. */
  get choice(): TargetChoice | undefined {
    return this.#choice
  }

  /** Whether only selected users are synchronized. */
  get isSelected(): boolean {
    return this.#choice === 'selected' && !this.#isExtended
  }

  /** Selected users by object id, in the order in which they were added. */
  get users(): ReadonlyMap<string, SelectedUser> {
    return this.#users
  }

  take(taken: JournalRecord): void {
    const record = taken as TargetEntry & JournalRecord
    if (record.type === 'targets chosen') {
      this.forget()
      this.#choice = record.choice
    } else if (record.type === 'users selected')
      for (const user of record.users)
        this.#users.set(user.id, { ...user, addedAt: this.#users.get(user.id)?.addedAt ?? record.at })
    else if (record.type === 'users removed') for (const id of record.ids) this.#users.delete(id)
    else if (record.type === 'protection extended') this.#isExtended = true
    else if (record.type === 'targets forgotten') this.forget()
  }

  forget(): void {
    this.#choice = undefined
    this.#isExtended = false
    this.#users.clear()
  }
}
