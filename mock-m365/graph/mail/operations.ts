/** Every operation on a mailbox: each row once under `/users/{id}` and once under `/me`. */
import type { Answer } from '../../wire.ts'
import type { Access } from '../authorization/access.ts'
import type { Operation } from '../wire/router.ts'
import { ofOneself, READ, READ_BASIC, READ_SETTINGS, SEND, WRITE } from './access.ts'
import { foldersDelta, messagesDelta } from './delta.ts'
import {
  countFolders,
  createFolder,
  deleteFolder,
  getOneFolder,
  listFolders,
  moveFolder,
  permanentlyDeleteFolder,
  renameFolder,
} from './folders/folder-operations.ts'
import { type MailTurn, mailTurnOfSelf, mailTurnOfUser } from './mailbox.ts'
import { getMailboxSetting, getMailboxSettings, SINGLE_SETTINGS } from './mailboxSettings.ts'
import {
  addAttachment,
  getAttachmentBytes,
  getOneAttachment,
  listAttachments,
  removeAttachment,
} from './messages/attachment-operations.ts'
import {
  copyOne,
  countMessages,
  createDraft,
  deleteOne,
  getMime,
  getOneMessage,
  listMessages,
  moveOne,
  permanentlyDeleteOne,
  updateMessage,
} from './messages/message-operations.ts'
import {
  addExtension,
  getExtension,
  refuseToList,
  removeExtension,
  updateExtension,
} from './messages/open-extensions.ts'
import { sendDraft, sendMail } from './messages/send-operations.ts'

type Act = (mail: MailTurn) => Answer
type Row = readonly [Operation['method'], string, Access, Act]

/** In a mailbox, and again under a folder. */
const collectionsOfMessages = (under: string): Row[] => [
  ['GET', `${under}messages`, READ_BASIC, listMessages],
  ['GET', `${under}messages/$count`, READ_BASIC, countMessages],
  ['POST', `${under}messages`, WRITE, createDraft],
]

const oneMessage = (under: string): Row[] => [
  ['GET', `${under}messages/{id}`, READ_BASIC, getOneMessage],
  ['GET', `${under}messages/{id}/$value`, READ, getMime],
  ['PATCH', `${under}messages/{id}`, WRITE, updateMessage],
  ['DELETE', `${under}messages/{id}`, WRITE, deleteOne],
  ['POST', `${under}messages/{id}/send`, SEND, sendDraft],
  ['POST', `${under}messages/{id}/move`, WRITE, moveOne],
  ['POST', `${under}messages/{id}/copy`, WRITE, copyOne],
  ['POST', `${under}messages/{id}/permanentDelete`, WRITE, permanentlyDeleteOne],
  ['GET', `${under}messages/{id}/attachments`, READ, listAttachments],
  ['POST', `${under}messages/{id}/attachments`, WRITE, addAttachment],
  ['GET', `${under}messages/{id}/attachments/{id}`, READ, getOneAttachment],
  ['DELETE', `${under}messages/{id}/attachments/{id}`, WRITE, removeAttachment],
  ['GET', `${under}messages/{id}/attachments/{id}/$value`, READ, getAttachmentBytes],
  ['GET', `${under}messages/{id}/extensions`, READ, refuseToList],
  ['POST', `${under}messages/{id}/extensions`, WRITE, addExtension],
  ['GET', `${under}messages/{id}/extensions/{id}`, READ, getExtension],
  ['PATCH', `${under}messages/{id}/extensions/{id}`, WRITE, updateExtension],
  ['DELETE', `${under}messages/{id}/extensions/{id}`, WRITE, removeExtension],
]

const oneFolder = (path: string): Row[] => [
  ['GET', path, READ_BASIC, getOneFolder],
  ['PATCH', path, WRITE, renameFolder],
  ['DELETE', path, WRITE, deleteFolder],
]

/** An action's name may carry its namespace. */
const DELTAS = ['delta', 'delta()', 'microsoft.graph.delta()']

const ROWS: readonly Row[] = [
  ['GET', 'mailboxSettings', READ_SETTINGS, getMailboxSettings],
  ...SINGLE_SETTINGS.map(
    (name): Row => ['GET', `mailboxSettings/${name}`, READ_SETTINGS, getMailboxSetting(name)],
  ),
  ...['sendMail', 'microsoft.graph.sendMail'].map((path): Row => ['POST', path, SEND, sendMail]),
  ...collectionsOfMessages(''),
  ...collectionsOfMessages('mailFolders/{id}/'),
  ...oneMessage(''),
  ...oneMessage('mailFolders/{id}/'),
  ['GET', 'mailFolders', READ_BASIC, listFolders],
  ['GET', 'mailFolders/$count', READ_BASIC, countFolders],
  ['POST', 'mailFolders', WRITE, createFolder],
  ...oneFolder('mailFolders/{id}'),
  ['POST', 'mailFolders/{id}/move', WRITE, moveFolder],
  ['POST', 'mailFolders/{id}/permanentDelete', WRITE, permanentlyDeleteFolder],
  ['GET', 'mailFolders/{id}/childFolders', READ_BASIC, listFolders],
  ['GET', 'mailFolders/{id}/childFolders/$count', READ_BASIC, countFolders],
  ['POST', 'mailFolders/{id}/childFolders', WRITE, createFolder],
  ...oneFolder('mailFolders/{id}/childFolders/{id}'),
  ...DELTAS.flatMap((delta): Row[] => [
    ['GET', `mailFolders/${delta}`, READ_BASIC, foldersDelta],
    ['GET', `mailFolders/{id}/messages/${delta}`, READ_BASIC, messagesDelta],
  ]),
]

const RESOURCES = 'https://learn.microsoft.com/graph/api/resources'
const sourceOf = (path: string): string => {
  if (path.startsWith('mailboxSettings')) return `${RESOURCES}/mailboxsettings`
  if (path.includes('attachments')) return `${RESOURCES}/fileattachment`
  if (path.includes('extensions')) return `${RESOURCES}/opentypeextension`
  return `${RESOURCES}/${path.includes('messages') ? 'message' : 'mailfolder'}`
}

export const mailOperations: readonly Operation[] = ROWS.flatMap(
  ([method, path, access, act]): Operation[] => {
    const shared = { method, source: sourceOf(path), provenance: 'documented' } as const
    return [
      { ...shared, path: `users/{id}/${path}`, access, run: (turn) => act(mailTurnOfUser(turn)) },
      { ...shared, path: `me/${path}`, access: ofOneself(access), run: (turn) => act(mailTurnOfSelf(turn)) },
    ]
  },
)
