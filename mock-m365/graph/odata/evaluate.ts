/** A filter's tree as a test over entities. Text compares without regard to case, as the directory does. */
import { type Entity, fold } from '../../base.ts'
import type { Comparison, Expression, Literal, Path } from './expression.ts'

/** Whether the entity matches. `variables` holds the current elements of lambdas. */
export type Test = (entity: Entity, variables?: Readonly<Record<string, unknown>>) => boolean

/** The property as the entity spells it, for a name as the caller spelled it. */
export type Spelling = (name: string) => string

export function testOf(expression: Expression, spelling: Spelling): Test {
  switch (expression.kind) {
    case 'compare': {
      const read = reader(expression.path, spelling)
      const holds = comparison(expression.op, meant(expression.value))
      return (entity, variables) => holds(read(entity, variables))
    }
    case 'in': {
      const read = reader(expression.path, spelling)
      const tests = expression.values.map((value) => comparison('eq', meant(value)))
      return (entity, variables) => {
        const value = read(entity, variables)
        return tests.some((holds) => holds(value))
      }
    }
    case 'call': {
      const read = reader(expression.path, spelling)
      const part = expression.value.toLowerCase()
      const holds = CALLS[expression.name]
      return (entity, variables) => {
        const text = read(entity, variables)
        return typeof text === 'string' && holds(text.toLowerCase(), part)
      }
    }
    case 'lambda':
      return lambda(expression, spelling)
    case 'not': {
      const test = testOf(expression.of, spelling)
      return (entity, variables) => !test(entity, variables)
    }
    default: {
      const tests = expression.of.map((one) => testOf(one, spelling))
      return expression.kind === 'and'
        ? (entity, variables) => tests.every((test) => test(entity, variables))
        : (entity, variables) => tests.some((test) => test(entity, variables))
    }
  }
}

/**
 * A condition that an index answers: `property eq 'text'`, alone or joined by `and`. It finds a superset of
 * the whole filter's matches.
 */
export function indexable(
  expression: Expression,
  spelling: Spelling,
): { property: string; value: unknown } | undefined {
  if (expression.kind === 'and') {
    for (const one of expression.of) {
      const found = indexable(one, spelling)
      if (found) return found
    }
    return undefined
  }
  if (expression.kind !== 'compare' || expression.op !== 'eq' || expression.path.length !== 1)
    return undefined
  const { type, value } = expression.value
  const [name] = expression.path
  return name && (type === 'string' || type === 'guid') ? { property: spelling(name), value } : undefined
}

const CALLS = {
  startswith: (text: string, part: string) => text.startsWith(part),
  endswith: (text: string, part: string) => text.endsWith(part),
  contains: (text: string, part: string) => text.includes(part),
}

function lambda(expression: Expression & { kind: 'lambda' }, spelling: Spelling): Test {
  const { path, quantifier, variable, body } = expression
  const read = reader(path, spelling)
  if (!variable || !body) {
    return (entity, variables) => {
      const elements = read(entity, variables)
      return Array.isArray(elements) && elements.length > 0
    }
  }
  const inside = (name: string) => (name === variable ? name : spelling(name))
  const test = testOf(body, inside)
  return (entity, variables) => {
    const elements = read(entity, variables)
    if (!Array.isArray(elements)) return false
    const holds = (element: unknown) => test(entity, { ...variables, [variable]: element })
    return quantifier === 'any' ? elements.some(holds) : elements.every(holds)
  }
}

function reader(path: Path, spelling: Spelling) {
  const [first = '', ...rest] = path
  const own = spelling(first)
  return (entity: Entity, variables?: Readonly<Record<string, unknown>>): unknown => {
    let value: unknown = variables && Object.hasOwn(variables, first) ? variables[first] : entity[own]
    for (const step of rest) value = stepInto(value, step)
    return value ?? null
  }
}

function stepInto(value: unknown, step: string): unknown {
  if (step === '$count') return Array.isArray(value) ? value.length : 0
  if (typeof value !== 'object' || value === null) return null
  if (Object.hasOwn(value, step)) return Reflect.get(value, step)
  // Names are compared without regard to case, also inside of a value (observed).
  const spelled = Object.keys(value).find((name) => name.toLowerCase() === step.toLowerCase())
  return spelled === undefined ? null : Reflect.get(value, spelled)
}

const comparable = (value: unknown): unknown => fold(value ?? null)

/** Dates become milliseconds, so that one instant has one value however it is written. */
const meant = (literal: Literal): unknown =>
  literal.type === 'date' ? Date.parse(literal.value) : comparable(literal.value)

function comparison(op: Comparison, wanted: unknown): (value: unknown) => boolean {
  const isTime = typeof wanted === 'number'
  const read = (value: unknown) =>
    isTime && typeof value === 'string' ? Date.parse(value) : comparable(value)
  if (op === 'eq') return (value) => read(value) === wanted
  if (op === 'ne') return (value) => read(value) !== wanted
  return (value) => {
    const order = orderOf(read(value), wanted)
    if (order === undefined) return false
    if (op === 'gt') return order > 0
    if (op === 'ge') return order >= 0
    return op === 'lt' ? order < 0 : order <= 0
  }
}

/** Negative, zero or positive; undefined where the two cannot be ordered, null among them. */
export function orderOf(left: unknown, right: unknown): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  if (typeof left === 'number' && typeof right === 'number')
    return Number.isNaN(left) || Number.isNaN(right) ? undefined : left - right
  return undefined
}
