/** Answers of lists: filtered, searched, sorted, counted, paged, projected. */
import { type Entity, fold, type Kind } from '../../base.ts'
import type { Rows } from '../../long-list.ts'
import type { View } from '../../tenant.ts'
import type { Answer } from '../../wire.ts'
import { orderOf } from '../odata/evaluate.ts'
import type { Expansion } from '../odata/expand.ts'
import { projectionOf } from '../odata/projection.ts'
import { type Query, queryOf, type Sort } from '../odata/query.ts'
import type { RowBytes } from '../odata/row-bytes.ts'
import { pageOf, skipTokenOf } from '../odata/skip-token.ts'
import { type Schema, schemaIn } from '../schema.ts'
import { ok, plainCount } from '../wire/answer.ts'
import {
  countNotSupported,
  notEmulated,
  pageTokenExpired,
  queryUnsupported,
  requestDenied,
  searchNeedsHeader,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** A list that can be asked for. */
export interface Listing {
  readonly schema: Schema
  /** `$metadata` fragment: `users`, `directoryObjects`. */
  readonly context: string
  readonly cost: number
  readonly rows: (view: View) => readonly Entity[]
  /** Kind under which the rows are stored, where the tenant's indexes hold exactly these rows. */
  readonly indexed?: Kind
  /** For mixed lists: the type of each row. */
  readonly typeOf?: (entity: Entity) => { readonly schema: Schema; readonly annotation: string } | undefined
  /** Text of an expanded navigation, as a JSON member. */
  readonly expand?: (turn: Turn, entity: Entity, expansion: Expansion) => string
  /** True where even a plain read is an advanced query, as for casts of transitive lists (documented). */
  readonly advanced?: true
  /** Properties that the caller may see and query; all where absent. */
  readonly names?: ReadonlySet<string>
  readonly shown?: (row: Entity) => Entity
  /** Refuses a query. */
  readonly checkAsked?: (turn: Turn, query: Query) => void
  /** True where one page has everything unless the caller asks for less. */
  readonly inOnePage?: true
}

/** One page. https://learn.microsoft.com/graph/paging */
export function answerList(turn: Turn, listing: Listing): Answer {
  const schema = schemaIn(turn, listing.schema)
  const query = queryOf(schema, turn.arrival.query)
  checkStored(schema, query)
  listing.checkAsked?.(turn, query)
  const head = turn.annotated ? [contextText(turn, listing.context, query)] : []
  const isPlain = !listing.typeOf && !listing.shown && query.expand.length === 0 && turn.metadata !== 'full'
  const bytes = isPlain ? projectionOf(schema, query.select).bytes : undefined
  return answerPage(
    turn,
    listing,
    query,
    head,
    (row) => `{${rowText(turn, listing, query, listing.shown?.(row) ?? row)}}`,
    bytes,
  )
}

/**
 * `/$ref`: addresses of the objects, without their properties.
 * https://learn.microsoft.com/graph/api/group-list-members
 */
export function answerReferences(turn: Turn, listing: Listing): Answer {
  const query = queryOf(schemaIn(turn, listing.schema), turn.arrival.query)
  const { origin } = turn.arrival
  const head = turn.annotated
    ? [`"@odata.context":${JSON.stringify(`${origin}/${turn.version}/$metadata#Collection($ref)`)}`]
    : []
  return answerPage(turn, listing, query, head, (row) => {
    const type = listing.typeOf?.(row)?.schema.type ?? listing.schema.type
    return `{"@odata.id":${JSON.stringify(addressOf(turn, type, row))}}`
  })
}

function answerPage(
  turn: Turn,
  listing: Listing,
  query: Query,
  head: string[],
  textOf: (row: Entity) => string,
  bytes?: RowBytes,
): Answer {
  checkConsistency(turn, query, listing)
  checkNames(query, listing)
  const { page, rows } = rowsOf(turn, listing, query)
  const size = listing.inOnePage && !query.isSized ? rows.length : query.pageSize
  const end = page.offset + size
  const shown = rows.slice(page.offset, end)
  // Only the first page has a count; without the header it has none, silently (documented).
  if (query.count && isEventual(turn) && query.skipToken === undefined)
    head.push(`"@odata.count":${rows.length}`)
  if (end < rows.length) {
    const token = skipTokenOf({ ...page, offset: end }, query.fingerprint)
    const options = query.repeated === '' ? '' : `${query.repeated}&`
    const { origin, path } = turn.arrival
    head.push(`"@odata.nextLink":${JSON.stringify(`${origin}${path}?${options}$skiptoken=${token}`)}`)
  }
  const [start, close] = [`{${[...head, '"value":['].join(',')}`, ']}']
  const body =
    bytes && shown.length >= BYTES_FROM
      ? bytes.pageOf(start, shown, close)
      : `${start}${shown.map(textOf).join(',')}${close}`
  return ok(turn, 200, { body, cost: costOf(listing.cost, query) })
}

/** From this many rows a page is put together from bytes; for fewer rows that is slower. */
const BYTES_FROM = 100

/** `/$count`: an advanced query by itself. */
export function answerCount(turn: Turn, listing: Listing): Answer {
  if (!isEventual(turn)) throw countNotSupported()
  const query = queryOf(schemaIn(turn, listing.schema), turn.arrival.query)
  checkNames(query, listing)
  return plainCount(turn, select(turn.tenant, listing, query).length)
}

/** What a request costs in resource units. https://learn.microsoft.com/graph/throttling-limits */
export function costOf(base: number, query: Query): number {
  const saved = (query.select ? 1 : 0) + (query.topUnder20 ? 1 : 0)
  return Math.max(1, base - saved + query.expand.length)
}

/** `#users(id,displayName)`, as answers name their content. */
export function contextText(turn: Turn, fragment: string, query: Query, suffix = ''): string {
  const names = [...(query.select ?? []), ...query.expand.map(({ context }) => context)]
  const selected = names.length > 0 ? `(${names.join(',')})` : ''
  return `"@odata.context":${JSON.stringify(`${turn.arrival.origin}/${turn.version}/$metadata#${fragment}${selected}${suffix}`)}`
}

/** Whether the caller accepts a replica that lags, as advanced queries require. */
export const isEventual = (turn: Turn): boolean =>
  turn.arrival.headers.consistencylevel?.trim().toLowerCase() === 'eventual'

/** https://learn.microsoft.com/graph/aad-advanced-queries */
function checkConsistency(turn: Turn, query: Query, { advanced: always }: Listing): void {
  const advanced = query.advanced || always === true
  if (isEventual(turn) && query.count && query.expand.some(({ levels }) => levels === 1))
    throw queryUnsupported()
  if (isEventual(turn) && (query.count || !advanced)) return
  // Links do not carry the header, and a page asked for without it is answered like an old link (observed).
  if (query.skipToken !== undefined && (advanced || query.search)) throw pageTokenExpired()
  if (query.search && !isEventual(turn)) throw searchNeedsHeader()
  if (advanced) throw queryUnsupported()
}

/** A filter by a hidden property would reveal it (observed as refused). */
function checkNames({ asks }: Query, { names }: Listing): void {
  if (names && asks.some((name) => !names.has(name))) throw requestDenied()
}

/** Values that another service stores are shown for one object at a time (documented). */
function checkStored(schema: Schema, { select }: Query): void {
  if (select?.some((name) => schema.properties.get(name)?.ofOne)) throw notEmulated()
}

interface Cursor {
  readonly page: { readonly offset: number; readonly position: number }
  readonly rows: Rows
}

function rowsOf(turn: Turn, listing: Listing, query: Query): Cursor {
  const { tenant, cloud } = turn
  const now = tenant.position
  const page =
    query.skipToken === undefined
      ? { offset: 0, position: now }
      : pageOf(query.skipToken, query.fingerprint, now)
  const key = listKeyOf(turn, listing, query, page.position)
  // Stored rows are the same at the same position; derived ones may depend on the time.
  const isSteady = query.skipToken !== undefined || listing.indexed !== undefined
  const known = isSteady ? cloud.lists.get(tenant, key) : undefined
  if (known) return { page, rows: known }
  const { indexed } = listing
  const isNow = page.position === now
  const rows =
    isNow && indexed && isUnasked(query)
      ? tenant.rows(indexed)
      : select(isNow ? tenant : tenant.before(page.position), listing, query)
  if (rows.length > query.pageSize) cloud.lists.keep(tenant, key, rows)
  return { page, rows }
}

/**
 * Everything that decides which rows a list has, and in which order. Callers see different parts of related
 * objects.
 */
function listKeyOf(
  { arrival, claims }: Turn,
  { indexed }: Listing,
  { repeated }: Query,
  position: number,
): string {
  const { oid, roles, scp, wids } = claims
  const caller = indexed ? '' : JSON.stringify([oid, roles, scp, wids])
  return `${position} ${arrival.path}?${repeated} ${caller}`
}

const isUnasked = ({ test, search, index, orderBy }: Query): boolean =>
  !test && !search && !index && orderBy.length === 0

function select(view: View, listing: Listing, query: Query): readonly Entity[] {
  const { test, search, orderBy } = query
  let rows = candidates(view, listing, query)
  if (test) rows = rows.filter((row) => test(row))
  if (search) rows = rows.filter((row) => search(row))
  return orderBy.length > 0 ? sorted(rows, orderBy) : rows
}

function candidates(view: View, { indexed, rows }: Listing, { index }: Query): readonly Entity[] {
  if (!indexed || !index) return rows(view)
  if (index.property !== 'id') return view.find(indexed, index.property, index.value)
  const one = view.get(indexed, String(index.value).toLowerCase())
  return one ? [one] : []
}

/** Nulls come first, as in ascending order of a database; equal rows keep the list's order. */
function sorted(rows: readonly Entity[], orderBy: readonly Sort[]): Entity[] {
  return rows.toSorted((left, right) => {
    for (const { name, descending } of orderBy) {
      const [a, b] = [fold(left[name] ?? null), fold(right[name] ?? null)]
      const order = orderOf(a, b) ?? Number(a !== null) - Number(b !== null)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

/** The inside of one row: its type where types are mixed, its properties, its expanded navigations. */
export function rowText(
  turn: Turn,
  listing: Pick<Listing, 'schema' | 'typeOf' | 'expand'>,
  query: Query,
  row: Entity,
): string {
  const type = listing.typeOf?.(row)
  const schema = schemaIn(turn, type?.schema ?? listing.schema)
  const own = projectionOf(schema, namesBeside(schema, query)).textOf(row)
  const parts = own === '' ? [] : [own]
  if (turn.metadata === 'full') parts.unshift(fullText(turn, schema, row))
  else if (turn.annotated && type) parts.unshift(`"@odata.type":"${type.annotation}"`)
  for (const expansion of query.expand) if (listing.expand) parts.push(listing.expand(turn, row, expansion))
  return parts.join(',')
}

/** An expanded navigation is not also shown as a property. */
function namesBeside(schema: Schema, { select, expand }: Query): readonly string[] | undefined {
  if (expand.length === 0 || !expand.some(({ name }) => schema.properties.has(name))) return select
  return (select ?? schema.shown).filter((one) => !expand.some(({ name }) => name === one))
}

/** Which annotations `odata.metadata=full` adds is OData's rule; that Graph adds these is inferred. */
function fullText(turn: Turn, { type }: Schema, row: Entity): string {
  const address = JSON.stringify(addressOf(turn, type, row))
  return `"@odata.type":"#microsoft.graph.${type}","@odata.id":${address},"@odata.editLink":${address}`
}

/** The internal form in which the directory names an object (observed). */
function addressOf({ arrival, tenant }: Turn, type: string, { id }: Entity): string {
  const title = type.charAt(0).toUpperCase() + type.slice(1)
  return `${arrival.origin}/v2/${tenant.id}/directoryObjects/${id}/Microsoft.DirectoryServices.${title}`
}
