/** The words of a membership rule. */
import { ruleUnreadable } from './refusals.ts'

export interface Token {
  readonly kind: 'mark' | 'operator' | 'word' | 'text' | 'bare' | 'end'
  /** Without quotes and hyphen, as written. */
  readonly text: string
  readonly at: number
  /** Where it ends. */
  readonly end: number
}

/** Microsoft's own pages write en dashes where a hyphen belongs, and the service takes them (inferred). */
const OPERATOR = /[-\u2013\u2014]([A-Za-z]+)/y
const WORD = /[A-Za-z_$][\w.]*/y
/** Numbers and times need no quotes. */
const BARE = /-?\d[\w:.+-]*/y

/** @throws GraphError 400 where a character cannot begin a word, or a quote is not closed */
export function tokensOf(rule: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < rule.length) {
    const char = rule.charAt(at)
    if (/\s/.test(char)) {
      at++
      continue
    }
    const token = tokenAt(rule, at, char)
    tokens.push(token)
    at = token.end
  }
  tokens.push({ kind: 'end', text: '', at, end: at })
  return tokens
}

function tokenAt(rule: string, at: number, char: string): Token {
  if ('()[],'.includes(char)) return { kind: 'mark', text: char, at, end: at + 1 }
  if (char === '"' || char === "'") return quoted(rule, at, char)
  for (const [kind, pattern] of [
    ['bare', BARE],
    ['operator', OPERATOR],
    ['word', WORD],
  ] as const) {
    pattern.lastIndex = at
    const found = pattern.exec(rule)
    if (found) return { kind, text: found[1] ?? found[0], at, end: at + found[0].length }
  }
  throw ruleUnreadable(`Invalid character '${char}' at position ${at}.`)
}

/** Inside quotes, a double quote is escaped by a backtick, and a single quote is written twice. */
function quoted(rule: string, start: number, quote: string): Token {
  let text = ''
  for (let at = start + 1; at < rule.length; at++) {
    const char = rule.charAt(at)
    const next = rule.charAt(at + 1)
    if (char === '`' && (next === '"' || next === '`')) {
      text += next
      at++
    } else if (char === quote && quote === "'" && next === "'") {
      text += "'"
      at++
    } else if (char === quote) return { kind: 'text', text, at: start, end: at + 1 }
    else text += char
  }
  throw ruleUnreadable(`Unterminated string at position ${start}.`)
}
