/**
 * Complete objects as Get- returns them, for starting states, imports and New-. Properties, order and
 * defaults are observed in a tenant's published export; an override replaces the default.
 */

import type { Entity } from '../base.ts'
import { localTime } from '../times.ts'
import { directoryTail, guidOf, type Origin, type Placement } from './directory-object.ts'
import type { Draft } from './noun.ts'

export type { Origin } from './directory-object.ts'
export { transportRule } from './transport-rules/rule.ts'

export const INBOUND_CONNECTOR: Placement = {
  container: '',
  category: 'ms-Exch-SMTP-Inbound-Connector',
  objectClass: 'msExchSMTPInboundConnector',
  version: '0.1 (8.0.535.0)',
}

/** RequireTls has two documented defaults; the newer page says true. */
export function inboundConnector(origin: Origin, overrides: Entity & { readonly Name: string }): Draft {
  const { Name: name } = overrides
  return {
    Enabled: true,
    ConnectorType: 'Partner',
    ConnectorSource: 'Default',
    Comment: '',
    SenderIPAddresses: [],
    SenderDomains: [],
    TrustedOrganizations: [],
    ClientHostNames: [],
    AssociatedAcceptedDomains: [],
    RequireTls: true,
    RestrictDomainsToIPAddresses: false,
    RestrictDomainsToCertificate: false,
    CloudServicesMailEnabled: false,
    TreatMessagesAsInternal: false,
    TlsSenderCertificateName: null,
    EFTestMode: false,
    ScanAndDropRecipients: [],
    EFSkipLastIP: false,
    EFSkipIPs: [],
    EFSkipMailGateway: [],
    EFUsers: [],
    NameHashGuid: guidOf(name.toLowerCase()),
    OrganizationalUnitRootInternal: origin.organization,
    ...directoryTail(origin, name, INBOUND_CONNECTOR),
    ...overrides,
  }
}

/** Schema names inferred from the inbound connector's. */
export const OUTBOUND_CONNECTOR: Placement = {
  container: '',
  category: 'ms-Exch-SMTP-Outbound-Connector',
  objectClass: 'msExchSMTPOutboundConnector',
  version: '0.1 (8.0.535.0)',
}

export function outboundConnector(origin: Origin, overrides: Entity & { readonly Name: string }): Draft {
  return {
    Enabled: true,
    UseMXRecord: true,
    Comment: '',
    ConnectorType: 'Partner',
    ConnectorSource: 'Default',
    RecipientDomains: [],
    SmartHosts: [],
    TlsDomain: null,
    TlsSettings: null,
    IsTransportRuleScoped: false,
    RouteAllMessagesViaOnPremises: false,
    CloudServicesMailEnabled: false,
    AllAcceptedDomains: false,
    SenderRewritingEnabled: false,
    MtaStsMode: 'Opportunistic',
    SmtpDaneMode: 'Opportunistic',
    TestMode: false,
    ValidationRecipients: [],
    IsValidated: false,
    LastValidationTimestamp: null,
    ...directoryTail(origin, overrides.Name, OUTBOUND_CONNECTOR),
    ...overrides,
  }
}

const CONNECTION_FILTER: Placement = {
  container: 'CN=Hosted Connection Filter,',
  category: 'ms-Exch-Hosted-Connection-Filter-Policy',
  objectClass: 'msExchHostedConnectionFilterPolicy',
  version: '0.20 (15.0.0.0)',
}

/** The tenant's only policy, Default. The leading names are in the order of the observed object. */
export function hostedConnectionFilterPolicy(origin: Origin, overrides: Entity = {}): Draft {
  const name = typeof overrides.Name === 'string' ? overrides.Name : 'Default'
  return {
    AdminDisplayName: '',
    IsDefault: true,
    IPAllowList: [],
    IPBlockList: [],
    EnableSafeList: false,
    DirectoryBasedEdgeBlockMode: 'Default',
    Identity: name,
    Id: name,
    IsValid: true,
    ...directoryTail(origin, name, CONNECTION_FILTER),
    ...overrides,
  }
}

