/** What the mock needs from outside: time and identity. It needs nothing else (ARCHITECTURE.md, law 1). */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export interface Ids {
  /** A new version 4 GUID, lower-case. */
  uuid(): string
}
