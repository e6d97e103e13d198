/** Names and texts with asterisks: in filters as in PowerShell's -like, in an Identity as in Exchange. */

/**
 * A star matches any text; other characters match themselves. A caller's text is never made into a regular
 * expression: a greedy search from the left suffices where a star is the only wildcard, and it is never slow.
 * @param text and pattern in one case
 */
export function isLike(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (!text.startsWith(first)) return false
  const last = rest.pop()
  if (last === undefined) return text.length === first.length
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

/**
 * The objects that an Identity names: those with exactly this name; else, where it begins or ends with a
 * star, all with matching names (observed in administrators' scripts: `*name*`, `name*`). A star inside
 * matches itself (inferred).
 * @param exact objects with this name
 * @param all every candidate, read only where the Identity has a star
 */
export function meantBy<Row>(
  identity: string,
  exact: readonly Row[],
  all: () => readonly Row[],
  namesOf: (row: Row) => readonly unknown[],
): readonly Row[] {
  const isOpenBefore = identity.startsWith('*')
  const isOpenAfter = identity.endsWith('*')
  if (exact.length > 0 || !(isOpenBefore || isOpenAfter)) return exact
  const core = identity.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined).toLowerCase()
  const fits = (name: string): boolean =>
    isOpenBefore ? (isOpenAfter ? name.includes(core) : name.endsWith(core)) : name.startsWith(core)
  return all().filter((row) =>
    namesOf(row).some((name) => typeof name === 'string' && fits(name.toLowerCase())),
  )
}
