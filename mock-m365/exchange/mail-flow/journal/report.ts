/**
 * A journal report: a message of the service itself, with the journaled one attached unchanged.
 * https://learn.microsoft.com/exchange/security-and-compliance/journaling/journaling#journal-reports
 */

import type { Letter } from '../letter.ts'
import { type Header, headerOf, type Message } from '../message.ts'
import type { MailState } from '../state.ts'

/** Tells a report from other mail. Documented for on-premises servers; its value is empty there. */
const REPORT = 'X-MS-Journal-Report'
/** Separates a report's own text from the reported message. */
export const REPORT_BOUNDARY = '_journal_report_329e71ec88ae4615bbc36ab6ce41109e_'
/**
 * Added to journaled messages (observed), so that other servers of the organization do not journal them again
 * (inferred).
 */
const JOURNALED = 'X-MS-Exchange-Organization-Processed-By-Journaling'
/** Observed. */
export const JOURNALED_HEADER: Header = [JOURNALED, 'Journal Agent']

export const isJournaled = (letter: Letter): boolean => letter.headers(JOURNALED.toLowerCase()).length > 0
export const isReport = (message: Message): boolean => headerOf(message, REPORT.toLowerCase()) !== undefined

/** The service's own sender (observed form); the digits are the same in every organization. */
export const serviceAddress = (domain: string): string =>
  `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${domain}`

/** Undeliverable reports go to the alternate mailbox, which is therefore the envelope's sender (inferred). */
export function reportOf({ journaling, domain }: MailState, letter: Letter, to: string): Message {
  const { message, addressees } = letter
  const subject = headerOf(message, 'subject') ?? ''
  const lines = [
    `Sender: ${message.from}`,
    `Subject: ${subject}`,
    `Message-Id: ${headerOf(message, 'message-id') ?? ''}`,
    ...addressees.map(({ address }) => `Recipient: ${address}`),
  ]
  const body = lines.join('\r\n')
  const headers: readonly Header[] = [
    ['From', `Microsoft Exchange <${serviceAddress(domain)}>`],
    ['To', to],
    ['Subject', subject],
    ['Message-ID', `<journal.${letter.copy}@${domain}>`],
    [REPORT, ''],
    ['MIME-Version', '1.0'],
    ['Content-Type', `multipart/mixed; boundary="${REPORT_BOUNDARY}"`],
  ]
  return {
    from: journaling.alternate,
    to: [to],
    headers,
    body,
    size: message.size + body.length,
    attachments: [{ name: 'message.eml', type: 'message/rfc822', size: message.size, text: message.body }],
  }
}
