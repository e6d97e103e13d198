/** Parser of membership rules, with limits on length, depth and the work of a pattern. */
import { DAY_MS } from '../../times.ts'
import { patternOf } from './pattern.ts'
import { itemProperty, type RuleProperty, ruleProperty, type Subject } from './properties.ts'
import {
  objectsMixed,
  objectTypeInvalid,
  objectTypeMissing,
  operandsInvalid,
  propertyWrong,
  ruleUnreadable,
} from './refusals.ts'
import { type Condition, type MembershipRule, OPERATORS, type Operand, type Operator } from './rule.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Characters. https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership (documented) */
const RULE_LENGTH_MAX = 3072
/** Parentheses and negations within one another (proposed). */
const DEPTH_MAX = 64
/** https://learn.microsoft.com/entra/identity/users/groups-dynamic-rule-member-of (documented) */
const MEMBER_OF_MAX = 50
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * @param extensions names of users' extensions, in lower case; any name is accepted where it is absent
 * @throws GraphError 400 in the service's words
 */
export function ruleOf(text: string, extensions?: ReadonlySet<string>): MembershipRule {
  if (text.length > RULE_LENGTH_MAX)
    throw ruleUnreadable(`The rule is longer than ${RULE_LENGTH_MAX} characters.`)
  return new Parser(text, extensions).parse()
}

/** What a comparison may name: properties of the object, or of an item of one of its lists. */
type Scope = { readonly item: RuleProperty['type'] } | undefined

class Parser {
  readonly #rule: string
  readonly #tokens: readonly Token[]
  readonly #extensions: ReadonlySet<string> | undefined
  #next = 0
  #depth = 0
  #subject: Subject | undefined

  constructor(rule: string, extensions: ReadonlySet<string> | undefined) {
    this.#rule = rule
    this.#extensions = extensions
    this.#tokens = tokensOf(rule)
  }

