/** Directory objects of a starting tenant, complete as Graph stores them. */

import type { Entity } from '../base.ts'
import { verifiedDomains } from '../graph/directory/verified-domains.ts'
import { secondsText } from '../times.ts'

export interface UserFacts {
  readonly id: string
  readonly userPrincipalName: string
  readonly displayName: string
  /** Only accounts that sign in have a password. */
  readonly password?: string
  readonly jobTitle?: string
  /** The tenant's initial domain, in which each mailbox also has an address. */
  readonly initialDomain?: string
}

export function user(
  { id, userPrincipalName, displayName, password, jobTitle, initialDomain }: UserFacts,
  at: number,
): Entity {
  const [givenName = '', ...rest] = displayName.split(' ')
  const mailNickname = userPrincipalName.split('@')[0] ?? ''
  const atInitial = initialDomain && `${mailNickname}@${initialDomain}`
  const initial = atInitial === userPrincipalName ? undefined : atInitial
  return {
    id,
    deletedDateTime: null,
    accountEnabled: true,
    businessPhones: [],
    createdDateTime: secondsText(at),
    displayName,
    givenName,
    jobTitle: jobTitle ?? null,
    mail: userPrincipalName,
    mailNickname,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: 'en-US',
    proxyAddresses: [`SMTP:${userPrincipalName}`, ...(initial ? [`smtp:${initial}`] : [])],
    surname: rest.join(' ') || null,
    usageLocation: 'US',
    userPrincipalName,
    userType: 'Member',
    ...(password === undefined ? {} : { password }),
  }
}

/** A security group, or a Microsoft 365 group where it has an address. */
export function group(id: string, displayName: string, mail: string | undefined, at: number): Entity {
  return {
    id,
    deletedDateTime: null,
    classification: null,
    createdDateTime: secondsText(at),
    description: null,
    displayName,
    groupTypes: mail ? ['Unified'] : [],
    mail: mail ?? null,
    mailEnabled: mail !== undefined,
    mailNickname: mail?.split('@')[0] ?? displayName.replaceAll(/[^A-Za-z0-9]/g, ''),
    proxyAddresses: mail ? [`SMTP:${mail}`] : [],
    renewedDateTime: secondsText(at),
    resourceBehaviorOptions: [],
    securityEnabled: mail === undefined,
    uniqueName: null,
    visibility: mail ? 'Private' : null,
  }
}

export function domain(id: string, isDefault: boolean, isVerified = true): Entity {
  const isInitial = id.endsWith('.onmicrosoft.com')
  return {
    authenticationType: 'Managed',
    availabilityStatus: null,
    id,
    isAdminManaged: true,
    isDefault,
    isInitial,
    isRoot: true,
    isVerified,
    passwordNotificationWindowInDays: 14,
    passwordValidityPeriodInDays: 2147483647,
    state: null,
    supportedServices: isVerified ? ['Email', 'OfficeCommunicationsOnline'] : [],
  }
}

export function organization(
  id: string,
  displayName: string,
  domains: readonly Entity[],
  at: number,
): Entity {
  return {
    id,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: 'US',
    createdDateTime: secondsText(at),
    displayName,
    marketingNotificationEmails: [],
    onPremisesLastSyncDateTime: null,
    onPremisesSyncEnabled: null,
    partnerTenantType: null,
    postalCode: null,
    preferredLanguage: 'en',
    securityComplianceNotificationMails: [],
    securityComplianceNotificationPhones: [],
    state: null,
    street: null,
    technicalNotificationMails: [],
    tenantType: 'AAD',
    directorySizeQuota: { used: 100, total: 300000 },
    assignedPlans: [],
    provisionedPlans: [],
    verifiedDomains: verifiedDomains(domains),
  }
}
