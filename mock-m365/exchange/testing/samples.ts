/**
 * One sample object for each noun, with the parameters to make, change, rename and find it. A noun without a
 * sample fails the contract.
 */
import type { Entity } from '../../base.ts'

type Parameters = Readonly<Record<string, unknown>>

export interface Sample {
  /** Preparation, as cmdlets with their parameters. */
  readonly before?: readonly (readonly [cmdlet: string, parameters: Parameters])[]
  /** Parameters of New-, where the noun has it. */
  readonly create?: Parameters
  /**
   * Parameters of Set- in addition to those that name the object. Each is read back as a property of its
   * name.
   */
  readonly change?: Parameters
  /** Parameters that name the object in Get-, Set- and Remove-. */
  readonly named?: (object: Entity) => Parameters
  /** The parameter of Set- that renames it; Get- then finds it only by the new name. */
  readonly renamedBy?: 'Name'
  /** Why a rename is not shown, where Set- has that parameter. */
  readonly notRenamedBecause?: string
  /** Parameters without which Get- does not run. */
  readonly get?: Parameters
  /** Why Set- writes even without a change. */
  readonly touchesBecause?: string
  /** Get-'s refusal, where it always refuses. */
  readonly retired?: RegExp
  /** Why the sample world shows no object to Get-. */
  readonly emptyBecause?: string
}

const byName = ({ Name }: Entity) => ({ Identity: Name })
const byIdentity = ({ Identity }: Entity) => ({ Identity })

const threatPolicy = (change: Parameters): Sample => ({
  create: { Name: 'Strict ones' },
  change,
  named: byName,
})

const threatRule = (noun: string): Sample => ({
  before: [[`New-${noun}Policy`, { Name: 'Strict ones' }]],
  create: {
    Name: 'For Contoso',
    [`${noun}Policy`]: 'Strict ones',
    ...(noun === 'HostedOutboundSpamFilter'
      ? { SenderDomainIs: 'contoso.com' }
      : { RecipientDomainIs: 'contoso.com' }),
  },
  change: { Comments: 'changed' },
  named: byName,
  renamedBy: 'Name',
})

const ANNA = { Identity: 'anna@contoso.com' }
const standing = (change: Parameters, identity?: string): Sample => ({
  change,
  named: () => (identity === undefined ? {} : { Identity: identity }),
})

const TRACE = { StartDate: '2026-03-01T00:00:00Z', EndDate: '2026-03-02T00:00:00Z' }
const NO_MAIL = 'nobody has sent mail in the sample world'
const NO_EXPORT = 'the sample world has none, and no cmdlet makes one'

