/**
 * The `$`-options as Outlook reads them: it pages by `$skip`, filters by any property, and refuses sorts that its
 * store has no index for. https://learn.microsoft.com/graph/api/user-list-messages
 */
import { type Entity, fold } from '../../base.ts'
import { orderOf, type Test, testOf } from '../odata/evaluate.ts'
import type { Expression, Literal } from '../odata/expression.ts'
import { parseFilter } from '../odata/filter.ts'
import type { EdmType, Schema } from '../schema.ts'
import { notEmulated } from '../wire/errors.ts'
import { partsOf, repeatedOption, unsupportedOption } from '../wire/query-string.ts'
import { inefficientFilter, pageSizeInvalid, parseUri } from './errors.ts'
import { type Expansion, mailExpansionsOf } from './messages/expand.ts'
import { bareNames } from './messages/extension-names.ts'
import { selectedNames, spelled } from './messages/selected-names.ts'

export interface MailSort {
  /** The path from the outer property in: `from/emailAddress/address`. */
  readonly path: readonly string[]
  readonly descending: boolean
}

export interface MailQuery {
  /** Properties in the schema's order, the id always among them; undefined for the default ones. */
  readonly select: readonly string[] | undefined
  readonly test: Test | undefined
  readonly orderBy: readonly MailSort[]
  /** Properties that decide which rows come, and in which order. */
  readonly asks: readonly string[]
  /** Undefined where the caller named no number. */
  readonly top: number | undefined
  readonly skip: number
  readonly count: boolean
  readonly includesHidden: boolean
  /** What comes with each message in addition to its properties. */
  readonly expand: readonly Expansion[]
  readonly changeType: string | undefined
  readonly skipToken: string | undefined
  readonly deltaToken: string | undefined
  /** Options that the next page's link repeats. */
  readonly repeated: string
}

/** https://learn.microsoft.com/graph/api/user-list-messages (documented) */
const TOP_MAX = 1000
const SKIP_MAX = 0x7fffffff

const OPTIONS: ReadonlySet<string> = new Set([
  '$select',
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$expand',
  '$format',
  '$skiptoken',
  '$deltatoken',
  'includehiddenfolders',
  'changetype',
])

/** @throws GraphError 400 RequestBroker--ParseUri, 400 InefficientFilter, 501 for `$search` */
export function mailQueryOf(schema: Schema, text: string): MailQuery {
  const { options, repeated } = optionsOf(text)
  const filter = options.get('$filter')
  const expression = filter === undefined ? undefined : parseFilter(bareNames(filter))
  const filtered = expression ? propertiesOf(schema, expression) : []
  const orderBy = sortsOf(schema, options.get('$orderby'))
  // Sorted properties must come first in the filter, in the same order (documented).
  if (expression && orderBy.some(({ path: [name] }, i) => filtered[i] !== name)) throw inefficientFilter()
  const spelling = (name: string) =>
    navigationIn(schema, [name]) ?? schema.spelling.get(name.toLowerCase()) ?? name
  return {
    select: selectedNames(schema, options.get('$select')),
    test: expression && testOf(expression, spelling),
    orderBy,
    asks: [...filtered, ...orderBy.map(({ path: [name = ''] }) => name)],
    top: numberOf('$top', options.get('$top'), TOP_MAX),
    skip: numberOf('$skip', options.get('$skip'), SKIP_MAX) ?? 0,
    count: options.get('$count')?.toLowerCase() === 'true',
    includesHidden: options.get('includehiddenfolders')?.toLowerCase() === 'true',
    expand: mailExpansionsOf(schema, options.get('$expand')),
    changeType: options.get('changetype'),
    skipToken: options.get('$skiptoken'),
    deltaToken: options.get('$deltatoken'),
    repeated,
  }
}

/** Rows that the filter accepts, in the order asked for; else in the given order. */
export function selected(rows: readonly Entity[], { test, orderBy }: MailQuery): readonly Entity[] {
  const found = test ? rows.filter((row) => test(row)) : rows
  return orderBy.length > 0 ? ordered(found, orderBy) : found
}

