/**
 * What `$expand` asks for: navigations, each with its own options.
 * https://learn.microsoft.com/graph/query-parameters
 */

import type { Schema } from '../schema.ts'
import { expandNotAllowed, queryInvalid } from '../wire/errors.ts'
import { unknownExpansion } from './unserved-names.ts'

export interface Expansion {
  /** As the schema spells it. */
  readonly name: string
  /** What is asked of the reached objects, as a query: `$select=id&$expand=rules`. */
  readonly query: string
  /** How often the same navigation is followed; once where nothing is said. */
  readonly levels: number
  /** How `@odata.context` names it: `policy(rules())`. */
  readonly context: string
}

/** Navigations in one `$expand`, and how deep they may nest. Proposed: no limit is documented. */
const EXPANSIONS_MAX = 10
const DEPTH_MAX = 4
/** https://learn.microsoft.com/graph/api/user-list-manager (documented) */
const LEVELS_MAX = 1000

/**
 * Directory objects expand one relationship and nothing inside of it, and of the options inside only
 * `$select` is read, and `$levels` of managers (documented; that v1.0 answers `$select` is observed). Other
 * types expand several relationships, and may expand inside.
 * @throws GraphError 400 ExpandNotSupported
 */
export function expansionsOf(schema: Schema, text: string | undefined): readonly Expansion[] {
  if (text === undefined) return []
  const parts = splitOutside(text, ',')
  if (parts.length > (schema.expandsMany ? EXPANSIONS_MAX : 1)) throw expandNotAllowed(text)
  const found = parts.map((part) => expansionOf(schema, part))
  if (new Set(found.map(({ name }) => name)).size < found.length) throw expandNotAllowed(text)
  return found
}

function expansionOf(schema: Schema, part: string): Expansion {
  const [, named = '', inside] = /^\s*(\w+)\s*(?:\((.*)\)\s*)?$/s.exec(part) ?? []
  const known = schema.expandable.get(named.toLowerCase())
  if (!known) throw named === '' ? expandNotAllowed(part) : unknownExpansion(schema, named)
  let levels = 1
  const query: string[] = []
  for (const option of inside === undefined ? [] : splitOutside(inside, ';')) {
    const equals = option.indexOf('=')
    const name = option
      .slice(0, Math.max(0, equals))
      .trim()
      .toLowerCase()
      .replace(/^(?=\w)/, '$')
    const value = option.slice(equals + 1).trim()
    if (name === '$levels' && known.levels) levels = levelsOf(value)
    else if (name === '$select' || (name === '$expand' && schema.expandsMany))
      query.push(`${name}=${encodeURIComponent(value)}`)
    else throw expandNotAllowed(part)
  }
  return { name: known.name, query: query.join('&'), levels, context: `${known.name}(${contextOf(inside)})` }
}

/** What is selected and expanded inside, as `@odata.context` names it. */
const contextOf = (inside = ''): string =>
  splitOutside(inside, ';')
    .flatMap((option) => {
      const [name = '', value = ''] = option.split(/=(.*)/s)
      if (/^\s*\$?select\s*$/i.test(name)) return [value.replaceAll(' ', '')]
      return /^\s*\$?expand\s*$/i.test(name) ? splitOutside(value, ',').map(expandedContext) : []
    })
    .join(',')

function expandedContext(part: string): string {
  const [, name = '', inside] = /^\s*(\w+)\s*(?:\((.*)\)\s*)?$/s.exec(part) ?? []
  return `${name}(${contextOf(inside)})`
}

/** `max`, or a number. The refusal's text is inferred. */
function levelsOf(text: string): number {
  if (text.toLowerCase() === 'max') return LEVELS_MAX
  const levels = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (levels < 1 || levels > LEVELS_MAX)
    throw queryInvalid(`Invalid value '${text.slice(0, 32)}' for $levels query option found.`)
  return levels
}

/** At a separator outside of parentheses and quotes. @throws GraphError 400 where parentheses do not close */
export function splitOutside(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = []
  let [depth, start, quoted] = [0, 0, false]
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (char === "'") quoted = !quoted
    else if (quoted) continue
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === separator && depth === 0) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
    if (depth < 0 || depth > DEPTH_MAX) throw expandNotAllowed(text)
  }
  if (depth !== 0 || quoted) throw expandNotAllowed(text)
  return [...parts, text.slice(start)]
}
