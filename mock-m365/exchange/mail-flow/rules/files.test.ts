import { expect, test } from 'vitest'
import { mailWorld, ruleNames } from '../../testing/mail.ts'
import type { AttachedFile, Header } from '../message.ts'

const file = (name: string, more: Partial<AttachedFile> = {}) => ({
  attachments: [{ name, type: 'application/octet-stream', size: 10, ...more }],
})
const text = (words: string) => ({ text: words })
const headed = (...headers: readonly Header[]) => ({ headers })
const SECRET = text('A secret of ours')

test.each([
  [
    'words',
    { AttachmentContainsWords: ['secret'] },
    file('a.DOCX', SECRET),
    file('a.docx', text('secretary')),
  ],
  [
    'words of a file that is not read',
    { AttachmentContainsWords: ['secret'] },
    file('a.txt', SECRET),
    file('a.xyz', SECRET),
  ],
  [
    'words behind a password',
    { AttachmentContainsWords: ['secret'] },
    file('a.pdf', SECRET),
    file('a.pdf', { ...SECRET, inspection: 'password protected' }),
  ],
  [
    'words in the first megabyte',
    { AttachmentContainsWords: ['secret'] },
    file('a.txt', text(`${' '.repeat(1_048_000)}secret`)),
    file('a.txt', text(`${' '.repeat(1_048_576)}secret`)),
  ],
  ['patterns', { AttachmentMatchesPatterns: ['s.cret'] }, file('a.rtf', SECRET), file('a.rtf')],
  [
    'no extension',
    { AttachmentContainsWords: ['secret'] },
    file('README', { ...SECRET, type: 'text/plain' }),
    file('README', SECRET),
  ],
  [
    'properties',
    { AttachmentPropertyContainsWords: ['Department:Law,Sales'] },
    file('a.docx', { properties: { department: 'Sales' } }),
    file('a.pdf', { properties: { department: 'Sales' } }),
  ],
  ['a program', { AttachmentHasExecutableContent: true }, file('a.DLL'), file('a.jar')],
  [
    'a program by its type',
    { AttachmentHasExecutableContent: true },
    file('a.txt', { type: 'application/x-msdownload' }),
    file('a.vbs'),
  ],
  ['a file that is not read', { AttachmentIsUnsupported: true }, file('a.xyz'), file('a.exe')],
  [
    'a password',
    { AttachmentIsPasswordProtected: true },
    file('a.zip', { inspection: 'password protected' }),
    file('a.txt', { inspection: 'password protected' }),
  ],
  [
    'an inspection without an end',
    { AttachmentProcessingLimitExceeded: true },
    file('a.zip', { inspection: 'incomplete' }),
    file('a.zip'),
  ],
  ['an extension', { AttachmentExtensionMatchesWords: ['.Zip'] }, file('a.b.ZIP'), file('zip')],
  [
    'the character set of a part',
    { ContentCharacterSetContainsWords: ['koi8-r'] },
    file('a', { type: 'text/plain; charset=KOI8-R' }),
    file('a'),
  ],
  [
    'a notice of absence',
    { MessageTypeMatches: 'OOF' },
    headed(
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
      ['X-MS-Exchange-Inbox-Rules-Loop', 'a@b'],
    ),
    headed(['X-Auto-Response-Suppress', 'All']),
  ],
  ['a forward', { MessageTypeMatches: 'AutoForward' }, headed(['Auto-Submitted', 'auto-forwarded']), {}],
  [
    'encrypted',
    { MessageTypeMatches: 'Encrypted' },
    headed(['Content-Type', 'application/pkcs7-mime; smime-type=enveloped-data']),
    headed(['Content-Type', 'application/pkcs7-mime; smime-type=signed-data']),
  ],
  [
    'signed',
    { MessageTypeMatches: 'Signed' },
    file('smime.p7s', { type: 'application/pkcs7-signature' }),
    file('smime.p7s'),
  ],
  [
    'a meeting',
    { MessageTypeMatches: 'Calendaring' },
    file('invite.ics', { type: 'text/calendar; method=REQUEST' }),
    file('invite.ics'),
  ],
  [
    'a receipt',
    { MessageTypeMatches: 'ReadReceipt' },
    headed(['Content-Type', 'multipart/report; report-type=disposition-notification']),
    headed(['Content-Type', 'multipart/report; report-type=delivery-status']),
  ],
  [
    'rights',
    { MessageTypeMatches: 'PermissionControlled' },
    file('message.rpmsg', { type: 'application/x-microsoft-rpmsg-message' }),
    file('message.rpmsg'),
  ],
  ['voice', { MessageTypeMatches: 'Voicemail' }, headed(['Content-Class', 'voice']), {}],
])('%s', (_, condition, holds, fails) => {
  const { run, mail } = mailWorld()
  run('New-TransportRule', { Name: 'Rule', SetAuditSeverity: 'Low', ...condition })
  expect([ruleNames(mail(holds)), ruleNames(mail(fails))]).toEqual([['Rule'], []])
})
