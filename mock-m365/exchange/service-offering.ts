/** What an organization's subscription forbids, and where the service's own ways are unknown: set by starting states. */
import type { Entity, Kind } from '../base.ts'
import type { View } from '../tenant.ts'

export interface ServiceOffering {
  /**
   * Developer subscriptions get no inbound connectors; other offerings get OnPremises ones switched off.
   * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/inbound-connector-faq
   */
  readonly inboundConnectors: 'allowed' | 'created disabled' | 'refused'
  /** Removing a connector that a rule names is refused, or leaves the rule invalid: both inferred, no page tells. */
  readonly connectorInUse: 'stays' | 'leaves rule invalid'
}

/** Kind of the one entity, which has the key `Exchange` and is no object of Exchange. */
export const SERVICE_OFFERING: Kind = 'ServiceOffering'
export const OFFERING_KEY = 'Exchange'

const USUAL: ServiceOffering = { inboundConnectors: 'allowed', connectorInUse: 'stays' }

export function offeringOf(view: View): ServiceOffering {
  const kept: Entity & Partial<ServiceOffering> = view.get(SERVICE_OFFERING, OFFERING_KEY) ?? {}
  return { ...USUAL, ...kept }
}
