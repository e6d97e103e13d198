/**
 * What an organization's subscription forbids, and unknown behaviours of the service; starting states set
 * them.
 */
import type { Entity, Kind } from '../base.ts'
import type { View } from '../tenant.ts'

export interface ServiceOffering {
  /**
   * Developer subscriptions get no inbound connectors; other offerings get OnPremises ones switched off.
   * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/inbound-connector-faq
   */
  readonly inboundConnectors: 'allowed' | 'created disabled' | 'refused'
  /**
   * Removing a connector that a rule names is refused, or leaves the rule invalid: both are inferred, since
   * it is not documented.
   */
  readonly connectorInUse: 'stays' | 'leaves rule invalid'
}

/** Kind of the only entity, which has the key `Exchange` and is not an object of Exchange. */
export const SERVICE_OFFERING: Kind = 'ServiceOffering'
export const OFFERING_KEY = 'Exchange'

const USUAL: ServiceOffering = { inboundConnectors: 'allowed', connectorInUse: 'stays' }

export function offeringOf(view: View): ServiceOffering {
  const kept: Entity & Partial<ServiceOffering> = view.get(SERVICE_OFFERING, OFFERING_KEY) ?? {}
  return { ...USUAL, ...kept }
}
