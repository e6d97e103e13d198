/** Header names in lower case. Clients and services use the same few, so that each is folded once. */

const KNOWN_MAX = 512
const LENGTH_MAX = 64
const known = new Map<string, string>()

export function foldedHeader(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const folded = name.toLowerCase()
  if (known.size < KNOWN_MAX && name.length <= LENGTH_MAX) known.set(name, folded)
  return folded
}
