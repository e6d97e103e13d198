/** The `$`-options of a request, read once per text and schema. https://learn.microsoft.com/graph/query-parameters */
import QuickLRU from 'quick-lru'
import { hash32 } from '../../seeded-ids.ts'
import type { Schema } from '../schema.ts'
import { pageSizeInvalid, queryInvalid, queryUnsupported, selectionUnknown } from '../wire/errors.ts'
import { partsOf, repeatedOption, unsupportedOption } from '../wire/query-string.ts'
import { indexable, type Test, testOf } from './evaluate.ts'
import { type Expansion, expansionsOf } from './expand.ts'
import { firstNames } from './expression.ts'
import { parseFilter } from './filter.ts'
import { checkFilter, checkSort } from './rules.ts'
import { searchedNames, searchOf } from './search.ts'
import { isNavigationOf, unknownName } from './unserved-names.ts'

const PAGE_SIZE_DEFAULT = 100
const PAGE_SIZE_MAX = 999

export interface Sort {
  readonly name: string
  readonly descending: boolean
}

export interface Query {
  /** Properties in the order asked for; undefined for the default ones. */
  readonly select: readonly string[] | undefined
  readonly test: Test | undefined
  /** A condition of the filter that an index answers. */
  readonly index: { readonly property: string; readonly value: unknown } | undefined
  readonly search: Test | undefined
  readonly orderBy: readonly Sort[]
  /** Properties that decide which rows come, and in which order. */
  readonly asks: readonly string[]
  readonly pageSize: number
  /** Whether the caller named the page size. */
  readonly isSized: boolean
  /** Whether `$top` asked for few enough to cost less. */
  readonly topUnder20: boolean
  readonly count: boolean
  readonly expand: readonly Expansion[]
  readonly skipToken: string | undefined
  /** True where the query needs `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advanced: boolean
  /** Text that the next page's link repeats. */
  readonly repeated: string
  /** Says which list a page token belongs to. */
  readonly fingerprint: number
}

const QUERIES_MAX = 512
const read = new WeakMap<Schema, QuickLRU<string, Query>>()

/** @param text the query as sent @throws GraphError 400 for what the schema does not allow */
export function queryOf(schema: Schema, text: string): Query {
  let known = read.get(schema)
  if (!known) {
    known = new QuickLRU({ maxSize: QUERIES_MAX })
    read.set(schema, known)
  }
  let query = known.get(text)
  if (!query) {
    query = parseQuery(schema, text)
    known.set(text, query)
  }
  return query
}

function parseQuery(schema: Schema, text: string): Query {
  const { options, repeated } = optionsOf(text)
  const filter = options.get('$filter')
  const expression = filter === undefined ? undefined : parseFilter(filter)
  const spelling = (name: string) => schema.spelling.get(name.toLowerCase()) ?? name
  const search = options.get('$search')
  const orderBy = sortsOf(schema, options.get('$orderby'))
  const top = options.get('$top')
  const pageSize = pageSizeOf(top)
  const expand = expansionsOf(schema, options.get('$expand'))
  // A filter together with a sort is always an advanced query.
  const advanced =
    (expression ? checkFilter(schema, expression) : false) ||
    orderBy.map(({ name }) => checkSort(schema, name)).includes(true) ||
    (expression !== undefined && orderBy.length > 0)
  if (expand.length > 0 && (advanced || search !== undefined)) throw queryUnsupported()
  return {
    select: selectOf(schema, options.get('$select')),
    test: expression && testOf(expression, spelling),
    index: expression && indexable(expression, spelling),
    search: search === undefined ? undefined : searchOf(schema, search),
    orderBy,
    asks: [
      ...(expression ? firstNames(expression).map(spelling) : []),
      ...(search === undefined ? [] : searchedNames(search).map(spelling)),
      ...orderBy.map(({ name }) => name),
    ],
    pageSize,
    isSized: top !== undefined,
    topUnder20: top !== undefined && pageSize < 20,
    count: options.get('$count')?.toLowerCase() === 'true',
    expand,
    skipToken: options.get('$skiptoken'),
    advanced,
    repeated,
    fingerprint: hash32(repeated),
  }
}

const OPTIONS = new Set([
  '$select',
  '$filter',
  '$orderby',
  '$top',
  '$count',
  '$search',
  '$expand',
  '$skiptoken',
  '$format',
])

/**
 * Names without `$` are the caller's own.
 * @param allowed options that the list answers @throws GraphError 400 for others, and for a repeated option
 */
export function optionsOf(
  text: string,
  allowed: ReadonlySet<string> = OPTIONS,
): { options: Map<string, string>; repeated: string } {
  const options = new Map<string, string>()
  const repeated: string[] = []
  for (const { name, text: part, value } of partsOf(text, queryInvalid)) {
    if (name !== '$skiptoken') repeated.push(part)
    if (!name.startsWith('$')) continue
    // That $skip is not served on directory objects is documented.
    if (!allowed.has(name)) throw queryInvalid(unsupportedOption(name))
    if (options.has(name)) throw queryInvalid(repeatedOption(name))
    options.set(name, value())
  }
  return { options, repeated: repeated.join('&') }
}

function selectOf(schema: Schema, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  const names = new Set<string>()
  for (const part of text.split(',')) {
    const name = part.trim()
    if (name === '*') return undefined
    const spelled = schema.spelling.get(name.toLowerCase())
    // A navigation may be named, but is not shown (observed: azuread provider of Terraform selects
    // `manager`).
    if (!spelled && (schema.navigations.has(name.toLowerCase()) || isNavigationOf(schema, name))) continue
    if (!spelled) throw unknownName(schema, name, selectionUnknown)
    names.add(spelled)
  }
  return [...names]
}

function sortsOf(schema: Schema, text: string | undefined): Sort[] {
  if (text === undefined) return []
  return text.split(',').map((part) => {
    const [name = '', direction = 'asc', ...rest] = part.trim().split(/ +/)
    const spelled = schema.spelling.get(name.toLowerCase())
    if (!spelled) throw unknownName(schema, name)
    const folded = direction.toLowerCase()
    if (rest.length > 0 || (folded !== 'asc' && folded !== 'desc'))
      throw queryInvalid(`Syntax error at position 0 in '${part.slice(0, 64)}'.`)
    return { name: spelled, descending: folded === 'desc' }
  })
}

function pageSizeOf(top: string | undefined): number {
  if (top === undefined) return PAGE_SIZE_DEFAULT
  const size = /^-?\d{1,9}$/.test(top.trim()) ? Number(top) : Number.NaN
  if (!(size >= 1 && size <= PAGE_SIZE_MAX)) throw pageSizeInvalid(top, PAGE_SIZE_MAX)
  return size
}
