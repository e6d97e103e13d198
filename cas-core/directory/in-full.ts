/**
 * What is read by change is read in full again each week: an entry that an answer has left out is told by no later one,
 * and would be missing, or stay, for ever. Proposed.
 */
import type { DirectoryStore } from '../ports.ts'
import type { Read } from './position.ts'

const DAY_MS = 24 * 3_600_000
/** Half a day less than a week, so that it comes with the synchronization of the same time of day. */
const AFTER_MS = 6.5 * DAY_MS

type ReadByChange = Read | 'mailboxes'

/** @param nowMs milliseconds since the epoch */
export async function isFullDue(store: DirectoryStore, what: ReadByChange, nowMs: number): Promise<boolean> {
  const readAt = Number((await store.position(`${what} in full`)) ?? 0)
  const isOfWrongClock = readAt > nowMs + DAY_MS
  return isOfWrongClock || nowMs >= readAt + AFTER_MS
}

/** Goes into the store together with the last page of a full reading. */
export const readInFull = (what: ReadByChange, nowMs: number) => ({ [`${what} in full`]: String(nowMs) })
