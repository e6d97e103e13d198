/**
 * The Filter parameter: OPATH text to a tree, by recursive descent, and the tree applied to an object as shown.
 * https://learn.microsoft.com/powershell/exchange/recipient-filters
 */
import type { Entity } from '../../base.ts'
import { isLike } from '../wildcards.ts'
import { filterInvalid, notFilterable } from './refusals.ts'

const OPERATORS = ['eq', 'ne', 'like', 'notlike', 'gt', 'ge', 'lt', 'le'] as const
type Operator = (typeof OPERATORS)[number]
type Value = string | boolean | null

export type Filter =
  | { readonly kind: 'and'; readonly of: readonly Filter[] }
  | { readonly kind: 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'test'; readonly property: string; readonly operator: Operator; readonly value: Value }

/** Proposed: the service states neither limit. */
const LENGTH_MAX = 8192
const DEPTH_MAX = 32

const TOKEN = /\s*(?:(-[a-z]+|[()!])|'((?:[^']|'')*)'|"((?:[^"]|"")*)"|([^\s()'"]+))/iy

interface Token {
  readonly kind: 'word' | 'text' | 'mark' | 'end'
  readonly text: string
  readonly at: number
}

/**
 * @param names properties by lower-case name, as the object spells them
 * @throws CmdletError 400 for text that is not a filter, and for a property that the cmdlet cannot filter by
 */
export function parseFilter(text: string, names: ReadonlyMap<string, string>): Filter {
  if (text.length > LENGTH_MAX) throw filterInvalid(text, LENGTH_MAX)
  const bare = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1] ?? text
  return new Parser(bare, tokensOf(bare), names).whole()
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (/\S/.test(text.slice(at, at + 1)) || at < text.trimEnd().length) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (!found) throw filterInvalid(text, at)
    const [, mark, single, double, word] = found
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark.toLowerCase(), at })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at })
    else tokens.push({ kind: 'text', text: unquoted(single, double), at })
    at = TOKEN.lastIndex
  }
  return [...tokens, { kind: 'end', text: '', at }]
}

const unquoted = (single: string | undefined, double: string | undefined): string =>
  single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? ''

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  readonly #names: ReadonlyMap<string, string>
  #next = 0
  #depth = 0

  constructor(text: string, tokens: readonly Token[], names: ReadonlyMap<string, string>) {
    this.#text = text
    this.#tokens = tokens
    this.#names = names
  }

  whole(): Filter {
    const filter = this.#or()
    if (this.#peek().kind !== 'end') throw this.#error()
    return filter
  }

  #or(): Filter {
    return this.#chain('or', () => this.#chain('and', () => this.#unary()))
  }

  #chain(kind: 'and' | 'or', part: () => Filter): Filter {
    const first = part()
    const of = [first]
    while (this.#takes(`-${kind}`)) of.push(part())
    return of.length === 1 ? first : { kind, of }
  }

  #unary(): Filter {
    if (++this.#depth > DEPTH_MAX) throw this.#error()
    const filter = this.#term()
    this.#depth--
    return filter
  }

  #term(): Filter {
    if (this.#takes('-not') || this.#takes('!')) return { kind: 'not', of: this.#unary() }
    if (!this.#takes('(')) return this.#test()
    const inner = this.#or()
    if (!this.#takes(')')) throw this.#error()
    return inner
  }

  #test(): Filter {
    const { kind, text } = this.#peek()
    if (kind !== 'word') throw this.#error()
    const property = this.#names.get(text.toLowerCase())
    if (property === undefined) throw notFilterable(text.slice(0, NAME_SHOWN_MAX), [...this.#names.values()])
    this.#next++
    const operator = OPERATORS.find((one) => this.#takes(`-${one}`))
    if (!operator) throw this.#error()
    return { kind: 'test', property, operator, value: this.#value() }
  }

  #value(): Value {
    const { kind, text } = this.#peek()
    if (kind !== 'text' && kind !== 'word') throw this.#error()
    this.#next++
    return kind === 'word' ? (WORDS.get(text.toLowerCase()) ?? nullOr(text)) : text
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? END
  }

  #takes(mark: string): boolean {
    const { kind, text } = this.#peek()
    if (kind !== 'mark' || text !== mark) return false
    this.#next++
    return true
  }

  #error() {
    return filterInvalid(this.#text, this.#peek().at)
  }
}

const END: Token = { kind: 'end', text: '', at: 0 }
const NAME_SHOWN_MAX = 64
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['$true', true],
  ['$false', false],
])
const nullOr = (word: string): Value => (word.toLowerCase() === '$null' ? null : word)

/** Whether an object, as shown, matches. */
export function passes(filter: Filter, object: Entity): boolean {
  if (filter.kind === 'not') return !passes(filter.of, object)
  if (filter.kind === 'and') return filter.of.every((one) => passes(one, object))
  if (filter.kind === 'or') return filter.of.some((one) => passes(one, object))
  const { property, operator, value } = filter
  const held = object[property]
  if (value === null) return isEmpty(held) === (operator === 'eq')
  if (operator === 'ne') return !matches('eq', held, value)
  if (operator === 'notlike') return !matches('like', held, value)
  return matches(operator, held, value)
}

const isEmpty = (held: unknown): boolean =>
  held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0)

/** A list matches where one of its entries does; addresses match with and without their prefix. */
function matches(operator: Operator, held: unknown, value: string | boolean): boolean {
  if (Array.isArray(held)) return held.some((entry) => matches(operator, entry, value))
  if (held === null || held === undefined) return false
  const wanted = String(value).toLowerCase()
  const text = String(held).toLowerCase()
  if (operator === 'eq') return text === wanted || text.replace(/^smtp:/, '') === wanted
  if (operator === 'like') return isLike(text, wanted) || isLike(text.replace(/^smtp:/, ''), wanted)
  const [a, b] = ordered(held, text, wanted)
  if (operator === 'gt') return a > b
  if (operator === 'ge') return a >= b
  return operator === 'lt' ? a < b : a <= b
}

function ordered(held: unknown, text: string, wanted: string): readonly [number, number] {
  if (typeof held === 'number') return [held, Number(wanted)]
  const [a, b] = [Date.parse(text), Date.parse(wanted)]
  return Number.isNaN(a) || Number.isNaN(b) ? [text < wanted ? -1 : text > wanted ? 1 : 0, 0] : [a, b]
}

/** Values that one of these properties must have to match the filter, so that an index can answer. */
export function equality(
  filter: Filter,
  properties: ReadonlyMap<string, string>,
): [string, string] | undefined {
  if (filter.kind === 'and') {
    for (const one of filter.of) {
      const found = equality(one, properties)
      if (found) return found
    }
    return undefined
  }
  if (filter.kind !== 'test' || filter.operator !== 'eq' || typeof filter.value !== 'string') return undefined
  const indexed = properties.get(filter.property)
  return indexed === undefined ? undefined : [indexed, filter.value]
}
