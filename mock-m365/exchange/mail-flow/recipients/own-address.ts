/** Which addresses count as inside the organization for scopes of rules. */
import { domainOf } from '../message.ts'
import type { MailState } from '../state.ts'

/**
 * An address is inside by its recipient or by its domain (documented for scopes, without external relay). A
 * mail contact does not count. A remote domain may be internal too (documented for Set-RemoteDomain).
 */
export function isOwnAddress(state: MailState, address: string): boolean {
  const recipient = state.recipient(address)
  if (recipient && recipient.type !== 'MailContact') return true
  const domain = domainOf(address)
  const type = state.domainType(domain)
  if (type !== undefined) return type !== 'ExternalRelay'
  return state.remoteDomain(domain).internal
}
