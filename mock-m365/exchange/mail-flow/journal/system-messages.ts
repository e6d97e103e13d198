/**
 * Messages of the service's own, which neither rules nor filter see: journal reports, which rules never meet (observed:
 * https://c7solutions.com/2018/02/journal-rule-testing-in-exchange-online), and what the service itself writes to its
 * mailboxes, such as non-delivery reports and warnings about quota (inferred). What people's mailboxes send by
 * themselves (automatic replies, read reports) is mail like any other (documented), and so are the reports of other
 * organizations, which anybody can forge.
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/mail-flow-rules
 */
import type { Letter } from '../letter.ts'
import { domainOf } from '../message.ts'
import { isReport, serviceAddress } from './report.ts'

const DELIVERY_REPORT = /report-type="?delivery-status/

export function isSystemMessage(letter: Letter): boolean {
  const { attribution } = letter.origin
  if (!attribution.internal) return false
  if (isReport(letter.message)) return true
  if (attribution.type !== 'submission') return false
  const { author } = letter
  if (author === serviceAddress(domainOf(author)).toLowerCase()) return true
  return (
    letter.message.from === '' && letter.headers('content-type').some((type) => DELIVERY_REPORT.test(type))
  )
}
