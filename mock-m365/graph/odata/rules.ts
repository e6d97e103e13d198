/** Which filters and sorts the directory answers, and which only as advanced queries. */

import type { Property, Schema } from '../schema.ts'
import {
  filterNotIndexed,
  filterUnknown,
  filterUnsupported,
  orNotSupported,
  propertyUnknown,
  queryInvalid,
  sortUnsupported,
  tooManyOr,
} from '../wire/errors.ts'
import type { Expression, Literal, Path } from './expression.ts'
import { type Operator, reachesInto, supportOf } from './filter-support.ts'
import { insideOf, unknownName } from './unserved-names.ts'

/** Most clauses that `or` may join (observed). */
const OR_CLAUSES_MAX = 15

/**
 * True where the filter needs `ConsistencyLevel: eventual` and `$count=true`.
 * https://learn.microsoft.com/graph/aad-advanced-queries
 * @throws GraphError 400 for a property or operator that cannot be queried
 */
export function checkFilter(schema: Schema, expression: Expression): boolean {
  const clauses = orClauses(expression)
  if (clauses > 0 && schema.orRefused) throw orNotSupported()
  if (clauses > OR_CLAUSES_MAX) throw tooManyOr(clauses, OR_CLAUSES_MAX)
  return new Rules(schema).advanced(expression)
}

/** @throws GraphError 400 Request_UnsupportedQuery for a property that cannot sort */
export function checkSort(schema: Schema, name: string): boolean {
  const sort = schema.properties.get(name)?.sort
  if (!sort) throw sortUnsupported(name, schema.title)
  return sort === 'advanced'
}

/** What a path leads to: its name in messages, its name in the published table, and its property. */
interface Target {
  readonly name: string
  readonly row: string
  readonly property: Property
}

class Rules {
  readonly #schema: Schema
  /** The current lambda: its variable, and the collection that it runs over. Lambdas do not nest. */
  #variable = ''
  #element: Target | undefined

  constructor(schema: Schema) {
    this.#schema = schema
  }

  advanced(expression: Expression): boolean {
    switch (expression.kind) {
      case 'and':
      case 'or': {
        // Every part is judged, since each may be refused.
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
      const { name, property } = this.#target(path)
      if (!property.collection || value.value !== 0 || (op !== 'eq' && op !== 'ne')) this.#refuse(name)
      return true
    }
    if (op === 'eq') return this.#equal(path, value)
    if (op === 'ne') {
      this.#equal(path, value)
      return true
    }
    const target = this.#target(path)
    this.#checkType(target, value)
    // Documented: only ge and le. https://learn.microsoft.com/graph/aad-advanced-queries
    if (op === 'gt' || op === 'lt' || target.property.type === 'Boolean' || value.type === 'null')
      return this.#refuse(target.name)
    return this.#needsAdvanced(target, op, target.property.filter)
  }

  #equal(path: Path, value: Literal): boolean {
    const target = this.#target(path)
    const { property } = target
    if (value.type === 'null') {
      this.#checkOne(target)
      const stated = supportOf(this.#schema.type, target.row, 'null')
      if (stated === undefined && !property.filter) throw filterNotIndexed()
      if (stated === undefined && !property.filterNull) this.#refuse(target.name)
      return this.#needsAdvanced(target, 'null', property.filterNull)
    }
    const needsAdvanced = this.#needsAdvanced(target, 'eq', property.filter)
    this.#checkType(target, value)
    return needsAdvanced
  }

  #call({ name: called, path }: Expression & { kind: 'call' }): boolean {
    const target = this.#target(path)
    const { name, row, property } = target
    const needsAdvanced = this.#needsAdvanced(target, 'startsWith', property.filter)
    const isText = property.type === 'String' || supportOf(this.#schema.type, row, 'startsWith') !== undefined
    if (!isText || called === 'contains') this.#refuse(name)
    if (called !== 'endswith') return needsAdvanced
    if (!property.endsWith) this.#refuse(name)
    return true
  }

  #lambda({ quantifier, path, variable, body }: Expression & { kind: 'lambda' }): boolean {
    const target = this.#target(path)
    const { name, row, property } = target
    // The question whether the list is empty is documented for licences:
    // https://learn.microsoft.com/graph/api/group-list
    if (name === 'assignedLicenses' && quantifier === 'any' && !variable && !this.#element) return false
    if (quantifier === 'all' || !variable || !body || this.#element) return this.#refuse(name)
    const isReached = reachesInto(this.#schema.type, row)
    if (!property.filter && !isReached) throw filterNotIndexed()
    if (!property.collection && path.length === 1) return this.#refuse(name)
    this.#element = target
    this.#variable = variable
    const advanced = this.advanced(body)
    this.#element = undefined
    return advanced || (!isReached && property.filter === 'advanced')
  }

  /** The published table decides; where it says nothing, the property's own row does. */
  #needsAdvanced(target: Target, operator: Operator, own: 'default' | 'advanced' | undefined): boolean {
    this.#checkOne(target)
    const stated = supportOf(this.#schema.type, target.row, operator)
    if (stated === 'unsupported') this.#refuse(target.name)
    if (stated === undefined && !own) throw filterNotIndexed()
    return (stated ?? own) === 'advanced'
  }

  /** A list cannot be compared as one value. */
  #checkOne({ name, property }: Target): void {
    if (property.collection && property !== this.#element?.property) this.#refuse(name)
  }

  #target(path: Path): Target {
    const [first = '', ...rest] = path
    const element = this.#element
    if (element && first === this.#variable) {
      const inside = insideOf(this.#schema, [...element.row.split('/'), ...rest], filterUnknown)
      if (inside) throw inside
      return {
        name: rest.join('/') || first,
        row: [element.row, '*', ...rest].join('/'),
        property: element.property,
      }
    }
    const name = this.#schema.spelling.get(first.toLowerCase())
    const property = name === undefined ? undefined : this.#schema.properties.get(name)
    if (!name || !property) throw unknownName(this.#schema, path.join('/'), filterUnknown)
    const inside = rest[0] === '$count' ? undefined : insideOf(this.#schema, path, filterUnknown)
    if (inside) throw inside
    if (rest.length > 0 && property.type !== 'Complex' && rest[0] !== '$count')
      throw propertyUnknown(rest[0] ?? '', this.#schema.type)
    return { name: path.join('/'), row: [name, ...rest].join('/'), property }
  }

  #checkType({ property }: Target, { type }: Literal): void {
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

/** How many clauses are under an `or`, counted together. */
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
