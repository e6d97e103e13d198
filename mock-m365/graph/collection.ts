/** How lists are answered: filtered, searched, sorted, counted, paged, projected. */
import { type Entity, fold, type Kind } from '../base.ts'
import type { View } from '../tenant.ts'
import type { Answer } from '../wire.ts'
import { ok, plainCount } from './answer.ts'
import { countNotSupported, pageTokenExpired, queryUnsupported, searchNeedsHeader } from './errors.ts'
import { orderOf } from './odata/evaluate.ts'
import { projectionOf } from './odata/projection.ts'
import { type Query, queryOf, type Sort } from './odata/query.ts'
import { pageOf, skipTokenOf } from './odata/skip-token.ts'
import type { Schema } from './resource.ts'
import type { Turn } from './turn.ts'

/** A list that can be asked for. */
export interface Listing {
  readonly schema: Schema
  /** `$metadata` fragment: `users`, `directoryObjects`. */
  readonly context: string
  readonly cost: number
  readonly rows: (view: View) => readonly Entity[]
  /** Kind under which the rows are stored, where the tenant's indexes hold exactly these rows. */
  readonly indexed?: Kind
  /** For mixed lists: what each row is. */
  readonly typeOf?: (entity: Entity) => { readonly schema: Schema; readonly annotation: string } | undefined
  /** Text of an expanded navigation, as a JSON member. */
  readonly expand?: (turn: Turn, entity: Entity, name: string) => string
}

/** One page. https://learn.microsoft.com/graph/paging */
export function answerList(turn: Turn, listing: Listing): Answer {
  const query = queryOf(listing.schema, turn.arrival.query)
  checkConsistency(turn, query)
  const { page, rows } = rowsOf(turn, listing, query)
  const end = page.offset + query.pageSize
  const items: string[] = []
  for (let i = page.offset; i < Math.min(end, rows.length); i++) {
    const row = rows[i]
    if (row) items.push(`{${rowText(turn, listing, query, row)}}`)
  }
  const head = [...contextOf(turn, listing, query)]
  // A count is given only on the first page, and silently not at all without the header (documented).
  if (query.count && isEventual(turn) && query.skipToken === undefined)
    head.push(`"@odata.count":${rows.length}`)
  if (end < rows.length) {
    const token = skipTokenOf({ ...page, offset: end }, query.fingerprint)
    const options = query.repeated === '' ? '' : `${query.repeated}&`
    const { origin, path } = turn.arrival
    head.push(`"@odata.nextLink":${JSON.stringify(`${origin}${path}?${options}$skiptoken=${token}`)}`)
  }
  head.push(`"value":[${items.join(',')}]`)
  return ok(turn, 200, { body: `{${head.join(',')}}`, cost: costOf(listing.cost, query) })
}

/** `/$count`: an advanced query by itself. */
export function answerCount(turn: Turn, listing: Listing): Answer {
  if (!isEventual(turn)) throw countNotSupported()
  const query = queryOf(listing.schema, turn.arrival.query)
  return plainCount(turn, select(turn.tenant, listing, query).length)
}

/** What a request costs in resource units. https://learn.microsoft.com/graph/throttling-limits */
export function costOf(base: number, query: Query): number {
  const saved = (query.select ? 1 : 0) + (query.topUnder20 ? 1 : 0)
  return Math.max(1, base - saved + query.expand.length)
}

/** `#users(id,displayName)`, as answers name what they hold. */
export function contextText(turn: Turn, fragment: string, query: Query, suffix = ''): string {
  const names = [...(query.select ?? []), ...query.expand.map((name) => `${name}()`)]
  const selected = names.length > 0 ? `(${names.join(',')})` : ''
  return `"@odata.context":${JSON.stringify(`${turn.arrival.origin}/${turn.version}/$metadata#${fragment}${selected}${suffix}`)}`
}

const contextOf = (turn: Turn, listing: Listing, query: Query): string[] =>
  turn.annotated ? [contextText(turn, listing.context, query)] : []

const isEventual = (turn: Turn): boolean =>
  turn.arrival.headers.consistencylevel?.trim().toLowerCase() === 'eventual'

/** https://learn.microsoft.com/graph/aad-advanced-queries */
function checkConsistency(turn: Turn, query: Query): void {
  if (isEventual(turn) && (query.count || !query.advanced)) return
  // Links do not carry the header, and a page asked for without it is answered like an old link (observed).
  if (query.skipToken !== undefined && (query.advanced || query.search)) throw pageTokenExpired()
  if (query.search && !isEventual(turn)) throw searchNeedsHeader()
  if (query.advanced) throw queryUnsupported()
}

interface Cursor {
  readonly page: { readonly offset: number; readonly position: number }
  readonly rows: readonly Entity[]
}

/** The last long list of each tenant, so that reading it page by page costs a page each time. */
const lastLists = new WeakMap<object, { key: string; position: number; rows: readonly Entity[] }>()

function rowsOf(turn: Turn, listing: Listing, query: Query): Cursor {
  const { tenant } = turn
  const now = tenant.position
  const page =
    query.skipToken === undefined
      ? { offset: 0, position: now }
      : pageOf(query.skipToken, query.fingerprint, now)
  const path = turn.arrival.path
  const key = `${path}?${query.repeated}`
  const last = lastLists.get(tenant)
  if (query.skipToken !== undefined && last?.key === key && last.position === page.position)
    return { page, rows: last.rows }
  const view = page.position === now ? tenant : tenant.before(page.position)
  const rows = select(view, listing, query)
  if (rows.length > query.pageSize) lastLists.set(tenant, { key, position: page.position, rows })
  return { page, rows }
}

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

/** Nulls come first, as in ascending order of a database; ties keep the list's order. */
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

/** The inside of one row: its type where types are mixed, its properties, what is expanded. */
export function rowText(
  turn: Turn,
  listing: Pick<Listing, 'schema' | 'typeOf' | 'expand'>,
  query: Query,
  row: Entity,
): string {
  const type = listing.typeOf?.(row)
  const own = projectionOf(type?.schema ?? listing.schema, query.select).textOf(row)
  const parts = own === '' ? [] : [own]
  if (turn.annotated && type) parts.unshift(`"@odata.type":"${type.annotation}"`)
  for (const name of query.expand) if (listing.expand) parts.push(listing.expand(turn, row, name))
  return parts.join(',')
}
