/**
 * The words of a `$filter`. Dates and GUIDs have no quotes in OData, so they are recognized here and not in
 * the parser.
 */
import { filterInvalid } from '../wire/errors.ts'
import type { Literal } from './expression.ts'

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly literal: Literal; readonly at: number }
  | { readonly kind: 'mark'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number }

type BareType = 'guid' | 'date' | 'number' | 'word'

/** Tried in order at each place: the most specific first. */
const BARE: readonly (readonly [BareType, RegExp])[] = [
  ['guid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy],
  ['date', /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2})?)?(?![\w:-])/iy],
  ['number', /-?\d{1,15}(?:\.\d{1,15})?(?![\w.])/y],
  ['word', /[A-Za-z_$@][\w.@$-]{0,255}/y],
]
const MARKS = '(),:/'

/** @throws GraphError 400 where a character cannot begin a word */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === ' ' || char === '\t') {
      at++
    } else if (char === "'") {
      const end = endOfString(text, at)
      const value = text.slice(at + 1, end).replaceAll("''", "'")
      tokens.push({ kind: 'literal', literal: { type: 'string', value }, at })
      at = end + 1
    } else if (MARKS.includes(char)) {
      tokens.push({ kind: 'mark', text: char, at })
      at++
    } else {
      const [token, end] = bareToken(text, at)
      tokens.push(token)
      at = end
    }
  }
  tokens.push({ kind: 'end', at })
  return tokens
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  for (;;) {
    const quote = text.indexOf("'", at)
    if (quote < 0) throw filterInvalid('There is an unterminated string literal', start)
    if (text.charAt(quote + 1) !== "'") return quote
    at = quote + 2
  }
}

function bareToken(text: string, at: number): [Token, number] {
  for (const [type, pattern] of BARE) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found) return [tokenOf(type, found, at), at + found.length]
  }
  throw filterInvalid('Syntax error', at)
}

function tokenOf(type: BareType, text: string, at: number): Token {
  if (type === 'number') return { kind: 'literal', literal: { type, value: Number(text) }, at }
  if (type !== 'word') return { kind: 'literal', literal: { type, value: text }, at }
  const lower = text.toLowerCase()
  if (lower === 'null') return { kind: 'literal', literal: { type: 'null', value: null }, at }
  if (lower === 'true' || lower === 'false')
    return { kind: 'literal', literal: { type: 'boolean', value: lower === 'true' }, at }
  return { kind: 'word', text, at }
}
