/** The Exchange nouns that the mock speaks: one line each. */
import AcceptedDomain from './AcceptedDomain.ts'
import CASMailbox from './CASMailbox.ts'
import DistributionGroup from './DistributionGroup.ts'
import DistributionGroupMember from './DistributionGroupMember.ts'
import HostedConnectionFilterPolicy from './HostedConnectionFilterPolicy.ts'
import HostedContentFilterPolicy from './HostedContentFilterPolicy.ts'
import HostedContentFilterRule from './HostedContentFilterRule.ts'
import InboundConnector from './InboundConnector.ts'
import Mailbox from './Mailbox.ts'
import MailboxStatistics from './MailboxStatistics.ts'
import ManagementRole from './ManagementRole.ts'
import ManagementRoleAssignment from './ManagementRoleAssignment.ts'
import MessageTrace from './MessageTrace.ts'
import MessageTraceDetailV2 from './MessageTraceDetailV2.ts'
import MessageTraceV2 from './MessageTraceV2.ts'
import OrganizationConfig from './OrganizationConfig.ts'
import OutboundConnector from './OutboundConnector.ts'
import Recipient from './Recipient.ts'
import RemoteDomain from './RemoteDomain.ts'
import RoleGroup from './RoleGroup.ts'
import RoleGroupMember from './RoleGroupMember.ts'
import ServicePrincipal from './ServicePrincipal.ts'
import TenantAllowBlockListItems from './TenantAllowBlockListItems.ts'
import TenantAllowBlockListSpoofItems from './TenantAllowBlockListSpoofItems.ts'
import TransportConfig from './TransportConfig.ts'
import TransportRule from './TransportRule.ts'
import UnifiedGroup from './UnifiedGroup.ts'
import UnifiedGroupLinks from './UnifiedGroupLinks.ts'
import User from './User.ts'

export const NOUNS = [
  AcceptedDomain,
  CASMailbox,
  DistributionGroup,
  DistributionGroupMember,
  HostedConnectionFilterPolicy,
  HostedContentFilterPolicy,
  HostedContentFilterRule,
  InboundConnector,
  Mailbox,
  MailboxStatistics,
  ManagementRole,
  ManagementRoleAssignment,
  MessageTrace,
  MessageTraceDetailV2,
  MessageTraceV2,
  OrganizationConfig,
  OutboundConnector,
  Recipient,
  RemoteDomain,
  RoleGroup,
  RoleGroupMember,
  ServicePrincipal,
  TenantAllowBlockListItems,
  TenantAllowBlockListSpoofItems,
  TransportConfig,
  TransportRule,
  UnifiedGroup,
  UnifiedGroupLinks,
  User,
]
