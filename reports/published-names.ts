/**
 * What the product's objects are called in a tenant, and what its app may do there, as the vendor publishes it.
 * Written out a second time on purpose (see published-sites.ts).
 * https://docs.trendmicro.com/en-us/documentation/article/trend-vision-one-connectors-transport-inline
 */
export const APP_NAME = 'Trend Micro Cloud App Security'

/** Rules that send mail to the product's servers. */
export const REROUTING_RULES = [
  'TMCAS Inline Incoming Domain Transport Rule',
  'TMCAS Inline Incoming User Transport Rule',
  'TMCAS Inline Outgoing Domain Transport Rule',
  'TMCAS Inline Outgoing User Transport Rule',
] as const

/** Rules that treat mail which comes back from them. */
export const RETURN_RULES = [
  'TMCAS Inline Incoming Skip Spam Filter Transport Rule',
  'TMCAS Inline Incoming Move to Junk Folder Transport Rule',
] as const

export const RULES = [...REROUTING_RULES, ...RETURN_RULES] as const

/** Of Outbound type, in either direction of protection: Exchange Online hands mail over. */
export const OUTBOUND_CONNECTORS = [
  'TMCAS Inline Outbound Connector for Incoming Message',
  'TMCAS Inline Outbound Connector for Outgoing Message',
] as const

/** Of Inbound type: Exchange Online takes mail back. */
export const INBOUND_CONNECTORS = [
  'TMCAS Inline Inbound Connector for Incoming Message',
  'TMCAS Inline Inbound Connector for Outgoing Message',
] as const

export const GROUPS = [
  'TMCAS Inline Incoming O365 Virtual Group',
  'TMCAS Inline Outgoing O365 Virtual Group',
] as const

/**
 * Of the former "Exchange Mail Flow" service account, which protected outgoing mail alone. The name of the rule is proposed.
 * https://docs.trendmicro.com/en-us/enterprise/cloud-app-security-online-help/administration/global-settings/configuring-inline-p/configuring-outbound/connectors-and-trans.aspx
 */
export const FORMER_CONNECTORS = ['TMCAS Outbound Connector', 'TMCAS Inbound Connector'] as const
export const FORMER_RULE = 'TMCAS Outbound Transport Rule'

/**
 * Application permissions by app role id. The first two are published for inline mode; the others for API mode, which
 * the second consent covers too (inferred: the grant guide says that it gives access to users, domains and mailboxes).
 * Ids: https://learn.microsoft.com/graph/permissions-reference
 */
export const APP_PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['dc50a0fb-09a3-484d-be87-e023b12c6440', 'Exchange.ManageAsApp'],
  ['dbb9058a-0e50-45d7-ae91-66909b5d4664', 'Domain.Read.All'],
  ['7ab1d382-f21e-4acd-a863-ba3e13f7da61', 'Directory.Read.All'],
  ['5b567255-7703-4780-807c-7be8301ae99b', 'Group.Read.All'],
  ['e2a3a72e-5f79-4c64-b1b1-878b674786c9', 'Mail.ReadWrite'],
  ['658aa5d8-239f-45c4-aa12-864f4fc7e490', 'Member.Read.Hidden'],
])

/** Application permissions of API mode, all of them (permission table). */
export const API_PERMISSIONS: readonly string[] = [
  'Directory.Read.All',
  'Group.Read.All',
  'Mail.ReadWrite',
  'Member.Read.Hidden',
]

/** Without it nothing in Exchange Online can be made (documented). */
export const REQUIRED_PERMISSIONS = ['Exchange.ManageAsApp', 'Domain.Read.All'] as const

/** Delegated scopes: `User.Read` is published; the others come with every sign-in (inferred). */
export const SCOPES: ReadonlySet<string> = new Set([
  'User.Read',
  'openid',
  'profile',
  'email',
  'offline_access',
])

/** Template id of the role that the administrator gives to the app. */
export const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de'
