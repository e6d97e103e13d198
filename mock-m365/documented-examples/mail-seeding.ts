/** Mail that documented requests name. Their ids belong to other mailboxes, so ids of this one replace them. */
import type { Entity } from '../base.ts'
import { folderIdOf, folderKeyOf } from '../graph/mail/folders/folders.ts'
import { WELL_KNOWN_NAMES, wellKnownByName } from '../graph/mail/folders/well-known-folders.ts'
import type { Attachment } from '../graph/mail/messages/attachments.ts'
import { bareNames } from '../graph/mail/messages/extension-names.ts'
import { makeMessage } from '../graph/mail/messages/message-write.ts'
import { messageKeyOf } from '../graph/mail/messages/messages.ts'
import { outlookId, readOutlookId } from '../graph/mail/outlook-ids.ts'
import type { Tenant } from '../tenant.ts'
import { type Asked, isGuid } from './asked.ts'
import { BLANK, MAILBOX, plain } from './blanks.ts'
import { record } from './documented-example.ts'
import { keyIn } from './routes.ts'
import { list } from './rows.ts'
import type { Stage } from './stage.ts'

const MAIL = /^\/(?:me|users\/[^/]+)\/(?:messages|mailfolders)(?:\/|$)/i
const WRITTEN_MS = Date.UTC(2023, 0, 15)

export const isMail = (path: string): boolean => MAIL.test(path)

