/**
 * Words and domains of rules, compiled to tests. Words match whole words without regard to case and without
 * wildcards: `contoso` is not found in `acontoso` (documented).
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/conditions-and-exceptions
 */

/** @param folded text in lower case @returns the word as the rule writes it, or undefined */
export type TextTest = (folded: string) => string | undefined

export function wordTest(words: readonly string[]): TextTest {
  const sought = words.filter((word) => word !== '').map((word) => ({ word, folded: word.toLowerCase() }))
  return (text) => {
    for (const { word, folded } of sought) if (hasWord(text, folded)) return word
    return undefined
  }
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (isBoundary(text, at - 1, at) && isBoundary(text, at + word.length - 1, at + word.length)) return true
  return false
}

/** A word boundary; a word that ends in a sign always ends there. */
function isBoundary(text: string, left: number, right: number): boolean {
  return (
    left < 0 || right >= text.length || !isLetter(text.charCodeAt(left)) || !isLetter(text.charCodeAt(right))
  )
}

/**
 * Digits, letters and everything that is not ASCII: word boundaries of other scripts are not documented
 * (inferred).
 */
const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code > 127

/** Domains match themselves and everything below them (documented since 2026; earlier pages say exactly). */
export function domainTest(domains: readonly string[]): TextTest {
  const sought = new Map(domains.map((domain) => [domain.toLowerCase(), domain]))
  return (domain) => {
    for (let rest = domain; rest !== ''; ) {
      const found = sought.get(rest)
      if (found !== undefined) return found
      const dot = rest.indexOf('.')
      if (dot === -1) return undefined
      rest = rest.slice(dot + 1)
    }
    return undefined
  }
}

/** A name against `contoso.com`, `*.contoso.com` or `*`. */
export function matchesName(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase()
  const folded = name.toLowerCase()
  if (wanted === '*' || wanted === folded) return true
  return wanted.startsWith('*.') && folded.endsWith(wanted.slice(1))
}
