/**
 * X-AnchorMailbox: a hint that only chooses a back-end. Observed: `UPN:`, `SMTP:`, `MBX:{guid}@{org}`,
 * `TID:{tenant}`, `APP:SystemMailbox{…}@{tenant}`, in any case, or absent. An anchor of another tenant, or of
 * an unknown form, has no effect (inferred): only the token decides whose data is read.
 */

const LENGTH_MAX = 512

/** The anchor in normalized form, for comparison; undefined where absent. */
export function anchorOf(header: string | undefined): string | undefined {
  const folded = header?.trim().toLowerCase().slice(0, LENGTH_MAX)
  return folded === '' ? undefined : folded
}
