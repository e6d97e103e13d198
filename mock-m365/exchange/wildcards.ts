/** Names and texts with asterisks, as PowerShell's -like takes them. */

/**
 * Stars stand for any text; other signs stand for themselves. No regular expression is made of what a caller sends:
 * greedy from the left is enough where a star is the only wildcard, and no pattern makes it slow.
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
