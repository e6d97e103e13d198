/**
 * Who may read and write mail. Only permissions count, since no directory role opens a mailbox.
 * https://learn.microsoft.com/graph/permissions-reference#mail-permissions
 */
import type { Access } from '../authorization/access.ts'
import { accessDenied } from './errors.ts'

function mail(application: readonly string[], delegated: readonly string[]): Access {
  return {
    application: new Set(application),
    delegated: new Set(delegated),
    roles: new Set(),
    actions: [],
    members: true,
    denied: accessDenied,
  }
}

/** Everything but bodies, previews and attachments. */
export const READ_BASIC = mail(
  ['Mail.ReadBasic.All', 'Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
  ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
)
export const READ = mail(['Mail.Read', 'Mail.ReadWrite'], ['Mail.Read', 'Mail.ReadWrite'])
export const WRITE = mail(['Mail.ReadWrite'], ['Mail.ReadWrite'])
export const SEND = mail(['Mail.Send'], ['Mail.Send'])
export const READ_SETTINGS = mail(
  ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
)

/** `/me` lets every app in: an app has no signed-in user, and the operation itself refuses that. */
export const ofOneself = (access: Access): Access => ({ ...access, anyApp: true })

/** True where the caller's permissions show only a message's envelope. */
export const isBasic = (permissions: readonly string[]): boolean =>
  permissions.length > 0 && permissions.every((one) => !READ.application.has(one))
