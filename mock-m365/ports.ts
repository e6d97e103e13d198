/** What the mock needs from outside: time and identity. Nothing else enters (ARCHITECTURE.md, law 1). */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export interface Ids {
  /** A new version 4 GUID, lower-case. */
  uuid(): string
}
