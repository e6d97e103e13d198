/**
 * A system under test, as the harness meets it: a person’s console, a process that can end, and nothing else. Invariants
 * read tenants, calls and answers of the console, never what a subject keeps.
 */

/** Who uses the console. `vendor` is the vendor’s back office, not a person of the customer. */
export interface SubjectUser {
  readonly name: string
  readonly role: 'Global administrator' | 'limited' | 'vendor'
}

/** What the console says. */
export interface SubjectAnswer {
  readonly outcome: 'done' | 'pending' | 'refused' | 'failed'
  /** Stable. */
  readonly code: string
  readonly message: string
  /** What the screen shows, and the values behind the message. */
  readonly data: object
}

/** Somebody of a customer, or the user of a session that `signIn` has begun. */
export type Caller = { readonly customer: string; readonly user: SubjectUser } | { readonly session: string }

export interface SentMail {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

export interface Subject {
  /**
   * Does one operation of the console. It does not settle where the process ends before the answer.
   * @param input as the operation’s schema has it
   */
  perform(caller: Caller, operation: string, input: object): Promise<SubjectAnswer>
  /** Resolves when the process that works now has ended by a crash; or, `endless`, was ended since its work did not end. */
  readonly crashed: Promise<'crashed' | 'endless'>
  /** Ends the process, if it has not ended, and starts another one over what it has kept. */
  restart(): Promise<void>
  /** E-mail that was sent since this was asked the last time, in order. */
  mails(): Promise<readonly SentMail[]>
  /** Lines that were logged since this was asked the last time; absent where nobody can read the log. */
  logged?(): Promise<readonly string[]>
}
