/** The rule by which leases are given, taken over and lost. Pure: every store applies it where its lease is kept. */
import { LeaseHeld, LeaseLost, VersionConflict } from './refusals.ts'

/** The last lease that was given. */
export interface LeaseState {
  readonly fence: number
  readonly holder: string
  readonly untilMs: number
}

export const NO_LEASE: LeaseState = { fence: 0, holder: 'nobody', untilMs: 0 }

/** The lease that follows. @param gone whether the holder is known to have ended @throws LeaseHeld */
export function nextLease(last: LeaseState, wanted: Omit<LeaseState, 'fence'>, nowMs: number, gone = false) {
  const isHeld = nowMs < last.untilMs && last.holder !== wanted.holder && !gone
  if (isHeld) throw new LeaseHeld(last.holder, last.untilMs)
  return { ...wanted, fence: last.fence + 1 }
}

/** @throws LeaseLost, VersionConflict */
export function mayAppend(
  last: LeaseState,
  version: number,
  at: { readonly version: number; readonly fence: number },
): void {
  if (at.fence !== last.fence) throw new LeaseLost(at.fence, last.holder)
  if (at.version !== version) throw new VersionConflict(at.version, version)
}
