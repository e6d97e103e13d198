/**
 * The front door of the service, which all tenants share. It decides which tenant an arriving message belongs
 * to. A connector of the type OnPremises claims mail for its tenant by the certificate's domain, else by the
 * sender's domain; all other mail belongs to the recipients' tenants (message centre MC1226222, February
 * 2026). So a message that a shared relay returns can belong to the sender's tenant again, if that tenant has
 * such a connector for the relay's addresses.
 */
import { type Arrival, domainOf } from '../message.ts'
import type { MailState } from '../state.ts'
import { attribute } from './attribution.ts'

/** A part of an arrival, for the recipients of one tenant. */
interface Entry {
  readonly state: MailState
  readonly to: readonly string[]
}

/** @param nearest the tenant for recipients that no tenant has */
export function entriesOf(
  tenants: readonly MailState[],
  { message, connection }: Pick<Arrival, 'message' | 'connection'>,
  nearest: MailState,
): readonly Entry[] {
  const { to } = message
  if (tenants.length === 1) return [{ state: nearest, to }]
  const { submittedBy } = connection
  if (submittedBy !== undefined) return [{ state: tenantOf(tenants, domainOf(submittedBy)) ?? nearest, to }]
  const claiming = tenants.flatMap((state) => {
    const owned = attribute(state, message, connection)
    return 'type' in owned && owned.type === 'OnPremises' && owned.mayRelay ? [{ state, by: owned.by }] : []
  })
  const [owner] = claiming.toSorted((a, b) => Number(b.by === 'certificate') - Number(a.by === 'certificate'))
  if (owner) return [{ state: owner.state, to }]
  const parts = new Map<MailState, string[]>()
  for (const recipient of to) {
    const state = tenantOf(tenants, domainOf(recipient)) ?? nearest
    parts.set(state, [...(parts.get(state) ?? []), recipient])
  }
  return [...parts].map(([state, recipients]) => ({ state, to: recipients }))
}

/** @param domain in lower case */
const tenantOf = (tenants: readonly MailState[], domain: string): MailState | undefined =>
  tenants.find((state) => state.domainType(domain) !== undefined)
