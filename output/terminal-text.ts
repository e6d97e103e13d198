/**
 * The one door for text on a terminal that came from a tenant, a file or a caller. A display name may hold anything:
 * sequences that move the cursor or set the window title, marks that change the text direction, extra lines.
 */

/** What a reader cannot see as itself: control, format (bidi, zero-width), unassigned, private, and line-separating characters. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu

/** Text in one line: characters that are not plainly visible are written as `\u{1b}`. */
export const terminalLine = (text: string): string => text.replace(UNSEEN, escaped)

/**
 * A page of a command's own making, with text of others in it: lines and tabs stay, all else as in `terminalLine`.
 * What may not bring lines of its own goes through `terminalLine` first.
 */
export const terminalText = (text: string): string =>
  text.replace(UNSEEN, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  )

/**
 * A record, a trace or another JSON-like value whose texts are all safe to be printed, each in one line; its shape
 * stays. A command makes its data printable first and its page from that, so that no text of others can forge a line.
 */
export function printable<T>(value: T): T {
  return printed(value) as T
}

function printed(value: unknown): unknown {
  if (typeof value === 'string') return terminalLine(value)
  if (Array.isArray(value)) return value.map(printed)
  if (typeof value !== 'object' || value === null) return value
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [terminalLine(key), printed(inner)]))
}

/** JSON in one line that reads back the same, and in which nothing acts on a terminal. */
export const terminalJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  )

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Joiners within emoji and complex scripts lose their effect on a terminal: that is better than an invisible difference between names. */
const escaped = (character: string): string =>
  SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
