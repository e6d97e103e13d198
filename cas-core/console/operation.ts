/**
 * An operation of the console: what a person does on one of its screens. Pages, HTTP, shell and scenarios all use the one
 * table of them. Names are the screens' own words.
 */
import type * as v from 'valibot'
import type { Company } from '../company/company.ts'
import type { ProfileName } from '../profiles/index.ts'
import type { ScreenCode } from '../profiles/screens/codes.ts'
import type { Outcome, StageCode } from '../stages/outcome.ts'
import type { ConsoleUser } from './console-user.ts'
import type { Product } from './product.ts'

export type Screen =
  | 'Organization Management'
  | 'Service Status'
  | 'Grant Access'
  | 'Service Account'
  | 'Synchronized User List'
  | 'Inline Protection Settings'
  | 'License'
  | 'Session'
  | 'Notification Settings'
  | 'Notifications'
  | 'Policies'
  | 'Quarantine'
  | 'Logs'
  | 'Reports'
  | 'Security settings'
  | 'Service running'

/** `anyone` who is signed in; `administrator` has the role Global administrator; `vendor` is nobody of the customer's. */
type Who = 'anyone' | 'administrator' | 'vendor'

export interface Answer {
  readonly outcome: Outcome
  /** Stable. */
  readonly code: StageCode | ScreenCode
  /** What the console shows, in the words of its generation. */
  readonly message: string
  /** What the screen shows, and the values behind the message. */
  readonly data: object
}

/** Where an operation runs. */
export interface At {
  readonly product: Product
  readonly company: Company
  readonly user: ConsoleUser
}

export interface Operation<Input = never> {
  readonly name: string
  readonly screen: Screen
  /** One sentence: what it does. */
  readonly does: string
  readonly who: Who
  /** Generations that have it; all of them where absent. */
  readonly generations?: readonly ProfileName[]
  readonly input: v.GenericSchema<unknown, Input>
  /** Whether a second time does the same as once. */
  readonly repeatable: boolean
  run(at: At, input: Input): Promise<Answer>
}

/** A row of the table, whatever its input is. */
export type AnyOperation = Operation<never>

/** Checks the row against its own schema. */
export const operation = <Input>(row: Operation<Input>): AnyOperation => row as unknown as AnyOperation
