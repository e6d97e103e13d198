/** What a query asks for: rows of the answer need it, though the page may not show it. */
import type { Entity } from '../base.ts'

const VALUE = String.raw`('(?:[^']|'')*'|[^\s()',]+)`
const FUNCTION = new RegExp(String.raw`(?:startswith|endswith|contains)\(([\w/]+),\s*${VALUE}\)`, 'gi')
const COMPARISON = new RegExp(String.raw`([\w/]+) (?:eq|ge|le) ${VALUE}`, 'g')
const MEMBERSHIP = new RegExp(String.raw`([\w/]+) in \(\s*${VALUE}`, 'gi')
const LAMBDA = /([\w/]+)\/any\s*\(\s*(\w+)\s*:(.*?)\)(?=\s*(?:$|\)|and\b|or\b|&))/gi
const NEGATED = /\bnot\s*\((?:[^()]|\([^()]*\))*\)|\bnot\s+\w+\([^()]*\)/gi

/** @param query as it is sent, encoded or not @returns what an object must have so that the filter and the search let it through */
export function wanted(query: string): Entity {
  const filter = optionOf(query, 'filter').replace(NEGATED, '')
  const found: Record<string, unknown> = {}
  const rest = filter.replaceAll(LAMBDA, (_, path: string, variable: string, inside: string) => {
    put(found, path, [elementOf(variable, inside)])
    return ''
  })
  for (const pattern of [FUNCTION, COMPARISON, MEMBERSHIP])
    for (const [, path = '', value = ''] of rest.matchAll(pattern)) put(found, path, literal(value))
  const [, name, word] = /"(\w+):([^"]+)"/.exec(optionOf(query, 'search')) ?? []
  if (name !== undefined) put(found, name, word)
  return found
}

function optionOf(query: string, name: string): string {
  const text = new RegExp(String.raw`\$${name}=([^&]*)`, 'i').exec(query)?.[1] ?? ''
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** What one element of a list must be: a value, or an object with values. */
function elementOf(variable: string, inside: string): unknown {
  const own = inside.replaceAll(new RegExp(String.raw`\b${variable}/`, 'g'), '')
  const object: Record<string, unknown> = {}
  for (const pattern of [FUNCTION, COMPARISON, MEMBERSHIP])
    for (const [, path = '', value = ''] of own.matchAll(pattern)) {
      if (path === variable) return literal(value)
      put(object, path, literal(value))
    }
  return object
}

/** The first thing that is asked of a property stands: of alternatives, one is enough. */
function put(into: Record<string, unknown>, path: string, value: unknown): void {
  const [first = '', ...rest] = path.split('/')
  if (first.startsWith('$')) return
  if (rest.length === 0) {
    if (!Object.hasOwn(into, first)) into[first] = value
    return
  }
  const inner = into[first] ?? {}
  into[first] = inner
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
    put(inner as Record<string, unknown>, rest.join('/'), value)
}

const literal = (text: string): unknown =>
  text.startsWith("'")
    ? text.slice(1, -1).replaceAll("''", "'")
    : Object.hasOwn(LITERALS, text)
      ? LITERALS[text]
      : text

const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null }
