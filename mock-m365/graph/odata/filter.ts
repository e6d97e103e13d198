/**
 * `$filter` text to tree, by recursive descent.
 * https://learn.microsoft.com/graph/filter-query-parameter — or binds loosest, then and, then not.
 */
import { filterInvalid } from '../wire/errors.ts'
import {
  COMPARISONS,
  type Comparison,
  type Expression,
  FUNCTIONS,
  type FunctionName,
  type Literal,
  type Path,
} from './expression.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Longest filter, in characters, and deepest nesting that is read. Proposed: the service states neither. */
export const FILTER_LENGTH_MAX = 8192
export const FILTER_DEPTH_MAX = 64

/** @throws GraphError 400 BadRequest for text that is not a filter */
export function parseFilter(text: string): Expression {
  if (text.length > FILTER_LENGTH_MAX) throw filterInvalid('The filter is too long', FILTER_LENGTH_MAX)
  const parser = new Parser(tokensOf(text))
  return parser.whole()
}

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Expression {
    const expression = this.#or()
    if (this.#peek().kind !== 'end') throw this.#error()
    return expression
  }

  #or(): Expression {
    return this.#chain('or', () => this.#chain('and', () => this.#unary()))
  }

  #chain(kind: 'and' | 'or', part: () => Expression): Expression {
    const first = part()
    if (!this.#isWord(kind)) return first
    const of = [first]
    while (this.#takeWord(kind)) of.push(part())
    return { kind, of }
  }

  #unary(): Expression {
    if (++this.#depth > FILTER_DEPTH_MAX)
      throw filterInvalid('The filter is nested too deeply', this.#peek().at)
    const expression = this.#notOrTerm()
    this.#depth--
    return expression
  }

  #notOrTerm(): Expression {
    if (this.#takeWord('not')) return { kind: 'not', of: this.#unary() }
    if (this.#takeMark('(')) {
      const inside = this.#or()
      this.#expectMark(')')
      return inside
    }
    return this.#term()
  }

  #term(): Expression {
    const word = this.#word()
    const name = oneOf(FUNCTIONS, word)
    if (name && this.#takeMark('(')) return this.#call(name)
    const path = [word]
    while (this.#takeMark('/')) {
      const step = this.#word()
      const quantifier = oneOf(['any', 'all'] as const, step)
      if (quantifier && this.#takeMark('(')) return this.#lambda(quantifier, path)
      path.push(step)
    }
    return this.#comparison(path)
  }

  #call(name: FunctionName): Expression {
    const path = [this.#word()]
    while (this.#takeMark('/')) path.push(this.#word())
    this.#expectMark(',')
    const literal = this.#literal()
    if (literal.type !== 'string') throw this.#error()
    this.#expectMark(')')
    const value = literal.value
    // OData allows `startsWith(…) eq true`; only this form is read, as the service does.
    if (this.#takeWord('eq')) {
      const truth = this.#literal()
      if (truth.type !== 'boolean') throw this.#error()
      if (!truth.value) return { kind: 'not', of: { kind: 'call', name, path, value } }
    }
    return { kind: 'call', name, path, value }
  }

  #lambda(quantifier: 'any' | 'all', path: Path): Expression {
    if (this.#takeMark(')')) return { kind: 'lambda', quantifier, path }
    const variable = this.#word()
    this.#expectMark(':')
    const body = this.#or()
    this.#expectMark(')')
    return { kind: 'lambda', quantifier, path, variable, body }
  }

  #comparison(path: Path): Expression {
    const token = this.#take()
    if (token.kind !== 'word') throw this.#error(token)
    if (token.text.toLowerCase() === 'in') return { kind: 'in', path, values: this.#values() }
    const op: Comparison | undefined = oneOf(COMPARISONS, token.text)
    if (!op) throw this.#error(token)
    return { kind: 'compare', op, path, value: this.#literal() }
  }

  #values(): Literal[] {
    this.#expectMark('(')
    const values = [this.#literal()]
    while (this.#takeMark(',')) values.push(this.#literal())
    this.#expectMark(')')
    return values
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0 }
  }

  #take(): Token {
    const token = this.#peek()
    this.#next++
    return token
  }

  #word(): string {
    const token = this.#take()
    if (token.kind !== 'word') throw this.#error(token)
    return token.text
  }

  #literal(): Literal {
    const token = this.#take()
    if (token.kind !== 'literal') throw this.#error(token)
    return token.literal
  }

  #isWord(text: string): boolean {
    const token = this.#peek()
    return token.kind === 'word' && token.text.toLowerCase() === text
  }

  #takeWord(text: string): boolean {
    if (!this.#isWord(text)) return false
    this.#next++
    return true
  }

  #takeMark(text: string): boolean {
    const token = this.#peek()
    if (token.kind !== 'mark' || token.text !== text) return false
    this.#next++
    return true
  }

  #expectMark(text: string): void {
    if (!this.#takeMark(text)) throw this.#error()
  }

  #error(token = this.#peek()) {
    return filterInvalid('Syntax error', token.at)
  }
}

function oneOf<Name extends string>(names: readonly Name[], word: string): Name | undefined {
  const lower = word.toLowerCase()
  return names.find((name) => name === lower)
}
