/**
 * What the product reads and changes in one mailbox. Ids of messages are immutable ones: they stay the same when a
 * message is moved, so that a message that was put aside is found again wherever it is.
 * https://learn.microsoft.com/graph/outlook-immutable-id
 */
import { M365Error } from './errors.ts'
import type { Row } from './exchange.ts'
import type { GraphCall } from './graph.ts'
import { repeatable } from './retry.ts'
import { absentAsUndefined, type Session, unlessAbsent } from './session.ts'

/** Where a message is. */
export interface MessageHead {
  readonly id: string
  readonly parentFolderId: string
  readonly isDraft: boolean
  /** Milliseconds since the epoch, in whole seconds. */
  readonly receivedAt: number
}

export interface MessageText extends MessageHead {
  readonly internetMessageId: string
  readonly subject: string
  readonly sender: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string }
  readonly hasAttachments: boolean
}

export interface MailFolder {
  readonly id: string
  readonly displayName: string
  readonly isHidden: boolean
}

const IMMUTABLE = { Prefer: 'IdType="ImmutableId"' }
const PAGE = 100
const HEAD = 'id,parentFolderId,isDraft,receivedDateTime'
const TEXT = `${HEAD},internetMessageId,subject,from,sender,hasAttachments,internetMessageHeaders,body`

const pathOf = (user: string): string => `/users/${encodeURIComponent(user)}`
export const messagePath = (user: string, id: string): string =>
  `${pathOf(user)}/messages/${encodeURIComponent(id)}`
const folderPath = (user: string, id: string): string =>
  `${pathOf(user)}/mailFolders/${encodeURIComponent(id)}`

/** One call, not repeated. @throws M365Error */
export const sendImmutably = (session: Session, call: GraphCall): Promise<unknown> =>
  session.graph.send({ ...call, headers: { ...IMMUTABLE, ...call.headers } })

/** Undefined if the service says twice, a minute apart, that it is not there. Repeats passing failures. @throws M365Error */
const read = (session: Session, path: string): Promise<unknown> =>
  unlessAbsent(session.ports, () =>
    repeatable(session.ports, () => sendImmutably(session, { method: 'GET', path })),
  )

/** Where a message is; undefined where it is gone. @throws M365Error */
export async function findMessage(
  session: Session,
  user: string,
  id: string,
): Promise<MessageHead | undefined> {
  const row = await read(session, `${messagePath(user, id)}?$select=${HEAD}`)
  return row === undefined ? undefined : headOf(row)
}

/** The same, asked once: it may be behind. @throws M365Error */
export async function glimpseMessage(
  session: Session,
  user: string,
  id: string,
): Promise<MessageHead | undefined> {
  const path = `${messagePath(user, id)}?$select=${HEAD}`
  const row = await sendImmutably(session, { method: 'GET', path }).catch(absentAsUndefined)
  return row === undefined ? undefined : headOf(row)
}

/** A message with headers and body; undefined where it is gone. @throws M365Error */
export async function readMessage(
  session: Session,
  user: string,
  id: string,
): Promise<MessageText | undefined> {
  const row = await read(session, `${messagePath(user, id)}?$select=${TEXT}`)
  if (row === undefined) return undefined
  const { internetMessageId, subject, from, sender, hasAttachments, internetMessageHeaders, body } =
    row as Row
  return {
    ...headOf(row),
    internetMessageId: text(internetMessageId),
    subject: text(subject),
    sender: addressOf(from) ?? addressOf(sender) ?? '',
    headers: Array.isArray(internetMessageHeaders)
      ? internetMessageHeaders.map(({ name, value }) => ({ name: text(name), value: text(value) }))
      : [],
    body: {
      contentType: member(body, 'contentType') === 'html' ? 'html' : 'text',
      content: text(member(body, 'content')),
    },
    hasAttachments: hasAttachments === true,
  }
}

/** The files of a message, in Base64. What is attached as an item or as a link has no bytes. @throws M365Error */
export async function readAttachments(session: Session, user: string, id: string) {
  const rows = await session.list(`${messagePath(user, id)}/attachments`)
  return rows.map(({ name, contentBytes }) => ({ name: text(name), contentBytes: text(contentBytes) }))
}

