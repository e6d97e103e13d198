/**
 * X-AnchorMailbox: a hint that chooses a back-end and nothing else. Observed: `UPN:`, `SMTP:`, `MBX:{guid}@{org}`,
 * `TID:{tenant}`, `APP:SystemMailbox{…}@{tenant}`, in any case, and none at all. That an anchor of another tenant, or one
 * of no known form, changes nothing is inferred: the token alone says whose data is read.
 */

const LENGTH_MAX = 512

/** The anchor in the one form by which two of them are compared; undefined where there is none. */
export function anchorOf(header: string | undefined): string | undefined {
  const folded = header?.trim().toLowerCase().slice(0, LENGTH_MAX)
  return folded === '' ? undefined : folded
}
