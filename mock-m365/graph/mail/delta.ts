/**
 * Changes of a folder, or of the list of folders, since a token was issued, read from the change log.
 * https://learn.microsoft.com/graph/delta-query-messages
 */
import type { Entity } from '../../base.ts'
import type { Change, View } from '../../tenant.ts'
import type { Answer } from '../../wire.ts'
import { schemaIn } from '../schema.ts'
import { answerJson, type RowStyle, rowOf } from './answers.ts'
import { deltaTokenBad, syncStateNotFound } from './errors.ts'
import { FOLDER_STYLE } from './folders/folder-operations.ts'
import {
  FOLDER_SCHEMA,
  findFolder,
  getFolder,
  inFolder,
  isWithin,
  rootOf,
  treeOf,
} from './folders/folders.ts'
import { shownFolder } from './folders/search-folders.ts'
import type { MailTurn } from './mailbox.ts'
import { permitted, styleOf } from './messages/message-operations.ts'
import { MESSAGE_SCHEMA } from './messages/message-schema.ts'
import { keyOfId } from './messages/message-write.ts'
import { messageIdOf, messageKeyOf, shownMessage } from './messages/messages.ts'
import { preferencesOf } from './preferences.ts'
import { type MailQuery, mailQueryOf, ordered } from './query.ts'

/** What is followed: how to list all items at one moment, and how to look up the item that a change names. */
interface Tracked {
  readonly type: string
  readonly style: RowStyle
  readonly rows: (view: View) => readonly Entity[]
  /** Keys of the items that a change may have touched. */
  readonly touched: (change: Change) => readonly string[]
  readonly find: (view: View, key: string) => Entity | undefined
  readonly idOf: (row: Entity) => string
  readonly shown: (view: View, row: Entity) => Entity
}

/**
 * Progress of a round, as positions in the change log. `from` is absent in the first round, which lists
 * everything.
 */
interface Token {
  readonly scope: string
  readonly from: number | undefined
  readonly to: number
  readonly offset: number
  /** Options of the first request, which later ones inherit (documented). */
  readonly options: string
}

const PAGE_SIZE_DEFAULT = 10
const TOKEN_LENGTH_MAX = 24_000

export function messagesDelta(mail: MailTurn): Answer {
  const { turn, mailbox, keys } = mail
  const { userId } = mailbox
  const folderId = String(getFolder(turn.tenant, userId, keys[0] ?? '').id)
  const preferences = preferencesOf(turn)
  const here = (message: Entity | undefined) => (message?.parentFolderId === folderId ? message : undefined)
  return answerDelta(mail, `messages ${folderId}`, MESSAGE_SCHEMA, (query) => ({
    type: '#microsoft.graph.message',
    style: styleOf(mail, permitted(turn, query)),
    rows: (view) => ordered(inFolder(view, folderId), [{ path: ['receivedDateTime'], descending: true }]),
    touched: ({ kind, before, after }) =>
      kind === 'messages' && (here(before) ?? here(after)) ? [String((before ?? after)?.key)] : [],
    find: (view, key) => here(view.get('messages', messageKeyOf(userId, key))),
    idOf: (row) => messageIdOf(row, preferences),
    shown: (_, row) => shownMessage(row, preferences),
  }))
}

/** Counts are part of a folder, so a message that comes or goes changes its folder too. */
export function foldersDelta(mail: MailTurn): Answer {
  const { userId } = mail.mailbox
  const root = rootOf(userId)
  const isOf = (entity: Entity | undefined) => entity?.mailbox === userId
  return answerDelta(mail, 'folders', FOLDER_SCHEMA, () => ({
    type: '#microsoft.graph.mailFolder',
    style: FOLDER_STYLE,
    rows: (view) => treeOf(view, userId, root).slice(1),
    touched: ({ kind, before, after }) => {
      if (!isOf(before) && !isOf(after)) return []
      if (kind === 'mailFolders') return [String((before ?? after)?.key)]
      if (kind !== 'messages') return []
      return [before, after].flatMap((one) => (one ? [keyOfId(one.parentFolderId)] : []))
    },
    find: (view, key) => {
      const folder = findFolder(view, userId, key)
      return folder && isWithin(view, userId, folder, String(root.id)) ? folder : undefined
    },
    idOf: (row) => String(row.id),
    shown: (view, row) => shownFolder(view, userId, row),
  }))
}