/** @param rows messages, folders or attachments that the answer shows */
export function seedMail(stage: Stage, asked: Asked, rows: readonly Entity[]): void {
  const [userId, parts] = ownerOf(stage, asked)
  const place: Place = { stage, asked, userId, folderId: inbox(userId) }
  const shows = asked.method === 'GET' || isMoved(asked.path) ? rows : []
  for (let i = 0; i < parts.length; i += 2) {
    const [word = '', id] = [parts[i], parts[i + 1]]
    const isLast = i + 2 >= parts.length || isMoved(asked.path)
    if (id === undefined || NO_IDS.has(id.replace(/\(.*/s, '').toLowerCase()))
      COLLECTIONS[word.toLowerCase()]?.(place, shows)
    else NAMED[word.toLowerCase()]?.(place, id, isLast ? (shows[0] ?? {}) : {}, parts.slice(i + 2), shows)
  }
}

/** The mailbox of the path, made where it is missing, and the segments after it. */
function ownerOf(stage: Stage, { path, callerId }: Asked): [userId: string, parts: readonly string[]] {
  const [first = '', ...parts] = path.split('/').slice(1)
  if (first.toLowerCase() === 'me') return [callerId, parts]
  const { property, value } = keyIn(parts[0] ?? '')
  const id = property === 'id' && isGuid(value) ? value : stage.uuid()
  const name = value.includes('@') ? { userPrincipalName: value } : { [property]: value }
  stage.put('users', { ...BLANK.users, ...MAILBOX, ...name, id })
  return [id, parts.slice(1)]
}

/** Actions answer with the same message under another id. */
const isMoved = (path: string): boolean => /\/(?:move|copy)$/i.test(path)

interface Place {
  readonly stage: Stage
  readonly asked: Asked
  readonly userId: string
  folderId: string
}

const inbox = (userId: string): string => folderIdOf(userId, wellKnownByName('inbox')?.key ?? '')
const NO_IDS = new Set(['delta', '$count'])

/** @param further segments after the named one */
type OneNamed = (
  place: Place,
  id: string,
  shown: Entity,
  further: readonly string[],
  rows: readonly Entity[],
) => void

const NAMED: Readonly<Record<string, OneNamed>> = {
  mailfolders: folderNamed,
  childfolders: folderNamed,
  messages: (place, id, shown, [next = '', part], rows) => {
    const isAbout = (name: string) => next.toLowerCase() === name
    const one = part === undefined ? [] : [{}]
    const attached = isAbout('attachments') ? (rows.length > 0 ? rows : one) : []
    const kept = isAbout('extensions') ? { extensions: extensionsIn(place, rows) } : {}
    const own = isAbout('extensions') ? {} : shown
    const isDraft = place.asked.method !== 'GET'
    const sent = isAbout('send') ? { toRecipients: [RECIPIENT] } : {}
    const messageId = putMessage(place, { isDraft, ...own, ...kept, ...sent }, attached)
    place.stage.renamed.set(id, messageId)
    const key = readOutlookId(messageId)?.key
    if (isAbout('attachments') && part !== undefined && key !== undefined)
      place.stage.renamed.set(part, outlookId('attachment', place.userId, key, 1))
  },
}

const RECIPIENT = { emailAddress: { name: 'Example', address: 'somebody@example.com' } }

/** An extension that a page shows, or removes by its name. */
function extensionsIn({ asked }: Place, rows: readonly Entity[]): Entity[] {
  if (asked.method === 'POST') return []
  const extensionName = asked.path.split('/').at(-1) ?? ''
  return [keptExtension({ ...rows[0], extensionName })]
}

/** Under its name without prefix. */
const keptExtension = (shown: Entity): Entity => ({
  ...plain(shown),
  id: bareNames(String(shown.extensionName)),
})

/** A message's properties as the mailbox stores them: pages print words in any case. */
const STORED_FORMS: Readonly<Record<string, (value: unknown) => unknown>> = {
  body: (value) => ({ ...record(value), contentType: String(record(value).contentType).toLowerCase() }),
  extensions: (value) => list(value).map((one) => keptExtension(record(one))),
}

const COLLECTIONS: Readonly<Record<string, (place: Place, rows: readonly Entity[]) => void>> = {
  messages: (place, rows) => {
    for (const row of rows) putMessage(place, row, [])
  },
  mailfolders: (place, rows) => {
    for (const row of rows) putFolder(place, row)
  },
  childfolders: (place, rows) => {
    for (const row of rows) putFolder(place, row)
  },
}

function folderNamed(place: Place, id: string, shown: Entity): void {
  const known = wellKnownByName(id)
  if (known) place.folderId = folderIdOf(place.userId, known.key)
  else if (!WELL_KNOWN_NAMES.has(id.toLowerCase())) {
    const parent = { ...place, folderId: rootId(place.userId) }
    // The changed object has the kind that the body names.
    const type = { '@odata.type': record(place.asked.body)['@odata.type'] }
    const before = place.asked.method === 'PATCH' ? type : {}
    place.folderId = putFolder(parent, { displayName: 'Example', ...before, ...shown })
    place.stage.renamed.set(id, place.folderId)
  }
}

const rootId = (userId: string): string => folderIdOf(userId, wellKnownByName('msgfolderroot')?.key ?? '')

function putFolder({ stage, userId, folderId }: Place, shown: Entity): string {
  const { displayName, isHidden = false } = shown
  const name = String(displayName)
  const existing = wellKnownByName(name.replaceAll(' ', ''))
  if (existing) return folderIdOf(userId, existing.key)
  const key = stage.uuid()
  const id = folderIdOf(userId, key)
  // A listed folder is where the path says, or at the top.
  const parentFolderId = folderId === inbox(userId) ? rootId(userId) : folderId
  stage.put(
    'mailFolders',
    { key, mailbox: userId, id, displayName: name, parentFolderId, isHidden, ...searchIn(shown, folderId) },
    folderKeyOf(userId, key),
  )
  return id
}

/** Properties of a search folder, where the page shows or changes one. */
function searchIn(shown: Entity, place: string): Entity {
  const type = String(shown['@odata.type'] ?? '')
  if (!type.endsWith('mailSearchFolder')) return {}
  const { isSupported = true, includeNestedFolders = false, sourceFolderIds = [place] } = shown
  return {
    '@odata.type': '#microsoft.graph.mailSearchFolder',
    isSupported,
    includeNestedFolders,
    sourceFolderIds,
    filterQuery: shown.filterQuery ?? "contains(subject, 'example')",
  }
}

/** Properties that only the service sets, and members that are not properties. */
const SETTLED = new Set(['id', 'parentFolderId', 'changeKey', 'bodyPreview', 'hasAttachments', 'attachments'])

function putMessage(place: Place, shown: Entity, attached: readonly Entity[]): string {
  const { stage, userId, folderId } = place
  const key = stage.uuid()
  const own = Object.entries(shown)
    .filter(([name]) => !name.includes('@') && !SETTLED.has(name))
    .map(([name, value]) => [name, STORED_FORMS[name]?.(value) ?? value] as const)
  const uuids = [key]
  const uuid = () => uuids.pop() ?? stage.uuid()
  const files = attached.map(
    (one, at): Attachment => ({
      number: at + 1,
      lastModifiedDateTime: String(one.lastModifiedDateTime ?? '2023-01-15T00:00:00Z'),
      name: String(one.name ?? 'example.txt'),
      contentType: typeof one.contentType === 'string' ? one.contentType : null,
      size: Number(one.size ?? 0),
      isInline: one.isInline === true,
      contentId: typeof one.contentId === 'string' ? one.contentId : null,
      contentBytes: String(one.contentBytes ?? ''),
    }),
  )
  const actor = { type: 'system', id: userId, displayName: 'Documented example' } as const
  const written = Date.parse(String(shown.lastModifiedDateTime))
  const at = Number.isNaN(written) ? WRITTEN_MS : written
  const write = { at, actor, call: 'seed', requestId: stage.uuid() }
  const make = (tenant: Tenant) => {
    makeMessage({ tenant, write, userId, uuid }, folderId, Object.fromEntries(own), files)
  }
  const isLater = /\$deltatoken=/i.test(place.asked.query) && shown['@removed'] === undefined
  if (isLater) stage.mailSinceLink.push(make)
  else stage.later.push(make)
  if (shown['@removed'] !== undefined)
    stage.mailSinceLink.push((tenant) => {
      tenant.commit(write, 'messages', messageKeyOf(userId, key), undefined)
    })
  return outlookId('item', userId, key)
}
