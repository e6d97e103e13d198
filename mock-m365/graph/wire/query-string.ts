/** Splits a query string. All readers of `$`-options use it, each with its own refusals. */

export interface QueryPart {
  /** Decoded and in lower case: names come with or without percent signs and in any case. */
  readonly name: string
  /** As sent, for links that repeat it. */
  readonly text: string
  /** The decoded value. @throws as the reader of the string refuses */
  readonly value: () => string
}

const LENGTH_MAX = 16_384

/**
 * Yields one part after the other, so that the first wrong part is refused.
 * @param refuse the service's error for text that is not a query
 */
export function* partsOf(text: string, refuse: (message: string) => Error): Generator<QueryPart> {
  if (text.length > LENGTH_MAX) throw refuse('The request URI is too long.')
  for (const part of text.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decoded(equals < 0 ? part : part.slice(0, equals), refuse)
    const value = () => (equals < 0 ? '' : decoded(part.slice(equals + 1), refuse))
    yield { name: name.trim().toLowerCase(), text: part, value }
  }
}

/** Texts of these two are inferred. */
export const unsupportedOption = (name: string): string =>
  `The query parameter '${name.slice(0, 64)}' is not supported.`
export const repeatedOption = (name: string): string =>
  `Query option '${name}' was specified more than once, but it must be specified at most once.`

/** A plus is a space. */
function decoded(text: string, refuse: (message: string) => Error): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw refuse('The query specified in the URI is not valid.')
  }
}
