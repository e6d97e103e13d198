/** What cas-core takes from outside. Nothing else may enter: no ambient clock, chance, socket or file. */
import type { Journal } from './reconcile/journal.ts'

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

export interface Ports {
  readonly clock: Clock
  readonly ids: Ids
  readonly fetch: typeof globalThis.fetch
  readonly journal: Journal
  readonly log: Log
}
