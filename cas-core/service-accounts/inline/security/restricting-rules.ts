/**
 * The customer's rules that decide by the address from which mail comes. Scanned mail comes from the site's addresses.
 * Source: trend-vision-one-verifying-security-settings-ms; which rules count in detail is inferred.
 */
import type { Row } from '../../../microsoft/exchange.ts'
import { NAMES } from '../names.ts'
import { missingFrom, touchedBy } from './covered.ts'
import type { Finding } from './finding.ts'

/** Actions that keep a message from its recipient. */
const KEEPS_OUT = [
  'RejectMessageReasonText',
  'RejectMessageEnhancedStatusCode',
  'DeleteMessage',
  'Quarantine',
  'RedirectMessageTo',
  'ModerateMessageByUser',
  'ModerateMessageByManager',
] as const

export const RULE_PROPERTIES = [
  ...['Name', 'State', 'Mode', 'Priority', 'SenderIpRanges', 'ExceptIfSenderIpRanges', 'StopRuleProcessing'],
  ...KEEPS_OUT,
] as const

/** Made by the vendor's e-mail gateway in the customer's tenant (trend-vision-one-faqs). */
const GATEWAY_RULE = /^Restrict messages by sender or recipient/i

const OURS: ReadonlySet<string> = new Set(Object.values(NAMES).map((name) => name.toLowerCase()))

/** @param addresses of the site, both directions: scanned mail comes back from either */
export function restrictingRules(rules: readonly Row[], addresses: readonly string[]): Finding[] {
  const active = rules
    .filter(
      ({ Name, State, Mode }) =>
        State === 'Enabled' &&
        Mode !== 'Audit' &&
        Mode !== 'AuditAndNotify' &&
        !OURS.has(String(Name).toLowerCase()),
    )
    .toSorted((one, other) => Number(one.Priority) - Number(other.Priority))
  return active.flatMap((rule, at) => findingOf(rule, active.slice(at + 1), addresses) ?? [])
}

function findingOf(rule: Row, later: readonly Row[], addresses: readonly string[]): Finding | undefined {
  const name = String(rule.Name)
  const [named, excepted] = [listOf(rule.SenderIpRanges), listOf(rule.ExceptIfSenderIpRanges)]
  if (keepsOut(rule)) {
    if (named.length > 0) return keptOut(name, named, excepted, addresses)
    if (excepted.length > 0) return lacking(name, missingFrom(excepted, addresses))
    return GATEWAY_RULE.test(name) ? lacking(name, addresses) : undefined
  }
  // it lets listed addresses pass by a later rule that refuses all others
  const isPass = named.length > 0 && rule.StopRuleProcessing === true && later.some(refusesAllOthers)
  return isPass ? lacking(name, missingFrom(named, addresses)) : undefined
}

function keptOut(
  rule: string,
  named: readonly string[],
  excepted: readonly string[],
  addresses: readonly string[],
): Finding | undefined {
  const kept = missingFrom(excepted, touchedBy(named, addresses))
  if (kept.length === 0) return undefined
  return { code: 'rule keeps addresses out', severity: 'failure', data: { rule, addresses: kept } }
}

function lacking(rule: string, missing: readonly string[]): Finding | undefined {
  if (missing.length === 0) return undefined
  const data = { rule, missing }
  return GATEWAY_RULE.test(rule)
    ? { code: 'gateway rule lacks addresses', severity: 'advice', data }
    : { code: 'rule lacks addresses', severity: 'failure', data }
}

const keepsOut = (rule: Row): boolean =>
  KEEPS_OUT.some((action) => {
    const value = rule[action]
    return Array.isArray(value)
      ? value.length > 0
      : value === true || (typeof value === 'string' && value !== '')
  })

const refusesAllOthers = (rule: Row): boolean =>
  keepsOut(rule) &&
  listOf(rule.SenderIpRanges).length === 0 &&
  listOf(rule.ExceptIfSenderIpRanges).length === 0

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
