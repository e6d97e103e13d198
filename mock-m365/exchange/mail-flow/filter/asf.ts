/**
 * Advanced Spam Filter settings. Each setting that is on and matches makes a message high confidence spam,
 * and adds a header (documented).
 * https://learn.microsoft.com/powershell/module/exchange/set-hostedcontentfilterpolicy
 */
import type { Entity } from '../../../base.ts'
import type { Letter } from '../letter.ts'
import { headerOf } from '../message.ts'

/** Value of X-CustomSpam, and the test of a message. What a body must contain is inferred. */
type Setting = readonly [says: string, holds: (letter: Letter) => boolean]

const inBody =
  (sign: RegExp) =>
  ({ message }: Letter): boolean =>
    sign.test(message.body)

const SETTINGS: Readonly<Record<string, Setting>> = {
  MarkAsSpamSpfRecordHardFail: [
    'SPF Record Fail',
    ({ origin: { authentication } }) => authentication?.spf === 'fail',
  ],
  MarkAsSpamFromAddressAuthFail: [
    'SPF From Record Fail',
    ({ origin: { authentication } }) => authentication?.spf === 'fail' && !authentication.isAligned,
  ],
  MarkAsSpamEmptyMessages: [
    'Empty Message',
    ({ message }) =>
      (headerOf(message, 'subject') ?? '').trim() === '' &&
      message.body.trim() === '' &&
      message.attachments.length === 0,
  ],
  MarkAsSpamJavaScriptInHtml: [
    'Javascript or VBscript tags in HTML',
    inBody(/<script\b|(?:java|vb)script:/i),
  ],
  MarkAsSpamFramesInHtml: ['IFRAME or FRAME in HTML', inBody(/<i?frame\b/i)],
  MarkAsSpamObjectTagsInHtml: ['Object tag in html', inBody(/<object\b/i)],
  MarkAsSpamEmbedTagsInHtml: ['Embed tag in html', inBody(/<embed\b/i)],
  MarkAsSpamFormTagsInHtml: ['Form tag in html', inBody(/<form\b/i)],
  MarkAsSpamWebBugsInHtml: ['Web bug', inBody(/<img\b[^>]{0,1000}\b(?:width|height)\s*=\s*["']?[01]\b/i)],
}

/** The settings of a policy that are on. Those that are in test mode change no verdict (documented). */
export const asfOf = (policy: Entity): readonly Setting[] =>
  Object.entries(SETTINGS).flatMap(([property, setting]) => (policy[property] === 'On' ? [setting] : []))

/** @returns header values of the settings that match */
export const asfFor = (settings: readonly Setting[], letter: Letter): readonly string[] =>
  settings.flatMap(([says, holds]) => (holds(letter) ? [says] : []))
