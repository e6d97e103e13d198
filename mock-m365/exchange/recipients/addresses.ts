/**
 * Proxy addresses: one of them is primary, each belongs to one recipient, and all are in accepted domains.
 * https://learn.microsoft.com/powershell/module/exchange/set-mailbox#-emailaddresses
 */
import { otherBearer, promoted } from '../../address-space.ts'
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { invalidValue } from '../errors.ts'
import { applied, type MultiValued } from '../multi-valued.ts'
import { isMailAddress } from '../network-addresses.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { isContact, nameOf, proxiesOf } from './index.ts'
import { domainNotAccepted, proxyAddressTaken } from './refusals.ts'

export const ADDRESS_PARAMETERS: Readonly<Record<string, ParameterSpec>> = {
  EmailAddresses: { type: 'MultiValuedProperty', max: 1123, check: proxyAddress, property: null },
  WindowsEmailAddress: { type: 'String', max: 320, check: smtpAddress, property: null },
}

/** With the prefix for storage: an address without a prefix is a secondary SMTP address (documented). */
function proxyAddress(text: string): string {
  const [, prefix, address = ''] = /^(?:([A-Za-z0-9]{1,9}):)?(.+)$/s.exec(text) ?? []
  if (prefix === undefined || prefix.toLowerCase() === 'smtp') smtpAddress(address)
  return prefix === undefined ? `smtp:${address}` : text
}

/** Text inferred. */
export function smtpAddress(text: string): string {
  if (isMailAddress(text)) return text
  throw invalidValue(`The address '${text.slice(0, 320)}' isn't a valid SMTP address.`)
}

/** The domain of addresses that the service makes. */
export function defaultDomain(view: View, organization: string): string {
  const [accepted] = view.find('AcceptedDomain', 'Default', true)
  const [domain] = view.find('domains', 'isDefault', true)
  return String(accepted?.DomainName ?? domain?.id ?? organization)
}

/**
 * The directory's addresses after a change, or undefined without a change.
 * @throws CmdletError where another recipient has an address, or it is in a foreign domain
 */
export function changedAddresses(view: View, entity: Entity, bound: Binding): Entity | undefined {
  const { EmailAddresses, PrimarySmtpAddress, WindowsEmailAddress } = bound
  const primary = PrimarySmtpAddress ?? WindowsEmailAddress
  if (EmailAddresses === undefined && primary === undefined) return undefined
  const held = proxiesOf(entity)
  const before = held.length > 0 || typeof entity.mail !== 'string' ? held : [`SMTP:${entity.mail}`]
  const listed = EmailAddresses ? withPrimary(before, EmailAddresses as MultiValued) : before
  const after = typeof primary === 'string' && primary !== '' ? promoted(listed, primary) : listed
  checkAddresses(view, entity.id, before, after, isContact(entity))
  const mail = after.find((proxy) => proxy.startsWith('SMTP:'))?.slice(5) ?? entity.mail
  return { mail, proxyAddresses: after }
}

/**
 * In a whole list without a primary address the first one becomes primary (documented); an added address can
 * become primary.
 */
function withPrimary(before: readonly string[], change: MultiValued): readonly string[] {
  const added = 'replace' in change ? change.replace : change.add
  const after = 'replace' in change ? distinct(change.replace) : applied(before, spelled(before, change))
  const chosen =
    added.find((proxy) => proxy.startsWith('SMTP:')) ?? after.find(isPrimary) ?? after.find(isSmtp)
  if (chosen === undefined) throw invalidValue('The primary SMTP address must be specified.')
  return promoted(after, chosen.slice(5))
}

/** Compares addresses without the case of the prefix. */
function spelled(before: readonly string[], change: { add: readonly string[]; remove: readonly string[] }) {
  const known = new Set(before.map((proxy) => proxy.toLowerCase()))
  return { add: change.add.filter((proxy) => !known.has(proxy.toLowerCase())), remove: change.remove }
}

const distinct = (proxies: readonly string[]): readonly string[] => applied([], { add: proxies, remove: [] })
const isPrimary = (proxy: string): boolean => proxy.startsWith('SMTP:')
const isSmtp = (proxy: string): boolean => /^smtp:/i.test(proxy)

/**
 * @param isElsewhere true where foreign addresses are allowed
 * @throws CmdletError for the first new address that is not allowed
 */
export function checkAddresses(
  view: View,
  id: unknown,
  before: readonly string[],
  after: readonly string[],
  isElsewhere = false,
): void {
  const known = new Set(before.map((proxy) => proxy.toLowerCase()))
  for (const proxy of after) {
    if (!isSmtp(proxy) || known.has(proxy.toLowerCase())) continue
    const address = proxy.slice(5)
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
    if (!isElsewhere && view.get('domains', domain)?.isVerified !== true) throw domainNotAccepted()
    const holder = otherBearer(view, address, id)
    if (holder) throw proxyAddressTaken(proxy, nameOf(view, holder))
  }
}
