/** Messages as stored and as shown. https://learn.microsoft.com/graph/api/resources/message */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import { idMalformed, idOfOtherMailbox, itemNotFound } from '../errors.ts'
import { recoverableId } from '../folders/folders.ts'
import { contentsOf } from '../folders/search-folders.ts'
import { outlookId, readOutlookId } from '../outlook-ids.ts'
import type { Preferences } from '../preferences.ts'

/** What Mail.ReadBasic does not show. https://learn.microsoft.com/graph/permissions-reference#mailreadbasicall */
export const BEYOND_BASIC: ReadonlySet<string> = new Set([
  'body',
  'bodyPreview',
  'uniqueBody',
  'attachments',
  'extensions',
  'singleValueExtendedProperties',
])

export const messageKeyOf = (userId: string, key: unknown): string => `${userId}/${key}`

/** Everything that a list over the whole mailbox shows; without messages that are deleted but recoverable. */
function inMailbox(view: View, userId: string): Entity[] {
  const recoverable = recoverableId(userId)
  return view.find('messages', 'mailbox', userId).filter((one) => one.parentFolderId !== recoverable)
}

export const inPlace = (view: View, userId: string, folder: Entity | undefined): readonly Entity[] =>
  folder ? contentsOf(view, userId, folder) : inMailbox(view, userId)

/**
 * A message by its id, regular or immutable. A regular id ends with the next move (documented).
 * @throws GraphError 400 ErrorInvalidIdMalformed, 404 ErrorItemNotFound, 404 ErrorInvalidMailboxItemId
 */
export function getMessage(view: View, userId: string, named: string): Entity {
  const id = readOutlookId(named)
  if (id?.kind !== 'item' && id?.kind !== 'immutable') throw idMalformed()
  if (id.userId !== userId) throw idOfOtherMailbox()
  const found = view.get('messages', messageKeyOf(userId, id.key))
  if (!found || (id.kind === 'item' && found.id !== named)) throw itemNotFound()
  return found
}

export const messageIdOf = (message: Entity, { immutable }: Pick<Preferences, 'immutable'>): string =>
  immutable ? outlookId('immutable', String(message.mailbox), String(message.key)) : String(message.id)

/** The message as asked for: with a regular or immutable id, its link, and its body as text or as it is. */
export function shownMessage(message: Entity, preferences: Preferences): Entity {
  const id = messageIdOf(message, preferences)
  const body = bodyAs(message.body, preferences.bodyType)
  return {
    ...message,
    id,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(id)}&exvsurl=1&viewmodel=ReadMessageItem`,
    body,
    // The new part of a reply is not separated from the quoted part (proposed).
    uniqueBody: body,
  }
}

export interface ItemBody {
  readonly contentType: 'text' | 'html'
  readonly content: string
}

/**
 * Exchange stores one form and converts it to the other on request.
 * https://learn.microsoft.com/graph/api/message-get
 */
function bodyAs(stored: unknown, wanted: Preferences['bodyType']): ItemBody {
  const body = itemBodyOf(stored)
  if (!wanted || wanted === body.contentType) return body
  return wanted === 'text'
    ? { contentType: 'text', content: textOf(body) }
    : { contentType: 'html', content: `<html><body>${escaped(body.content)}</body></html>` }
}

export function itemBodyOf(stored: unknown): ItemBody {
  if (typeof stored !== 'object' || stored === null) return { contentType: 'text', content: '' }
  const contentType = Reflect.get(stored, 'contentType') === 'html' ? 'html' : 'text'
  return { contentType, content: String(Reflect.get(stored, 'content') ?? '') }
}

/** The body's text without markup. It suffices for a preview; it is not a rendering. */
export function textOf({ contentType, content }: ItemBody): string {
  if (contentType === 'text') return content
  const bare = content.replace(/<(style|script)\b[^>]*>[^<]*<\/\1>/gi, '').replace(/<[^>]*>/g, '')
  return bare.replace(/&(lt|gt|amp|quot|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '').trim()
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ' }

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')
