/** The public pages that the tables of this room are written from, under the short names that reports print. */

const VENDOR = 'https://docs.trendmicro.com/en-us/documentation/article/trend-vision-one-'
const CLASSIC = 'https://docs.trendmicro.com/en-us/enterprise/cloud-app-security-online-help/'
const MICROSOFT = 'https://learn.microsoft.com/'

export const PAGES = {
  'changes table': `${VENDOR}changes-inline-protection`,
  'object table': `${VENDOR}connectors-transport-inline`,
  'grant guide': `${VENDOR}grant-exchange-inline-auth`,
  'API grant guide': `${VENDOR}access-exchange-auth-acct`,
  'classic API grant guide': `${CLASSIC}getting-started/provisioning-for-mic/provisioning-an-exch.aspx`,
  'ways to grant access': `${VENDOR}different-granting-access`,
  'organization guide': `${VENDOR}organization-management`,
  'several tenants guide': `${VENDOR}multiple-tenants-one-account`,
  'synchronized users guide': `${VENDOR}manage-synced-eo-user-list`,
  'feature limits': `${VENDOR}feature-limits-cas-cecp`,
  'provisioning guide': `${CLASSIC}provisioning/provisioning-for-mic/provisioning-an-exch_002/provisioning-an-exch_001.aspx`,
  'permission table': `${VENDOR}entraid-permissions-cecp`,
  'security settings guide': `${VENDOR}verifying-security-settings-ms`,
  'failed grant article': `${VENDOR}access-inline-always-fail`,
  'removal guide': `${VENDOR}revoking-access-office-365-services`,
  'changes overview': `${VENDOR}changes-made`,
  'API changes table': `${VENDOR}changes-api-based-protection`,
  'service account guide': `${VENDOR}service-account-cloud-apps`,
  'account errors': `${VENDOR}clp-or-lmp-account-error`,
  'service status': `${VENDOR}service-status`,
  'protection modes': `${VENDOR}protection-modes-for-email-services`,
  'actions page': `${VENDOR}actions-different-services`,
  'privacy page': `${VENDOR}how-protects-your-data-privacy`,
  'synchronized data': `${VENDOR}data-synchronized`,
  'policy guide': `${VENDOR}general`,
  'policy list guide': `${VENDOR}adding-atp-policies`,
  'DLP guide': `${VENDOR}data-loss-prevention-cloud-app`,
  'inline settings': `${VENDOR}inline-settings-exchange`,
  'notification guide': `${VENDOR}configuring-recipient-groups`,
  'known issues': `${VENDOR}known-issues`,
  'questions and answers': `${VENDOR}faqs`,
  'Gmail routing guide': `${VENDOR}email-routing-inline-prot`,
  'Gmail changes': `${VENDOR}changes-inline-protection#gmail`,
  'pre-release connectors': `${CLASSIC}administration/global-settings/configuring-inline-p/configuring-outbound/connectors-and-trans.aspx`,
  'licence article': 'https://success.trendmicro.com/solution/000279597',
  'token article': 'https://success.trendmicro.com/ja-JP/solution/KA-0015107',
  'PIM guide': `${MICROSOFT}entra/id-governance/privileged-identity-management/pim-how-to-add-role-to-user`,
  'connection filter guide': `${MICROSOFT}defender-office-365/connection-filter-policies-configure`,
  'spoof allow guide': `${MICROSOFT}defender-office-365/tenant-allow-block-list-email-spoof-configure`,
  'inbound connector cmdlet': `${MICROSOFT}powershell/module/exchangepowershell/new-inboundconnector`,
  'inbound connector questions': `${MICROSOFT}exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/inbound-connector-faq`,
  'app-only guide': `${MICROSOFT}powershell/exchange/app-only-auth-powershell-v2`,
  'transport rule cmdlet': `${MICROSOFT}powershell/module/exchangepowershell/new-transportrule`,
  'deleted items reference': `${MICROSOFT}graph/api/directory-deleteditems-list`,
  /** No page: headers of one tenant's mails of 2023 to 2026 in public mailing-list archives. */
  'public mail headers': 'message headers in public mailing-list archives, 2023 to 2026',
} as const

export type PageName = keyof typeof PAGES

/** How well a statement is known: said by a vendor, seen, concluded from both, or a convention of this harness. */
export type Mark = 'documented' | 'observed' | 'inferred' | 'proposed'
