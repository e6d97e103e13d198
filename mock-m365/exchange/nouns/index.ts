/** The Exchange nouns of the mock: one line each. */
import AcceptedDomain from './AcceptedDomain.ts'
import AdminAuditLogConfig from './AdminAuditLogConfig.ts'
import AntiPhishPolicy from './AntiPhishPolicy.ts'
import AntiPhishRule from './AntiPhishRule.ts'
import ATPProtectionPolicyRule from './ATPProtectionPolicyRule.ts'
import AtpPolicyForO365 from './AtpPolicyForO365.ts'
import CASMailbox from './CASMailbox.ts'
import DistributionGroup from './DistributionGroup.ts'
import DistributionGroupMember from './DistributionGroupMember.ts'
import DkimSigningConfig from './DkimSigningConfig.ts'
import DynamicDistributionGroup from './DynamicDistributionGroup.ts'
import DynamicDistributionGroupMember from './DynamicDistributionGroupMember.ts'
import EOPProtectionPolicyRule from './EOPProtectionPolicyRule.ts'
import HostedConnectionFilterPolicy from './HostedConnectionFilterPolicy.ts'
import HostedContentFilterPolicy from './HostedContentFilterPolicy.ts'
import HostedContentFilterRule from './HostedContentFilterRule.ts'
import HostedOutboundSpamFilterPolicy from './HostedOutboundSpamFilterPolicy.ts'
import HostedOutboundSpamFilterRule from './HostedOutboundSpamFilterRule.ts'
import InboundConnector from './InboundConnector.ts'
import IntraOrganizationConnector from './IntraOrganizationConnector.ts'
import JournalRule from './JournalRule.ts'
import Mailbox from './Mailbox.ts'
import MailboxStatistics from './MailboxStatistics.ts'
import MailContact from './MailContact.ts'
import MailUser from './MailUser.ts'
import MalwareFilterPolicy from './MalwareFilterPolicy.ts'
import MalwareFilterRule from './MalwareFilterRule.ts'
import ManagementRole from './ManagementRole.ts'
import ManagementRoleAssignment from './ManagementRoleAssignment.ts'
import MessageTrace from './MessageTrace.ts'
import MessageTraceDetailV2 from './MessageTraceDetailV2.ts'
import MessageTraceV2 from './MessageTraceV2.ts'
import OrganizationConfig from './OrganizationConfig.ts'
import OrganizationRelationship from './OrganizationRelationship.ts'
import OutboundConnector from './OutboundConnector.ts'
import Recipient from './Recipient.ts'
import RemoteDomain from './RemoteDomain.ts'
import RoleGroup from './RoleGroup.ts'
import RoleGroupMember from './RoleGroupMember.ts'
import ServicePrincipal from './ServicePrincipal.ts'
import SharingPolicy from './SharingPolicy.ts'
import TenantAllowBlockListItems from './TenantAllowBlockListItems.ts'
import TenantAllowBlockListSpoofItems from './TenantAllowBlockListSpoofItems.ts'
import TransportConfig from './TransportConfig.ts'
import TransportRule from './TransportRule.ts'
import UnifiedGroup from './UnifiedGroup.ts'
import UnifiedGroupLinks from './UnifiedGroupLinks.ts'
import User from './User.ts'

export const NOUNS = [
  AcceptedDomain,
  AdminAuditLogConfig,
  AntiPhishPolicy,
  AntiPhishRule,
  AtpPolicyForO365,
  ATPProtectionPolicyRule,
  CASMailbox,
  DistributionGroup,
  DistributionGroupMember,
  DkimSigningConfig,
  DynamicDistributionGroup,
  DynamicDistributionGroupMember,
  EOPProtectionPolicyRule,
  HostedConnectionFilterPolicy,
  HostedContentFilterPolicy,
  HostedContentFilterRule,
  HostedOutboundSpamFilterPolicy,
  HostedOutboundSpamFilterRule,
  InboundConnector,
  IntraOrganizationConnector,
  JournalRule,
  MailContact,
  Mailbox,
  MailboxStatistics,
  MailUser,
  MalwareFilterPolicy,
  MalwareFilterRule,
  ManagementRole,
  ManagementRoleAssignment,
  MessageTrace,
  MessageTraceDetailV2,
  MessageTraceV2,
  OrganizationConfig,
  OrganizationRelationship,
  OutboundConnector,
  Recipient,
  RemoteDomain,
  RoleGroup,
  RoleGroupMember,
  ServicePrincipal,
  SharingPolicy,
  TenantAllowBlockListItems,
  TenantAllowBlockListSpoofItems,
  TransportConfig,
  TransportRule,
  UnifiedGroup,
  UnifiedGroupLinks,
  User,
]
