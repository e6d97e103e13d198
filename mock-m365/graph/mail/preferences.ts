/** The preferences of a `Prefer` header that Outlook applies. */
import type { Turn } from '../wire/turn.ts'

export interface Preferences {
  /** Ids that do not change with moves. https://learn.microsoft.com/graph/outlook-immutable-id */
  readonly immutable: boolean
  readonly bodyType: 'text' | 'html' | undefined
  /** Items a page; only for delta. */
  readonly pageSize: number | undefined
  /** The header that names the applied preferences; that it names the one for ids is inferred. */
  readonly headers: Readonly<Record<string, string>>
}

const PAGE_SIZE_MAX = 1000
const HEADER_LENGTH_MAX = 1024

export function preferencesOf({ arrival }: Turn): Preferences {
  const asked = (arrival.headers.prefer ?? '').slice(0, HEADER_LENGTH_MAX)
  const immutable = /\bIdType\s*=\s*"?ImmutableId"?/i.test(asked)
  const bodyType = /\boutlook\.body-content-type\s*=\s*"?(text|html)\b/i.exec(asked)?.[1]?.toLowerCase()
  const pageSize = Number(/\bodata\.maxpagesize\s*=\s*"?(\d{1,6})/i.exec(asked)?.[1] ?? 0)
  const applied = [
    ...(immutable ? ['IdType="ImmutableId"'] : []),
    ...(bodyType ? [`outlook.body-content-type="${bodyType}"`] : []),
    ...(pageSize > 0 ? [`odata.maxpagesize=${pageSize}`] : []),
  ]
  return {
    immutable,
    bodyType: bodyType === 'text' || bodyType === 'html' ? bodyType : undefined,
    pageSize: pageSize > 0 ? Math.min(pageSize, PAGE_SIZE_MAX) : undefined,
    headers: applied.length > 0 ? { 'Preference-Applied': applied.join(', ') } : {},
  }
}
