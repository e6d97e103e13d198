/** Compares an answer with the documented one: status, tree of properties, types, and the seeded values. */
import { isObject } from '../graph/wire/body.ts'
import { isPlaceholder } from './completing.ts'
import { record } from './documented-example.ts'

/** A difference between an answer and the documented one. */
export interface Difference {
  readonly kind: 'status' | 'missing' | 'type' | 'value' | 'context' | 'extra' | 'rows'
  /** Path of property names, `value/*` for any row; for a status, both statuses and the error's code. */
  readonly at: string
}

export interface Compared {
  readonly status: number
  readonly body: unknown
}

interface Rules {
  /** True where values were seeded, so they must come back; else the service sets them. */
  readonly exact: boolean
  /** The page shows only a part. */
  readonly truncated: boolean
}

export function differences(documented: Compared, actual: Compared, rules: Rules): Difference[] {
  if (documented.status !== actual.status) {
    const code = record(record(actual.body).error).code
    return [{ kind: 'status', at: `${actual.status} for ${documented.status}${code ? ` ${code}` : ''}` }]
  }
  if (documented.body === null || documented.status === 204) return []
  const shown = record(documented.body)
  const context = contextDifference(shown['@odata.context'], record(actual.body)['@odata.context'])
  return [...(context ? [context] : []), ...compare(documented.body, actual.body, '', rules)]
}

/** Annotations that may differ: addresses, and links that depend on the tenant's size. */
const SKIPPED =
  /^@odata\.(?:context|id|editLink|nextLink|deltaLink|etag)$|@odata\.(?:context|associationLink|navigationLink|nextLink)$|^@microsoft\.graph\./

function compare(documented: unknown, actual: unknown, at: string, rules: Rules): Difference[] {
  if (Array.isArray(documented)) return compareLists(documented, actual, at, rules)
  if (isObject(documented)) {
    if (!isObject(actual)) return [{ kind: 'type', at }]
    return compareObjects(documented, actual, at, rules)
  }
  // A printed null or placeholder means that any value is possible.
  if (documented === null || isPlaceholder(documented)) return []
  if (typeof documented !== typeof actual)
    return [{ kind: 'type', at: `${at}: ${typeOf(actual)} for ${typeof documented}` }]
  return rules.exact && !same(documented, actual) ? [{ kind: 'value', at }] : []
}

const typeOf = (value: unknown): string => (value === null ? 'null' : typeof value)

function compareObjects(
  documented: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  at: string,
  rules: Rules,
): Difference[] {
  const found: Difference[] = []
  for (const [name, value] of Object.entries(documented)) {
    if (SKIPPED.test(name)) continue
    const inner = at === '' ? name : `${at}/${name}`
    if (!Object.hasOwn(actual, name)) found.push({ kind: 'missing', at: inner })
    else
      found.push(
        ...compare(value, actual[name], inner, isOwnValue(name) ? { ...rules, exact: false } : rules),
      )
  }
  const isEntity = at === '' || at === 'value/*'
  if (!rules.truncated && isEntity)
    for (const name of Object.keys(actual))
      if (!name.includes('@') && !Object.hasOwn(documented, name))
        found.push({ kind: 'extra', at: `${at}/${name}` })
  return found
}

/** Values that the service or the tenant always sets itself. */
const isOwnValue = (name: string): boolean =>
  name.startsWith('@') ||
  /^(?:innerError|id|parentFolderId|changeKey|webLink|bodyPreview|uniqueBody)$|Count$/.test(name)

/** Each documented row is compared with the most similar actual row. */
function compareLists(
  documented: readonly unknown[],
  actual: unknown,
  at: string,
  rules: Rules,
): Difference[] {
  if (!Array.isArray(actual)) return [{ kind: 'type', at }]
  const left = [...actual]
  const found: Difference[] = []
  for (const one of documented) {
    const judged = left.map((row, place) => ({ place, differs: compare(one, row, `${at}/*`, rules) }))
    const ids = (row: unknown) => String(record(row).id).toLowerCase()
    const byId =
      record(one).id === undefined ? undefined : judged.find(({ place }) => ids(left[place]) === ids(one))
    const [first] = judged.sort((a, b) => a.differs.length - b.differs.length)
    const nearest = byId ?? first
    if (!nearest) {
      found.push({ kind: 'rows', at: `${at}/*` })
      continue
    }
    left.splice(nearest.place, 1)
    found.push(...nearest.differs)
  }
  return unique(found)
}

const unique = (found: readonly Difference[]): Difference[] => [
  ...new Map(found.map((one) => [`${one.kind} ${one.at}`, one])).values(),
]

/** Text is compared without regard to case, times by their moment. */
function same(documented: unknown, actual: unknown): boolean {
  if (documented === actual) return true
  if (typeof documented !== 'string' || typeof actual !== 'string') return false
  if (documented.toLowerCase() === actual.toLowerCase()) return true
  const time = Date.parse(documented)
  return /^\d{4}-\d\d-\d\dT/.test(documented) && time === Date.parse(actual)
}

/** A loose form: the type of the answer, without host, version, keys, selected properties and parents. */
function contextDifference(documented: unknown, actual: unknown): Difference | undefined {
  if (documented === undefined) return undefined
  const [wanted, given] = [fragmentOf(documented), fragmentOf(actual)]
  return wanted === given ? undefined : { kind: 'context', at: `${given} for ${wanted}` }
}

function fragmentOf(context: unknown): string {
  const [, fragment = ''] = /\$metadata#(.*)$/s.exec(String(context)) ?? []
  const bare = decodeURIComponent(fragment)
    .replace(/^collection\((.*)\)$/i, '$1')
    .replaceAll(/\([^()]*\)/g, '')
    .replaceAll(/\([^()]*\)/g, '')
    .toLowerCase()
  const isOne = bare.endsWith('/$entity')
  const last = bare.replace('/$entity', '').split('/').at(-1) ?? ''
  return `${last.replace(/^microsoft\.graph\./, '')}${isOne ? '/$entity' : ''}`
}
