/** The Exchange nouns that the mock speaks: one line each. */
import AcceptedDomain from './AcceptedDomain.ts'
import HostedConnectionFilterPolicy from './HostedConnectionFilterPolicy.ts'
import InboundConnector from './InboundConnector.ts'
import OrganizationConfig from './OrganizationConfig.ts'
import OutboundConnector from './OutboundConnector.ts'
import TenantAllowBlockListSpoofItems from './TenantAllowBlockListSpoofItems.ts'
import TransportRule from './TransportRule.ts'

export const NOUNS = [
  AcceptedDomain,
  HostedConnectionFilterPolicy,
  InboundConnector,
  OrganizationConfig,
  OutboundConnector,
  TenantAllowBlockListSpoofItems,
  TransportRule,
]
