/** An input value as an error shows it: short, in one line, and safe to print on a terminal. */

const SHOWN_CHARACTERS_MAX = 60

/** `nothing`, `null`, `"Mars"`, `5`, `a list of 3`, `an object`. */
export function foundWords(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === '') return 'empty text'
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : shortOr(value, `a list of ${value.length}`)
  if (typeof value === 'object' && value !== null) return shortOr(value, 'an object')
  return typeof value === 'string' ? foundText(value) : String(value)
}

/** A text in quotes, cut, with all that is not plainly visible written as `\u…`. */
export function foundText(text: string): string {
  const characters = [...text]
  const cut = characters.length > SHOWN_CHARACTERS_MAX
  const shown = cut ? characters.slice(0, SHOWN_CHARACTERS_MAX).join('') : text
  return `${visible(JSON.stringify(shown)).slice(0, -1)}${cut ? '…' : ''}"`
}

function shortOr(value: object, words: string): string {
  // Avoids writing out a deep value only to discard most of it.
  const flat = Object.values(value).every((inner) => typeof inner !== 'object' || inner === null)
  const text = flat ? visible(JSON.stringify(value)) : ''
  return text !== '' && text.length <= SHOWN_CHARACTERS_MAX ? text : words
}

/** Control, format (bidi, zero-width), private and line-separating characters as escapes. */
const visible = (json: string): string =>
  json.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