  parse(): MembershipRule {
    const condition = this.#directReports() ?? this.#or(undefined)
    if (this.#peek().kind !== 'end') throw this.#unexpected()
    if (!this.#subject) throw objectTypeMissing()
    // These two cannot be combined with another rule (documented), so the parser reads them only alone.
    if (!isAlone(condition) && holdsMemberOf(condition)) throw operandsInvalid('any')
    return { subject: this.#subject, condition }
  }

  /** `Direct Reports for "{object id}"`: a rule that cannot be joined to another. */
  #directReports(): Condition | undefined {
    const words = ['direct', 'reports', 'for']
    if (!words.every((word, i) => isWord(this.#tokens[i], word))) return undefined
    this.#next = words.length
    const id = this.#take()
    if (id.kind !== 'text' || !GUID.test(id.text)) throw operandsInvalid('for')
    this.#subject = 'user'
    return { is: 'direct reports', managerId: id.text.toLowerCase() }
  }

  #or(scope: Scope): Condition {
    return this.#joined('or', () => this.#joined('and', () => this.#not(scope)))
  }

  #joined(is: 'and' | 'or', term: () => Condition): Condition {
    const terms = [term()]
    while (this.#takesOperator(is)) terms.push(term())
    const [only] = terms
    return terms.length === 1 && only ? only : { is, terms }
  }

  #not(scope: Scope): Condition {
    if (!this.#takesOperator('not')) return this.#primary(scope)
    return this.#nested(() => ({ is: 'not', term: this.#not(scope) }))
  }

  #primary(scope: Scope): Condition {
    if (!this.#takesMark('(')) return this.#comparison(scope)
    return this.#nested(() => {
      const inside = this.#or(scope)
      if (!this.#takesMark(')')) throw this.#unexpected()
      return inside
    })
  }

  #comparison(scope: Scope): Condition {
    const named = this.#take()
    if (named.kind !== 'word') throw this.#unexpected(named)
    const { name, property } = scope ? itemNamed(scope.item, named.text) : this.#propertyNamed(named.text)
    const sign = this.#take()
    const operator = sign.text.toLowerCase()
    if (sign.kind !== 'operator' && sign.kind !== 'word') throw this.#unexpected(sign)
    if (operator === 'any' || operator === 'all') return this.#items(name, property, operator)
    if (!isOperator(operator)) throw this.#unexpected(sign)
    if (property.type === 'plans' || property.type === 'groups') throw operandsInvalid(sign.text)
    const operand = this.#operand(property, operator, sign.text)
    const text = this.#rule.slice(named.at, this.#tokens[this.#next - 1]?.end)
    return { is: 'comparison', property: name, operator, operand, text }
  }

  #propertyNamed(text: string): { name: string; property: RuleProperty } {
    const [object = '', ...rest] = text.split('.')
    const subject = object.toLowerCase()
    if (rest.length === 0) throw objectTypeMissing()
    if (subject !== 'user' && subject !== 'device') throw objectTypeInvalid()
    if (this.#subject && this.#subject !== subject) throw objectsMixed()
    this.#subject = subject
    const name = rest.join('.')
    const found = ruleProperty(subject, name)
    const isAdded = /^extension_/i.test(name)
    if (!found || (isAdded && this.#extensions?.has(name.toLowerCase()) === false))
      throw propertyWrong(name, subject === 'user' ? 'User' : 'Device')
    return found
  }

  #items(name: string, property: RuleProperty, operator: 'any' | 'all'): Condition {
    const { type } = property
    if (type === 'groups' && operator === 'any') return this.#memberOf()
    if (type !== 'texts' && type !== 'plans') throw operandsInvalid(operator)
    // After the parentheses names mean the object again, as in common rules (inferred: by the page's table of
    // precedence, -any would reach to the rule's end).
    const term = this.#nested(() => this.#not({ item: type }))
    return { is: 'items', property: name, all: operator === 'all', term }
  }

  /** `user.memberOf -any (group.objectId -in ['…'])`: the only form (documented). */
  #memberOf(): Condition {
    const isOpen = this.#takesMark('(')
    const named = this.#take()
    if (named.text.toLowerCase() !== 'group.objectid') throw propertyWrong(named.text, 'Group')
    if (!this.#takesOperator('in')) throw operandsInvalid('any')
    const ids = this.#list('in').map((id) => id.toLowerCase())
    if (isOpen && !this.#takesMark(')')) throw this.#unexpected()
    if (ids.length === 0 || ids.length > MEMBER_OF_MAX || !ids.every((id) => GUID.test(id)))
      throw operandsInvalid('in')
    return { is: 'member of', groupIds: ids }
  }

  #operand({ type }: RuleProperty, operator: Operator, written: string): Operand {
    if (operator === 'in' || operator === 'notin') {
      if (type !== 'text' && type !== 'texts') throw operandsInvalid(written)
      return { type: 'list', values: this.#list(written) }
    }
    const token = this.#take()
    const equality = operator === 'eq' || operator === 'ne'
    const lower = token.text.toLowerCase().replace(/^\$/, '')
    if (token.kind === 'word' && lower === 'null' && equality) return { type: 'null' }
    if (type === 'boolean') {
      if (!equality || (lower !== 'true' && lower !== 'false')) throw operandsInvalid(written)
      return { type: 'boolean', value: lower === 'true' }
    }
    if (type === 'time') return this.#time(token, operator, written)
    if (token.kind !== 'text' || operator === 'le' || operator === 'ge') throw operandsInvalid(written)
    if (operator === 'match' || operator === 'notmatch')
      return { type: 'pattern', pattern: patternOf(token.text) }
    return { type: 'text', value: token.text }
  }

  /** A time, or `system.now` with `-plus` or `-minus` so many days: `p1d`. Longer units are not documented. */
  #time({ text }: Token, operator: Operator, written: string): Operand {
    if (!['eq', 'ne', 'le', 'ge'].includes(operator)) throw operandsInvalid(written)
    if (text.toLowerCase() !== 'system.now') {
      const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
      if (Number.isNaN(at)) throw operandsInvalid(written)
      return { type: 'time', at }
    }
    const sign = this.#takesOperator('plus') ? 1 : this.#takesOperator('minus') ? -1 : 0
    if (sign === 0) return { type: 'now', plusMs: 0 }
    const [, days] = /^p(\d{1,5})d$/i.exec(this.#take().text) ?? []
    if (days === undefined) throw operandsInvalid(sign > 0 ? 'plus' : 'minus')
    return { type: 'now', plusMs: sign * Number(days) * DAY_MS }
  }

  #list(operator: string): string[] {
    const values: string[] = []
    if (!this.#takesMark('[')) throw operandsInvalid(operator)
    while (!this.#takesMark(']')) {
      const token = this.#take()
      if (token.kind !== 'text' && token.kind !== 'bare') throw operandsInvalid(operator)
      values.push(token.text)
      if (!this.#takesMark(',') && this.#peek().text !== ']') throw this.#unexpected()
    }
    return values
  }

  #nested(inside: () => Condition): Condition {
    if (++this.#depth > DEPTH_MAX) throw ruleUnreadable('The rule is nested too deep.')
    const condition = inside()
    this.#depth--
    return condition
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? END
  }

  #take(): Token {
    const token = this.#peek()
    this.#next++
    return token
  }

  #takesMark(text: string): boolean {
    const { kind, text: found } = this.#peek()
    if (kind !== 'mark' || found !== text) return false
    this.#next++
    return true
  }

  /** With or without its hyphen (documented). */
  #takesOperator(name: string): boolean {
    const { kind, text } = this.#peek()
    if ((kind !== 'operator' && kind !== 'word') || text.toLowerCase() !== name) return false
    this.#next++
    return true
  }

  #unexpected(token = this.#peek()): Error {
    const what = token.kind === 'end' ? 'The rule ends too early.' : `Unexpected '${token.text}'`
    return ruleUnreadable(token.kind === 'end' ? what : `${what} at position ${token.at}.`)
  }
}

const END: Token = { kind: 'end', text: '', at: 0, end: 0 }
const isWord = (token: Token | undefined, word: string) =>
  token?.kind === 'word' && token.text.toLowerCase() === word
const isOperator = (text: string): text is Operator => OPERATORS.some((one) => one === text)
const isAlone = ({ is }: Condition) => is === 'member of'

function itemNamed(type: RuleProperty['type'], text: string): { name: string; property: RuleProperty } {
  const property = itemProperty(type, text)
  if (!property) throw propertyWrong(text, type === 'plans' ? 'AssignedPlan' : 'String')
  return { name: text.slice(text.indexOf('.') + 1), property }
}

function holdsMemberOf(condition: Condition): boolean {
  if (condition.is === 'member of') return true
  if (condition.is === 'and' || condition.is === 'or') return condition.terms.some(holdsMemberOf)
  return condition.is === 'not' && holdsMemberOf(condition.term)
}
