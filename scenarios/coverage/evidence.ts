/** What tests and real clients did, as `npm run evidence` saw it. Written by that command, never by hand. */
import carried from './evidence.json' with { type: 'json' }

export interface Evidence {
  /** The day on which it was collected. */
  readonly collected: string
  /** By `graph GET /users`. */
  readonly operations: Readonly<Record<string, Seen>>
}

export interface Seen {
  /** Test files in which it was answered below 400, and in which it was refused; injected faults are not counted. */
  readonly answered: number
  readonly refused: number
  /** Published clients, unmodified, that it answered below 400. */
  readonly clients: readonly string[]
}

export const EVIDENCE: Evidence = carried
