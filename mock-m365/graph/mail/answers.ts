/**
 * Outlook's answers: unlike the directory's they have no resource units, an etag on each item, and the
 * applied preferences.
 */
import type { Entity } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import { shownValue } from '../odata/projection.ts'
import { type Schema, schemaIn } from '../schema.ts'
import { noContent, ok, plainCount } from '../wire/answer.ts'
import type { Turn } from '../wire/turn.ts'
import type { MailTurn } from './mailbox.ts'
import type { MailQuery } from './query.ts'

type Shape = Pick<MailQuery, 'select'>

/** How one kind of row is written: its schema, and the annotations before its properties. */
export interface RowStyle {
  readonly schema: Schema
  /** The schema of one row, where rows have different schemas. */
  readonly schemaOf?: (row: Entity) => Schema
  /** Properties that the caller's permission does not show. */
  readonly hidden?: ReadonlySet<string>
  readonly annotations?: (row: Entity) => Readonly<Record<string, unknown>>
  /** Members after the properties, such as what is expanded. */
  readonly more?: (row: Entity) => Readonly<Record<string, unknown>>
}

export const etagOf = (message: Entity): string => `W/"${message.changeKey}"`

export function rowOf(turn: Turn, style: RowStyle, { select }: Shape, row: Entity): Record<string, unknown> {
  const { hidden, annotations, more } = style
  const schema = schemaIn(turn, style.schemaOf?.(row) ?? style.schema)
  const shown: Record<string, unknown> = turn.annotated ? { ...annotations?.(row) } : {}
  for (const name of select ?? schema.shown)
    if (!hidden?.has(name)) shown[name] = shownValue(row, name, schema.properties.get(name))
  return { ...shown, ...more?.(row) }
}

/** `…/$metadata#users('x')/messages(subject)/$entity` */
export function contextMember(
  { turn, mailbox }: MailTurn,
  fragment: string,
  { select }: Shape,
  suffix = '',
): Record<string, unknown> {
  if (!turn.annotated) return {}
  // The id is always there, but the context does not name it (observed).
  const named = select?.filter((name) => name !== 'id') ?? []
  const names = named.length > 0 ? `(${named.join(',')})` : ''
  const { arrival, version } = turn
  return {
    '@odata.context': `${arrival.origin}/${version}/$metadata#${mailbox.context}/${fragment}${names}${suffix}`,
  }
}

export function answerJson(
  turn: Turn,
  status: 200 | 201,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return outlook(ok(turn, status, { body: JSON.stringify(body), headers }))
}

export const answerNothing = (turn: Turn): Answer => outlook(noContent(turn))
export const answerNumber = (turn: Turn, count: number): Answer => outlook(plainCount(turn, count))

/** A body that is not JSON: the MIME text of a message, the bytes of a file. */
export function answerRaw(turn: Turn, contentType: string, body: string | Uint8Array<ArrayBuffer>): Answer {
  const { headers } = answerNothing(turn)
  return { status: 200, headers: { ...headers, 'Content-Type': contentType }, body }
}

/** Units are the directory's (documented in its throttling page only). */
function outlook({ status, headers, body }: Answer): Answer {
  const { 'x-ms-resource-unit': _, ...own } = headers
  return { status, headers: own, body }
}

/** One page by `$skip`, and the link to the next. https://learn.microsoft.com/graph/paging */
export function pageOf<Row>(
  { arrival }: Turn,
  rows: readonly Row[],
  { skip, top, repeated, count }: MailQuery,
): { readonly page: readonly Row[]; readonly members: Readonly<Record<string, unknown>> } {
  const end = skip + (top ?? PAGE_SIZE_DEFAULT)
  const options = repeated === '' ? '' : `${repeated}&`
  const next = `${arrival.origin}${arrival.path}?${options}$skip=${end}`
  return {
    page: rows.slice(skip, end),
    members: {
      ...(count ? { '@odata.count': rows.length } : {}),
      ...(end < rows.length && end > skip ? { '@odata.nextLink': next } : {}),
    },
  }
}

/** https://learn.microsoft.com/graph/api/user-list-messages; for folders inferred. */
const PAGE_SIZE_DEFAULT = 10
