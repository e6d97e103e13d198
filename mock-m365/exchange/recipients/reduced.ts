/**
 * Get-Recipient's object, which shows a little of every type, and Get-User's. Their properties are documented as
 * filterable ones; their order is that of the management tools' published class (observed), not of a capture.
 * https://learn.microsoft.com/powershell/exchange/filter-properties
 */
import type { Entity } from '../../base.ts'
import { DOMAIN_CONTROLLER } from '../directory-object.ts'
import { asList } from '../noun.ts'
import { externalAddress } from './contact.ts'
import type { Recipient } from './index.ts'
import { filled, namesOf, type Scene, textOf } from './tail.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'
const numbered = (name: string, last: number, value: unknown): Entity =>
  Object.fromEntries(Array.from({ length: last }, (_, i) => [`${name}${i + 1}`, value]))

const IDENTITY_TAIL: Entity = {
  ExchangeVersion: '0.20 (15.0.0.0)',
  DistinguishedName: '',
  ObjectClass: [],
  WhenChanged: null,
  WhenCreated: null,
  WhenChangedUTC: null,
  WhenCreatedUTC: null,
  ExchangeObjectId: '',
  OrganizationalUnitRoot: '',
  OrganizationId: '',
  Id: '',
  Guid: '',
  OriginatingServer: DOMAIN_CONTROLLER,
  IsValid: true,
}

const RECIPIENT: Entity = {
  Identity: '',
  Alias: '',
  ArchiveGuid: NOBODY,
  AuthenticationType: null,
  City: '',
  Notes: '',
  Company: '',
  CountryOrRegion: null,
  PostalCode: '',
  ...numbered('CustomAttribute', 15, ''),
  ...numbered('ExtensionCustomAttribute', 5, []),
  Database: null,
  ArchiveDatabase: null,
  DatabaseName: '',
  Department: '',
  ExternalDirectoryObjectId: '',
  ManagedFolderMailboxPolicy: null,
  EmailAddresses: [],
  ExpansionServer: '',
  ExternalEmailAddress: null,
  DisplayName: '',
  FirstName: '',
  HiddenFromAddressListsEnabled: false,
  EmailAddressPolicyEnabled: false,
  IsDirSynced: false,
  LastName: '',
  ResourceType: null,
  ManagedBy: [],
  Manager: null,
  ActiveSyncMailboxPolicy: null,
  ActiveSyncMailboxPolicyIsDefaulted: false,
  Name: '',
  Office: '',
  ObjectCategory: '',
  OrganizationalUnit: '',
  Phone: '',
  PoliciesIncluded: [],
  PoliciesExcluded: [],
  PrimarySmtpAddress: '',
  RecipientType: '',
  RecipientTypeDetails: '',
  SamAccountName: '',
  ServerLegacyDN: '',
  ServerName: '',
  StateOrProvince: '',
  StorageGroupName: '',
  Title: '',
  UMEnabled: false,
  WindowsLiveID: '',
  HasActiveSyncDevicePartnership: false,
  AddressListMembership: [],
  OwaMailboxPolicy: null,
  AddressBookPolicy: null,
  SharingPolicy: null,
  RetentionPolicy: null,
  ShouldUseDefaultRetentionPolicy: false,
  MailboxRelease: '',
  IsValidSecurityPrincipal: true,
  LitigationHoldEnabled: false,
  Capabilities: [],
  ArchiveState: 'None',
  SKUAssigned: null,
  WhenMailboxCreated: null,
  UsageLocation: null,
  ExchangeGuid: NOBODY,
  ArchiveStatus: 'None',
  WhenSoftDeleted: null,
  ...IDENTITY_TAIL,
}

/** A recipient of any type as Get-Recipient shows it. */
export function recipientObject(scene: Scene, recipient: Recipient): Entity {
  const { entity, id, type } = recipient
  const isMailbox = type.endsWith('Mailbox') && type !== 'GroupMailbox'
  const owners = scene.view.find('groups/owners', 'groupId', id).map(({ memberId }) => memberId)
  return filled(RECIPIENT, scene, recipient, {
    ...personOf(entity),
    Notes: textOf(entity.description),
    ExternalEmailAddress: /MailUser$|MailContact/.test(type) ? externalAddress(scene, recipient) : null,
    ManagedBy: owners.length === 0 ? [] : namesOf(scene.view, owners),
    WindowsLiveID: textOf(entity.userPrincipalName),
    IsValidSecurityPrincipal: type !== 'MailUniversalDistributionGroup' && type !== 'MailContact',
    ...(isMailbox
      ? { Capabilities: [], MailboxRelease: 'E15', SharingPolicy: 'Default Sharing Policy' }
      : {}),
    SKUAssigned: isMailbox ? asList(entity.assignedLicenses).length > 0 : null,
  })
}

const personOf = (entity: Entity): Entity => ({
  City: textOf(entity.city),
  Company: textOf(entity.companyName),
  CountryOrRegion: entity.country ?? null,
  CountryOrRegionText: textOf(entity.country),
  PostalCode: textOf(entity.postalCode),
  Department: textOf(entity.department),
  FirstName: textOf(entity.givenName),
  LastName: textOf(entity.surname),
  Office: textOf(entity.officeLocation),
  Phone: textOf(asList(entity.businessPhones)[0]),
  MobilePhone: textOf(entity.mobilePhone),
  StateOrProvince: textOf(entity.state),
  Title: textOf(entity.jobTitle),
  UsageLocation: entity.usageLocation ?? null,
})

const USER: Entity = {
  IsSecurityPrincipal: true,
  SamAccountName: '',
  SidHistory: [],
  UserPrincipalName: '',
  ResetPasswordOnNextLogon: false,
  OrganizationalUnit: '',
  AccountDisabled: false,
  City: '',
  Company: '',
  CountryOrRegion: null,
  Department: '',
  DirectReports: [],
  DisplayName: '',
  ExternalDirectoryObjectId: '',
  Fax: '',
  FirstName: '',
  HomePhone: '',
  Initials: '',
  IsDirSynced: false,
  LastName: '',
  Manager: null,
  MicrosoftOnlineServicesID: '',
  MobilePhone: '',
  Notes: '',
  Office: '',
  Phone: '',
  PostalCode: '',
  RecipientType: '',
  RecipientTypeDetails: '',
  SimpleDisplayName: '',
  StateOrProvince: '',
  StreetAddress: '',
  Title: '',
  WindowsEmailAddress: '',
  WindowsLiveID: '',
  Identity: '',
  Name: '',
  ObjectCategory: '',
  ...IDENTITY_TAIL,
}

/** An account as Get-User shows it. @param recipient with the type `User` and no address where it has no mail */
export function userObject(scene: Scene, recipient: Recipient): Entity {
  const { entity, primaryAddress } = recipient
  return filled(USER, scene, recipient, {
    ...personOf(entity),
    UserPrincipalName: entity.userPrincipalName,
    MicrosoftOnlineServicesID: entity.userPrincipalName,
    WindowsLiveID: entity.userPrincipalName,
    AccountDisabled: entity.accountEnabled === false,
    StreetAddress: textOf(entity.streetAddress),
    WindowsEmailAddress: primaryAddress,
  })
}
