/** Values as text: one form to compare by, one to read. */
const VALUE_CHARACTERS_MAX = 300

/** Equal text for equal values, in any order of an object's properties. */
export function canonical(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const properties = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${properties.map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`).join(',')}}`
}

/** For a reader: text without quotation marks, a list by commas, nothing as `(none)`. */
export function readable(value: unknown): string {
  return shortened(
    value === undefined || value === null || value === '' ? '(none)' : plain(value),
    VALUE_CHARACTERS_MAX,
  )
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return canonical(value)
  return value.length === 0
    ? '(none)'
    : value.map((entry) => (typeof entry === 'string' ? entry : canonical(entry))).join(', ')
}

/** Says how much was left out. */
export function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text
  return `${text.slice(0, charactersMax).toWellFormed()}… (${text.length} characters)`
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
/** Joins parts of one emoji. */
const ZERO_WIDTH_JOINER = '\u200d'

/**
 * Text in which nothing hides: line breaks, control characters and marks that turn the direction of writing are named
 * instead of done, since a name with one of them could make a row read as what it is not.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|\r|\n/g, ' ⏎ ')
    .replace(INVISIBLE, (mark) => (mark === ZERO_WIDTH_JOINER ? mark : `‹U+${codeOf(mark)}›`))
}

function codeOf(mark: string): string {
  return (mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