const ACCEPTED_DOMAIN: Placement = {
  container: 'CN=Accepted Domains,',
  category: 'ms-Exch-Accepted-Domain',
  objectClass: 'msExchAcceptedDomain',
  version: '0.20 (15.0.0.0)',
}

/**
 * The organization's own `onmicrosoft.com` name is the initial domain; an override says which one is the
 * default.
 */
export function acceptedDomain(origin: Origin, overrides: Entity & { readonly DomainName: string }): Draft {
  const name = overrides.DomainName
  const defaults: Draft = {
    DomainName: name,
    CatchAllRecipientID: null,
    DomainType: 'Authoritative',
    MatchSubDomains: false,
    AddressBookEnabled: true,
    Default: false,
    EmailOnly: false,
    ExternallyManaged: false,
    RawAuthenticationType: 'Managed',
    AuthenticationType: 'Managed',
    LiveIdInstanceType: 'Business',
    PendingRemoval: false,
    PendingCompletion: false,
    FederatedOrganizationLink: 'Federation',
    MailFlowPartner: null,
    OutboundOnly: false,
    PendingFederatedAccountNamespace: false,
    PendingFederatedDomain: false,
    IsCoexistenceDomain: false,
    PerimeterDuplicateDetected: false,
    IsDefaultFederatedDomain: false,
    EnableNego2Authentication: false,
    CanHaveCloudCache: false,
    SendingFromDomainDisabled: false,
    SendingToDomainDisabled: false,
    SmtpDaneStatus: 'Disabled',
    MailFlowRegion: '',
    AzureProvisioningRegion: '',
    InitialDomain: name.toLowerCase() === origin.organization.toLowerCase(),
    ...directoryTail(origin, name, ACCEPTED_DOMAIN),
  }
  return { ...defaults, ...overrides }
}

/** The observed properties of the organization; a real answer has some three hundred more. */
export function organizationConfig(origin: Origin, overrides: Entity = {}): Draft {
  const { organization, guid, at } = origin
  return {
    Name: organization,
    Identity: organization,
    Guid: guid,
    DisplayName: organization.slice(0, organization.indexOf('.')),
    IsDehydrated: false,
    IsMixedMode: true,
    AuditDisabled: false,
    HybridConfigurationStatus: 'Unknown',
    OAuth2ClientProfileEnabled: true,
    DefaultAuthenticationPolicy: null,
    SendFromAliasEnabled: false,
    AutodiscoverPartialDirSync: false,
    FocusedInboxOn: null,
    IPListBlocked: [],
    HierarchicalAddressBookRoot: null,
    ConnectorsEnabled: true,
    ConnectorsEnabledForTeams: true,
    CustomerLockboxEnabled: false,
    SmtpActionableMessagesEnabled: true,
    ActivityBasedAuthenticationTimeoutEnabled: true,
    ActivityBasedAuthenticationTimeoutInterval: '06:00:00',
    BookingsEnabled: true,
    EwsEnabled: null,
    PublicFoldersEnabled: 'Local',
    MailTipsAllTipsEnabled: true,
    MailTipsExternalRecipientsTipsEnabled: false,
    MailTipsGroupMetricsEnabled: true,
    MailTipsMailboxSourcedTipsEnabled: true,
    WhenChanged: localTime(at),
    WhenCreated: localTime(at),
    IsValid: true,
    ObjectState: 'Unchanged',
    ...overrides,
  }
}

/**
 * One spoofed-sender pair. Its Identity is derived from the pair, so that the same pair has the same one
 * (inferred).
 */
export function spoofItem(pair: {
  readonly SpoofedUser: string
  readonly SendingInfrastructure: string
  readonly SpoofType: 'Internal' | 'External'
  readonly Action: 'Allow' | 'Block'
}): Draft {
  const { SpoofedUser, SendingInfrastructure, SpoofType, Action } = pair
  const Identity = guidOf(`${SpoofedUser} ${SendingInfrastructure} ${SpoofType}`.toLowerCase())
  return { Identity, SpoofedUser, SendingInfrastructure, SpoofType, Action }
}
