/**
 * Who may run which cmdlet. The directory roles in the token's `wids` decide, for applications and users, as
 * they were when the token was issued.
 * https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 */
import type { Claims, TokenFailure } from '../entra/tokens/tokens.ts'
import { EXCHANGE_APP_ID, roleTemplate } from '../entra/well-known.ts'
import type { Version } from './wire/target.ts'

/** Documented: these two can do everything. */
const ALMIGHTY = ['Global Administrator', 'Exchange Administrator']
/** Documented: they see everything, by the role group View-Only Organization Management. */
const VIEWERS = ['Global Reader']
/**
 * Documented for the pages of mail filtering; observed with Security Reader for rules, anti-spam policies and the Tenant
 * Allow/Block List, inferred for the other nouns that name them.
 */
const SECURITY_READERS = ['Security Reader', 'Security Administrator']
const SECURITY_WRITERS = ['Security Administrator']
/** Documented: all recipients; Helpdesk Administrators see them (inferred from their role View-Only Recipients). */
const RECIPIENT_WRITERS = ['Exchange Recipient Administrator']
const RECIPIENT_READERS = [...RECIPIENT_WRITERS, 'Helpdesk Administrator']
/**
 * By the role group Compliance Management, which has Transport Rules and both View-Only roles (documented).
 */
const COMPLIANCE = ['Compliance Administrator']

interface Access {
  readonly read: readonly string[]
  readonly write: readonly string[]
}

const FILTERING: Access = { read: [...SECURITY_READERS, ...COMPLIANCE], write: SECURITY_WRITERS }
const RECIPIENTS: Access = { read: [...RECIPIENT_READERS, ...COMPLIANCE], write: RECIPIENT_WRITERS }
/** Nouns without a row: seen by viewers, and by Compliance Management's View-Only Configuration. */
const CONFIGURATION: Access = { read: COMPLIANCE, write: [] }

/** By noun, in addition to the roles that can do or see everything. */
const BY_NOUN: Readonly<Record<string, Access>> = {
  TransportRule: { read: [...SECURITY_READERS, ...COMPLIANCE], write: COMPLIANCE },
  HostedConnectionFilterPolicy: FILTERING,
  HostedContentFilterPolicy: FILTERING,
  HostedContentFilterRule: FILTERING,
  HostedOutboundSpamFilterPolicy: FILTERING,
  HostedOutboundSpamFilterRule: FILTERING,
  AntiPhishPolicy: FILTERING,
  AntiPhishRule: FILTERING,
  MalwareFilterPolicy: FILTERING,
  MalwareFilterRule: FILTERING,
  AtpPolicyForO365: FILTERING,
  ATPProtectionPolicyRule: FILTERING,
  DkimSigningConfig: FILTERING,
  EOPProtectionPolicyRule: FILTERING,
  TenantAllowBlockListItems: FILTERING,
  TenantAllowBlockListSpoofItems: FILTERING,
  AcceptedDomain: { read: [...SECURITY_READERS, ...COMPLIANCE], write: [] },
  Mailbox: RECIPIENTS,
  CASMailbox: RECIPIENTS,
  MailboxStatistics: RECIPIENTS,
  Recipient: RECIPIENTS,
  MailUser: RECIPIENTS,
  MailContact: RECIPIENTS,
  User: RECIPIENTS,
  DistributionGroup: RECIPIENTS,
  DistributionGroupMember: RECIPIENTS,
  DynamicDistributionGroup: RECIPIENTS,
  DynamicDistributionGroupMember: RECIPIENTS,
  UnifiedGroup: RECIPIENTS,
  UnifiedGroupLinks: RECIPIENTS,
  MessageTrace: RECIPIENTS,
  MessageTraceV2: RECIPIENTS,
  MessageTraceDetailV2: RECIPIENTS,
}

/** Role template ids that may run a cmdlet of the noun. */
export function rolesFor(noun: string, writes: boolean): ReadonlySet<string> {
  const { read, write } = BY_NOUN[noun] ?? CONFIGURATION
  const names = writes ? [...ALMIGHTY, ...write] : [...ALMIGHTY, ...VIEWERS, ...read]
  return new Set(names.map(roleTemplate))
}

const AUDIENCES = new Set(
  ['https://outlook.office365.com', 'https://outlook.office.com', EXCHANGE_APP_ID].flatMap((aud) => [
    aud,
    `${aud}/`,
  ]),
)

/** Values of x-ms-diagnostics: the audience's is observed, the others inferred from its form. */
const DIAGNOSTICS: Readonly<Record<Exclude<TokenFailure, 'missing'> | 'audience' | 'tenant', string>> = {
  malformed: '2000001;reason="The token is malformed.";error_category="invalid_token"',
  signature: '2000002;reason="The token has an invalid signature.";error_category="invalid_signature"',
  audience: '2000003;reason="The audience claim value is invalid \'aud\'.";error_category="invalid_resource"',
  expired: '2000004;reason="The token has expired.";error_category="invalid_lifetime"',
  early: '2000004;reason="The token is not yet valid.";error_category="invalid_lifetime"',
  tenant: '2000005;reason="The token is for another tenant.";error_category="invalid_tenant"',
}

/** Why a token may not open a session in the tenant, in the words of a 401; undefined where it may. */
export function sessionRefusal(
  claims: Claims | TokenFailure,
  tenantId: string | undefined,
  version: Version,
): { readonly diagnostics: string | undefined } | undefined {
  if (claims === 'missing') return { diagnostics: undefined }
  if (typeof claims === 'string') return { diagnostics: DIAGNOSTICS[claims] }
  if (!AUDIENCES.has(claims.aud)) return { diagnostics: DIAGNOSTICS.audience }
  if (claims.tid !== tenantId) return { diagnostics: DIAGNOSTICS.tenant }
  return isPermitted(claims, version) ? undefined : { diagnostics: undefined }
}

const PERMISSION = { app: 'Exchange.ManageAsApp', user: 'Exchange.Manage' }
/**
 * Documented; the new names do not work for the old versions (observed), and the old names do not work for
 * the new version (inferred).
 */
const PERMISSION_V2 = { app: 'Exchange.ManageAsAppV2', user: 'Exchange.ManageV2' }

/** Observed: without the application permission the answer is 401, not 403. Inferred for users' scope. */
function isPermitted({ idtyp, roles, scp }: Claims, version: Version): boolean {
  const needed = version === 'v2.0' ? PERMISSION_V2 : PERMISSION
  if (idtyp === 'app') return roles?.includes(needed.app) === true
  return scp?.split(' ').includes(needed.user) === true
}

export const mayRun = ({ wids }: Claims, allowed: ReadonlySet<string>): boolean =>
  wids?.some((role) => allowed.has(role)) === true