/** Equal rows keep the given order; rows without a value come first. */
export function ordered(rows: readonly Entity[], orderBy: readonly MailSort[]): Entity[] {
  return rows.toSorted((left, right) => {
    for (const { path, descending } of orderBy) {
      const [a, b] = [fold(valueAt(left, path)), fold(valueAt(right, path))]
      const order = orderOf(a, b) ?? orderOf(Number(a), Number(b)) ?? Number(a !== null) - Number(b !== null)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

function valueAt(row: Entity, path: readonly string[]): unknown {
  let value: unknown = row
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null
    value = Reflect.get(value, step)
  }
  return value ?? null
}

function optionsOf(text: string): { options: Map<string, string>; repeated: string } {
  const options = new Map<string, string>()
  const repeated: string[] = []
  for (const { name, text: part, value } of partsOf(text, parseUri)) {
    if (name === '$search') throw notEmulated()
    if (name.startsWith('$') && !OPTIONS.has(name)) throw parseUri(unsupportedOption(name))
    if (!NOT_REPEATED.has(name)) repeated.push(part)
    if (!OPTIONS.has(name)) continue
    if (options.has(name)) throw parseUri(repeatedOption(name))
    options.set(name, value())
  }
  return { options, repeated: repeated.join('&') }
}

/** Options that differ from page to page. */
const NOT_REPEATED = new Set(['$skip', '$skiptoken', '$deltatoken'])

function sortsOf(schema: Schema, text: string | undefined): MailSort[] {
  if (text === undefined) return []
  return text.split(',').map((part) => {
    const [name = '', direction = 'asc', ...rest] = part.trim().split(/ +/)
    const folded = direction.toLowerCase()
    if (rest.length > 0 || (folded !== 'asc' && folded !== 'desc'))
      throw parseUri(`Syntax error at position 0 in '${part.slice(0, 64)}'.`)
    const [first = '', ...inside] = name.split('/')
    const property = spelled(schema, first)
    if (schema.properties.get(property)?.collection) throw inefficientFilter()
    return { path: [property, ...inside], descending: folded === 'desc' }
  })
}

function numberOf(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  const number = /^\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (!(number <= max)) throw pageSizeInvalid(option, text, max)
  return number
}

/** Properties in the order in which a filter names them, without the variables of lambdas. */
function propertiesOf(schema: Schema, expression: Expression): string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of.flatMap((one) => propertiesOf(schema, one))
    case 'not':
      return propertiesOf(schema, expression.of)
    case 'in':
      return [checked(schema, expression.path, expression.values)]
    case 'compare':
      return [checked(schema, expression.path, [expression.value])]
    case 'call':
      return [checked(schema, expression.path, [{ type: 'string', value: '' }])]
    case 'lambda':
      return [navigationIn(schema, expression.path) ?? spelled(schema, expression.path[0] ?? '')]
  }
}

/**
 * Navigations that a filter may enter.
 * https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get
 */
const FILTERED = ['extensions', 'singleValueExtendedProperties']
const navigationIn = ({ type }: Schema, [first = '']: readonly string[]): string | undefined =>
  type === 'message' ? FILTERED.find((name) => name.toLowerCase() === first.toLowerCase()) : undefined

function checked(schema: Schema, path: readonly string[], values: readonly Literal[]): string {
  const name = spelled(schema, path[0] ?? '')
  const property = schema.properties.get(name)
  if (!property || path.length > 1) return name
  for (const { type } of values)
    if (type !== 'null' && !FITS[property.type].includes(type))
      throw parseUri(
        `A binary operator with incompatible types was detected. Found operand types 'Edm.${property.type}' and '${type}'.`,
      )
  return name
}

const FITS: Readonly<Record<EdmType, readonly Literal['type'][]>> = {
  String: ['string', 'guid'],
  Guid: ['string', 'guid'],
  Boolean: ['boolean'],
  Int32: ['number'],
  Int64: ['number'],
  DateTimeOffset: ['date'],
  Complex: [],
}