export const SAMPLES: Readonly<Record<string, Sample>> = {
  AcceptedDomain: standing({ MatchSubDomains: false, DomainType: 'InternalRelay' }, 'contoso.com'),
  AdminAuditLogConfig: standing({ UnifiedAuditLogIngestionEnabled: false }),
  AntiPhishPolicy: threatPolicy({ PhishThresholdLevel: 2 }),
  AntiPhishRule: threatRule('AntiPhish'),
  AtpPolicyForO365: { emptyBecause: NO_EXPORT },
  ATPProtectionPolicyRule: { emptyBecause: NO_EXPORT },
  CASMailbox: { ...standing({ ImapEnabled: false }, ANNA.Identity) },
  DistributionGroup: {
    create: { Name: 'Builders', DisplayName: 'The crew', Alias: 'crew' },
    change: { RequireSenderAuthenticationEnabled: false },
    named: byName,
    renamedBy: 'Name',
  },
  DistributionGroupMember: { get: { Identity: 'List' } },
  DkimSigningConfig: {
    create: { DomainName: 'contoso.com', Enabled: false },
    change: { HeaderCanonicalization: 'Simple' },
    named: byIdentity,
  },
  DynamicDistributionGroup: {
    create: {
      Name: 'All of sales',
      DisplayName: 'Sellers',
      Alias: 'ddg',
      IncludedRecipients: 'MailboxUsers',
    },
    change: { RecipientFilter: "Department -eq 'Sales'" },
    named: byName,
    renamedBy: 'Name',
  },
  DynamicDistributionGroupMember: {
    before: [['New-DynamicDistributionGroup', { Name: 'Everybody', IncludedRecipients: 'AllRecipients' }]],
    get: { Identity: 'Everybody' },
  },
  EOPProtectionPolicyRule: { emptyBecause: NO_EXPORT },
  HostedConnectionFilterPolicy: threatPolicy({ EnableSafeList: true }),
  HostedContentFilterPolicy: threatPolicy({ BulkThreshold: 4 }),
  HostedContentFilterRule: threatRule('HostedContentFilter'),
  HostedOutboundSpamFilterPolicy: threatPolicy({ RecipientLimitPerDay: 100 }),
  HostedOutboundSpamFilterRule: threatRule('HostedOutboundSpamFilter'),
  InboundConnector: {
    create: {
      Name: 'In',
      SenderDomains: '*',
      SenderIPAddresses: ['203.0.113.0/28'],
      ConnectorType: 'OnPremises',
    },
    change: { Comment: 'changed' },
    named: byName,
    renamedBy: 'Name',
  },
  IntraOrganizationConnector: { emptyBecause: NO_EXPORT },
  JournalRule: {
    before: [['Set-TransportConfig', { JournalingReportNdrTo: 'ndr@contoso.com' }]],
    create: { Name: 'Archive all', JournalEmailAddress: 'journal@archive.example' },
    change: { Scope: 'External', Recipient: 'anna@contoso.com' },
    named: byName,
    renamedBy: 'Name',
  },
  MailContact: {
    create: {
      Name: 'Carl Outside',
      DisplayName: 'C. O.',
      Alias: 'co',
      ExternalEmailAddress: 'carl@fabrikam.com',
    },
    change: { DisplayName: 'Carl' },
    named: byName,
    renamedBy: 'Name',
  },
  Mailbox: {
    create: { Name: 'Sales Department', DisplayName: 'Sellers', Alias: 'sellers', Shared: true },
    change: { DisplayName: 'Sales' },
    named: byName,
    renamedBy: 'Name',
  },
  MailboxStatistics: { get: ANNA },
  MailUser: {},
  MalwareFilterPolicy: threatPolicy({ EnableFileFilter: false }),
  MalwareFilterRule: threatRule('MalwareFilter'),
  ManagementRole: {},
  ManagementRoleAssignment: {},
  MessageTrace: { get: TRACE, retired: /will start deprecating on September 1st, 2025/ },
  MessageTraceDetailV2: {
    get: { MessageTraceId: '00000000-0000-4000-8000-000000000001', RecipientAddress: ANNA.Identity },
    emptyBecause: NO_MAIL,
  },
  MessageTraceV2: { get: TRACE, emptyBecause: NO_MAIL },
  OrganizationConfig: standing({ AuditDisabled: true }),
  OrganizationRelationship: { emptyBecause: NO_EXPORT },
  OutboundConnector: {
    create: {
      Name: 'Out',
      UseMXRecord: false,
      SmartHosts: ['relay.example.net'],
      IsTransportRuleScoped: true,
    },
    change: { Comment: 'changed' },
    named: byName,
    renamedBy: 'Name',
    get: { IncludeTestModeConnectors: false },
  },
  Recipient: {},
  RemoteDomain: {
    create: { Name: 'Partner', DomainName: '*.fabrikam.com' },
    change: { AutoForwardEnabled: false, LineWrapSize: '76' },
    named: byName,
    renamedBy: 'Name',
  },
  RoleGroup: {},
  RoleGroupMember: { get: { Identity: 'Organization Management' }, emptyBecause: NO_EXPORT },
  ServicePrincipal: {
    create: {
      AppId: '22222222-2222-4222-8222-222222222222',
      ObjectId: '33333333-3333-4333-8333-333333333333',
      DisplayName: 'CAS',
    },
    change: { DisplayName: 'CAS again' },
    named: ({ ObjectId }) => ({ Identity: ObjectId }),
  },
  SharingPolicy: {},
  TenantAllowBlockListItems: {
    create: { ListType: 'Sender', Block: true, Entries: ['bad@fabrikam.com'], NoExpiration: true },
    change: { Notes: 'changed' },
    named: ({ Identity }) => ({ ListType: 'Sender', Ids: [Identity] }),
    touchesBecause: 'an entry tells who has set it last, and when',
    get: { ListType: 'Sender' },
  },
  TenantAllowBlockListSpoofItems: {
    create: {
      Identity: 'Default',
      SpoofedUser: '*',
      SendingInfrastructure: 'inpost.example.net',
      SpoofType: 'External',
      Action: 'Allow',
    },
    change: { Action: 'Block' },
    named: ({ Identity }) => ({ Identity: 'Default', Ids: [Identity] }),
  },
  TransportConfig: standing({ ExternalDelayDsnEnabled: false }),
  TransportRule: {
    create: { Name: 'Route', SentToMemberOf: 'Sales', SetSCL: -1 },
    change: { Comments: 'changed' },
    named: byName,
    renamedBy: 'Name',
  },
  UnifiedGroup: {
    create: { DisplayName: 'Planners', Alias: 'planners' },
    change: { Notes: 'changed' },
    named: byName,
    notRenamedBecause: 'its distinguished name keeps the first name, and finds it still',
  },
  UnifiedGroupLinks: { get: { Identity: 'Team', LinkType: 'Members' } },
  User: {},
}
