/** A check of the kit: one thing that every system under test owes, whatever it does in a tenant. */
import type { World } from '../../harness/world.ts'
import type { OpenSubject } from '../outside/open-subject.ts'
import type { Caller, SubjectAnswer, SubjectUser } from '../subject.ts'

/** What a check works with. */
export interface Bench {
  readonly subject: OpenSubject
  /** A new tenant, and a subject that has kept nothing. */
  world(): Promise<World>
}

export interface Check {
  readonly name: string
  /** What is owed, in one sentence. */
  readonly statement: string
  /** What is wrong, in words that say where; or why it cannot be tried. */
  run(bench: Bench): Promise<readonly string[] | { readonly notTried: string }>
}

export const check = (definition: Check): Check => definition

const CUSTOMER = 'customer'
const USERS = {
  administrator: { name: 'owner@customer.example', role: 'Global administrator' },
  limited: { name: 'operator@customer.example', role: 'limited' },
  vendor: { name: 'back office', role: 'vendor' },
} as const satisfies Readonly<Record<string, SubjectUser>>

export const callerAs = (who: keyof typeof USERS, customer: string = CUSTOMER): Caller => ({
  customer,
  user: USERS[who],
})

/** By the vendor where nobody else is named. */
export const asked = (
  { subject }: World,
  operation: string,
  input: object,
  caller: Caller = callerAs('vendor'),
): Promise<SubjectAnswer> => subject.perform(caller, operation, input)

/** What an answer has to be, in words where it is not. */
export function unlike(
  { outcome, code, message }: SubjectAnswer,
  wanted: { readonly outcome: string; readonly code?: string },
  when: string,
): readonly string[] {
  const isAsWanted = outcome === wanted.outcome && (wanted.code === undefined || code === wanted.code)
  const owed = wanted.code === undefined ? wanted.outcome : `${wanted.outcome}, "${wanted.code}"`
  return isAsWanted ? [] : [`${when}: answered ${outcome}, "${code}" (${message}), not ${owed}`]
}
