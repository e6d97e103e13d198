/**
 * Multi-valued properties: a plain list overwrites, null or an empty list clears, and a hashtable with Add
 * and Remove leaves the other entries alone. Adding an existing entry or removing a missing one is not an
 * error (inferred).
 * https://learn.microsoft.com/exchange/modifying-multivalued-properties-exchange-2013-help
 */

export type MultiValued =
  | { readonly replace: readonly string[] }
  | { readonly add: readonly string[]; readonly remove: readonly string[] }

/** The entries after the change, in their order, each once; entries that stay keep their spelling. */
export function applied(before: readonly string[], change: MultiValued): readonly string[] {
  if ('replace' in change) return each(change.replace)
  const removed = new Set(change.remove.map((entry) => entry.toLowerCase()))
  const kept = removed.size === 0 ? before : before.filter((entry) => !removed.has(entry.toLowerCase()))
  return each([...kept, ...change.add])
}

/** Two values of one property are the same; lists are compared entry by entry, in order. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  return a.every((entry, i) => entry === b[i] || JSON.stringify(entry) === JSON.stringify(b[i]))
}

function each(entries: readonly string[]): readonly string[] {
  const known = new Map<string, string>()
  for (const entry of entries) {
    const folded = entry.toLowerCase()
    if (!known.has(folded)) known.set(folded, entry)
  }
  return known.size === entries.length ? entries : [...known.values()]
}
