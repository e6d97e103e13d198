/**
 * Senders of the Tenant Allow/Block List. A block entry makes mail from a sender high confidence phishing,
 * and users cannot send to that address; an allow entry overrules verdicts up to phishing (documented).
 * https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure
 */
import type { Entity } from '../../../base.ts'
import { domainOf } from '../message.ts'

export interface SenderList {
  /** Entry that names the address or its domain. @param address in lower case @param at milliseconds */
  readonly blocks: (address: string, at: number) => string | undefined
  readonly allows: (address: string, at: number) => string | undefined
}

const NOBODY = () => undefined
const NO_LIST: SenderList = { blocks: NOBODY, allows: NOBODY }

export function senderList(items: readonly Entity[]): SenderList {
  const senders = items.filter(({ ListType }) => ListType === 'Sender')
  if (senders.length === 0) return NO_LIST
  const of = (action: string) => entryTest(senders.filter(({ Action }) => Action === action))
  return { blocks: of('Block'), allows: of('Allow') }
}

/**
 * `contoso.com` means that domain without subdomains; `*.contoso.com` means both, and only block entries may
 * have it (documented).
 */
function entryTest(items: readonly Entity[]): SenderList['blocks'] {
  const ends = new Map<string, number>()
  for (const { Value, ExpirationDate } of items) {
    const end = typeof ExpirationDate === 'string' ? Date.parse(ExpirationDate) : Number.NaN
    ends.set(String(Value).toLowerCase(), Number.isNaN(end) ? Number.POSITIVE_INFINITY : end)
  }
  return (address, at) => {
    const holds = (entry: string) => (ends.get(entry) ?? Number.NEGATIVE_INFINITY) > at
    if (holds(address)) return address
    const domain = domainOf(address)
    if (holds(domain)) return domain
    for (let rest = domain; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '')
      if (holds(`*.${rest}`)) return `*.${rest}`
    return undefined
  }
}

/**
 * https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure — applies to
 * all recipients.
 */
export const blockedStatus = (addresses: readonly string[]): string =>
  `550 5.7.703 Your message can't be delivered because messages to ${addresses.join(', ')} are blocked by your organization using Tenant Allow Block List.`