/** A folder that has a well-known name or an id; undefined where it is gone. @throws M365Error */
export async function findFolder(
  session: Session,
  user: string,
  named: string,
): Promise<MailFolder | undefined> {
  const row = await read(session, `${folderPath(user, named)}?$select=id,displayName,isHidden`)
  return row === undefined ? undefined : folderOf(row)
}

/**
 * Folders of that name directly under the root, hidden ones included. Not repeated.
 * https://learn.microsoft.com/graph/api/user-list-mailfolders
 */
export async function foldersNamed(session: Session, user: string, name: string): Promise<MailFolder[]> {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`)
  const path = `${pathOf(user)}/mailFolders?includeHiddenFolders=true&$filter=${filter}&$select=id,displayName,isHidden`
  const { value } = ((await session.graph.send({ method: 'GET', path })) ?? {}) as { value?: unknown }
  if (!Array.isArray(value))
    throw new M365Error('graph', 500, 'UnreadableAnswer', 'the folders of the mailbox are not a list')
  return value.map(folderOf)
}

/** Not repeated. https://learn.microsoft.com/graph/api/user-post-mailfolders */
export async function makeHiddenFolder(session: Session, user: string, name: string): Promise<string> {
  const body = { displayName: name, isHidden: true }
  const made = await session.graph.send({ method: 'POST', path: `${pathOf(user)}/mailFolders`, body })
  return text(member(made, 'id'))
}

/**
 * Out of everybody's reach, with all that is in it. Repeats passing failures; a folder that is gone counts as removed.
 * https://learn.microsoft.com/graph/api/mailfolder-permanentdelete
 */
export const purgeFolder = (session: Session, user: string, id: string): Promise<unknown> =>
  repeatable(session.ports, () =>
    session.graph
      .send({ method: 'POST', path: `${folderPath(user, id)}/permanentDelete` })
      .catch(absentAsUndefined),
  )

export interface MessagePage {
  readonly messages: readonly MessageHead[]
  /** Where the next page is; undefined where this is the last one. */
  readonly next: string | undefined
  /** Where the next round begins; only on the last page of a round of changes. */
  readonly delta: string | undefined
}

/** Messages that come into a folder, from a time on. https://learn.microsoft.com/graph/api/message-delta */
export const arrivalsPath = (user: string, folder: string, fromMs: number): string =>
  `${folderPath(user, folder)}/messages/delta?changeType=created&$select=${HEAD}&$filter=${since(fromMs)}`

/** Messages of the whole mailbox, from a time on, oldest first. */
export const mailboxPath = (user: string, fromMs: number): string =>
  `${pathOf(user)}/messages?$select=${HEAD}&$filter=${since(fromMs)}&$orderby=receivedDateTime&$top=${PAGE}`

const since = (ms: number): string =>
  encodeURIComponent(`receivedDateTime ge ${new Date(ms).toISOString().replace(/\.\d+/, '')}`)

/** One page. Repeats passing failures. @param path a path of this file, or a link of an earlier page @throws M365Error */
export async function messagesAt(session: Session, path: string): Promise<MessagePage> {
  const headers = { Prefer: `${IMMUTABLE.Prefer}, odata.maxpagesize=${PAGE}` }
  const answer = await repeatable(session.ports, () => session.graph.send({ method: 'GET', path, headers }))
  const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = (answer ?? {}) as Row
  if (!Array.isArray(value))
    throw new M365Error('graph', 500, 'UnreadableAnswer', 'the page of messages holds no list')
  return {
    messages: value.filter((row) => !row['@removed']).map(headOf),
    next: typeof next === 'string' ? next : undefined,
    delta: typeof delta === 'string' ? delta : undefined,
  }
}

function headOf(row: unknown): MessageHead {
  const { id, parentFolderId, isDraft, receivedDateTime } = row as Row
  return {
    id: text(id),
    parentFolderId: text(parentFolderId),
    isDraft: isDraft === true,
    receivedAt: Date.parse(text(receivedDateTime)),
  }
}

const folderOf = (row: unknown): MailFolder => {
  const { id, displayName, isHidden } = row as Row
  return { id: text(id), displayName: text(displayName), isHidden: isHidden === true }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
const addressOf = (recipient: unknown): string | undefined => {
  const address = member(member(recipient, 'emailAddress'), 'address')
  return typeof address === 'string' ? address : undefined
}