function answerDelta(
  { turn }: MailTurn,
  scope: string,
  schema: typeof MESSAGE_SCHEMA,
  trackedOf: (query: MailQuery) => Tracked,
): Answer {
  const { tenant, arrival, annotated, version } = turn
  const asked = mailQueryOf(schemaIn(turn, schema), arrival.query)
  const sent = asked.skipToken ?? asked.deltaToken
  const now = tenant.positionOf('messages')
  const first: Token = { scope, from: undefined, to: now, offset: 0, options: asked.repeated }
  const token = sent === undefined ? first : tokenIn(sent, scope, now, asked.deltaToken !== undefined)
  const query = sent === undefined ? asked : mailQueryOf(schemaIn(turn, schema), token.options)
  const tracked = trackedOf(query)
  const items = itemsOf(turn.tenant, tracked, token, query)
  const preferences = preferencesOf(turn)
  const end = token.offset + (preferences.pageSize ?? query.top ?? PAGE_SIZE_DEFAULT)
  const view = tenant.before(token.to)
  const value = items.slice(token.offset, end).map(({ row, removed }) => {
    if (removed)
      return {
        ...(annotated ? { '@odata.type': tracked.type } : {}),
        id: tracked.idOf(row),
        '@removed': { reason: 'deleted' },
      }
    const written = rowOf(turn, tracked.style, query, tracked.shown(view, row))
    return annotated ? { '@odata.type': tracked.type, ...written } : written
  })
  const base = `${arrival.origin}${arrival.path}?`
  const link =
    end < items.length
      ? { '@odata.nextLink': `${base}$skiptoken=${textOfToken({ ...token, offset: end })}` }
      : { '@odata.deltaLink': `${base}$deltatoken=${textOfToken({ ...token, from: token.to, offset: 0 })}` }
  const context = annotated
    ? { '@odata.context': `${arrival.origin}/${version}/$metadata#Collection(${schema.type})` }
    : {}
  return answerJson(turn, 200, { ...context, ...link, value }, preferences.headers)
}

interface Item {
  readonly row: Entity
  readonly removed: boolean
}

/** All items, or those that differ between two positions; each item once, as it was at the end. */
function itemsOf(
  log: Pick<MailTurn['turn']['tenant'], 'before' | 'changesSince'>,
  { rows, touched, find, idOf }: Tracked,
  { from, to }: Token,
  { test, changeType }: MailQuery,
): Item[] {
  const after = log.before(to)
  const passes = (row: Entity) => !test || test(row)
  if (from === undefined)
    return rows(after)
      .filter(passes)
      .map((row) => ({ row, removed: false }))
  const before = log.before(from)
  const changes = log.changesSince(from).slice(0, to - from)
  const items: Item[] = []
  for (const key of new Set(changes.flatMap(touched))) {
    const [was, is] = [find(before, key), find(after, key)]
    const left = was && (!is || idOf(was) !== idOf(is))
    if (left && wants(changeType, 'deleted')) items.push({ row: was, removed: true })
    if (is && passes(is) && wants(changeType, was ? 'updated' : 'created'))
      items.push({ row: is, removed: false })
  }
  return items
}

const wants = (changeType: string | undefined, type: string): boolean =>
  changeType === undefined || changeType.toLowerCase() === type

const textOfToken = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url')

/**
 * @throws GraphError 400 for text that is not a token, 410 for a token of another folder or of a log that is
 * gone
 */
function tokenIn(text: string, scope: string, now: number, starts: boolean): Token {
  const read = text.length > TOKEN_LENGTH_MAX ? undefined : parsed(text)
  if (typeof read !== 'object' || read === null) throw deltaTokenBad()
  const field = (name: string): unknown => (Object.hasOwn(read, name) ? Reflect.get(read, name) : undefined)
  const [from, to, offset, options] = [field('from'), field('to'), field('offset'), field('options')]
  if (!isPosition(to) || !isPosition(offset) || typeof options !== 'string') throw deltaTokenBad()
  if (from !== undefined && !isPosition(from)) throw deltaTokenBad()
  if (field('scope') !== scope || to > now || (from ?? 0) > to) throw syncStateNotFound()
  if (!starts) return { scope, from, to, offset, options }
  if (from === undefined) throw deltaTokenBad()
  return { scope, from, to: now, offset: 0, options }
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
