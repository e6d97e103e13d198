/** Which filters and sorts the directory answers at all, and which only as advanced queries. */
import {
  filterNotIndexed,
  filterUnsupported,
  orNotSupported,
  propertyUnknown,
  queryInvalid,
  sortUnsupported,
  tooManyOr,
} from '../errors.ts'
import type { Property, Schema } from '../resource.ts'
import type { Expression, Literal, Path } from './expression.ts'

/** Most clauses that `or` may join (observed). */
const OR_CLAUSES_MAX = 15

/**
 * True where the filter needs `ConsistencyLevel: eventual` and `$count=true`.
 * https://learn.microsoft.com/graph/aad-advanced-queries
 * @throws GraphError 400 for a property or operator that no query reaches
 */
export function checkFilter(schema: Schema, expression: Expression): boolean {
  const clauses = orClauses(expression)
  if (clauses > 0 && schema.orRefused) throw orNotSupported()
  if (clauses > OR_CLAUSES_MAX) throw tooManyOr(clauses, OR_CLAUSES_MAX)
  return new Rules(schema).advanced(expression)
}

/** @throws GraphError 400 Request_UnsupportedQuery for a property that sorts nothing */
export function checkSort(schema: Schema, name: string): boolean {
  const sort = schema.properties.get(name)?.sort
  if (!sort) throw sortUnsupported(name, schema.title)
  return sort === 'advanced'
}

class Rules {
  readonly #schema: Schema
  /** The lambda that the walk is in: its variable, and the collection that it runs over. Lambdas do not nest. */
  #variable = ''
  #element: Property | undefined

  constructor(schema: Schema) {
    this.#schema = schema
  }

  advanced(expression: Expression): boolean {
    switch (expression.kind) {
      case 'and':
      case 'or': {
        // Every part is looked at, since each may be refused.
        const parts = expression.of.map((one) => this.advanced(one))
        return parts.includes(true)
      }
      case 'not':
        this.advanced(expression.of)
        return true
      case 'compare':
        return this.#compare(expression)
      case 'in':
        if (expression.values.length > OR_CLAUSES_MAX)
          throw tooManyOr(expression.values.length, OR_CLAUSES_MAX)
        return expression.values.map((value) => this.#equal(expression.path, value)).includes(true)
      case 'call':
        return this.#call(expression)
      case 'lambda':
        return this.#lambda(expression)
    }
  }

  #compare({ op, path, value }: Expression & { kind: 'compare' }): boolean {
    if (path.at(-1) === '$count') {
      const [name, property] = this.#property(path)
      if (!property.collection || value.value !== 0 || (op !== 'eq' && op !== 'ne')) this.#refuse(name)
      return true
    }
    if (op === 'eq') return this.#equal(path, value)
    if (op === 'ne') {
      this.#equal(path, value)
      return true
    }
    const [name, property] = this.#filterable(path)
    this.#checkType(property, value)
    // Documented: only ge and le. https://learn.microsoft.com/graph/aad-advanced-queries
    if (op === 'gt' || op === 'lt' || property.type === 'Boolean' || value.type === 'null') this.#refuse(name)
    return property.filter === 'advanced'
  }

  #equal(path: Path, value: Literal): boolean {
    const [name, property] = this.#filterable(path)
    if (value.type !== 'null') {
      this.#checkType(property, value)
      return property.filter === 'advanced'
    }
    if (!property.filterNull) this.#refuse(name)
    return property.filterNull === 'advanced'
  }

  #call({ name: called, path }: Expression & { kind: 'call' }): boolean {
    const [name, property] = this.#filterable(path)
    if (property.type !== 'String' || called === 'contains') this.#refuse(name)
    if (called !== 'endswith') return property.filter === 'advanced'
    if (!property.endsWith) this.#refuse(name)
    return true
  }

  #lambda({ quantifier, path, variable, body }: Expression & { kind: 'lambda' }): boolean {
    const [name, property] = this.#property(path)
    if (quantifier === 'all' || !variable || !body || this.#element) return this.#refuse(name)
    if (!property.filter) throw filterNotIndexed()
    if (!property.collection) return this.#refuse(name)
    this.#element = property
    this.#variable = variable
    const advanced = this.advanced(body)
    this.#element = undefined
    return advanced || property.filter === 'advanced'
  }

  #filterable(path: Path): [string, Property] {
    const [name, property] = this.#property(path)
    if (!property.filter) throw filterNotIndexed()
    if (property.collection && property !== this.#element) this.#refuse(name)
    return [name, property]
  }

  #property(path: Path): [string, Property] {
    const [first = ''] = path
    if (this.#element && first === this.#variable) return [path.slice(1).join('/') || first, this.#element]
    const name = this.#schema.spelling.get(first.toLowerCase())
    const property = name === undefined ? undefined : this.#schema.properties.get(name)
    if (!name || !property) throw propertyUnknown(first, this.#schema.type)
    if (path.length > 1 && property.type !== 'Complex' && path[1] !== '$count')
      throw propertyUnknown(path[1] ?? '', this.#schema.type)
    return [path.join('/'), property]
  }

  #checkType(property: Property, { type }: Literal): void {
    const fits = TYPES[property.type]
    if (!fits.includes(type))
      throw queryInvalid(
        `Invalid filter clause: A value of type '${type}' does not fit 'Edm.${property.type}'.`,
      )
  }

  #refuse(name: string): never {
    throw filterUnsupported(name, this.#schema.title)
  }
}

const TYPES: Readonly<Record<Property['type'], readonly Literal['type'][]>> = {
  String: ['string'],
  Guid: ['string', 'guid'],
  Boolean: ['boolean'],
  Int32: ['number'],
  Int64: ['number'],
  DateTimeOffset: ['date'],
  Complex: ['string', 'guid', 'boolean', 'number', 'date'],
}

/** How many clauses stand under an `or`, all together. */
function orClauses(expression: Expression): number {
  switch (expression.kind) {
    case 'or':
      return expression.of.reduce((sum, one) => sum + Math.max(1, orClauses(one)), 0)
    case 'and':
      return expression.of.reduce((sum, one) => sum + orClauses(one), 0)
    case 'not':
      return orClauses(expression.of)
    case 'lambda':
      return expression.body ? orClauses(expression.body) : 0
    default:
      return 0
  }
}
