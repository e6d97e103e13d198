/**
 * Who may run which cmdlet. The directory roles in the token's `wids` decide, for applications and users alike.
 * https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 */
import type { Claims, TokenFailure } from '../entra/tokens.ts'
import { EXCHANGE_APP_ID, roleTemplate } from '../entra/well-known.ts'

/** Documented: these two can do everything. */
const WRITERS = ['Global Administrator', 'Exchange Administrator']
/** Observed with Security Reader and Global Reader; inferred that Security Administrator reads what its reader does. */
const SECURITY = [...WRITERS, 'Global Reader', 'Security Reader', 'Security Administrator']
const CONFIGURATION = [...WRITERS, 'Global Reader']

const READERS: Readonly<Record<string, readonly string[]>> = {
  TransportRule: SECURITY,
  HostedConnectionFilterPolicy: SECURITY,
  TenantAllowBlockListSpoofItems: SECURITY,
  AcceptedDomain: SECURITY,
  InboundConnector: CONFIGURATION,
  OutboundConnector: CONFIGURATION,
  OrganizationConfig: CONFIGURATION,
}

const idsOf = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(roleTemplate))
const WRITER_IDS = idsOf(WRITERS)
const READER_IDS = new Map(Object.entries(READERS).map(([noun, names]) => [noun, idsOf(names)]))

/** Role template ids that open a cmdlet of the noun. */
export const rolesFor = (noun: string, writes: boolean): ReadonlySet<string> =>
  (writes ? undefined : READER_IDS.get(noun)) ?? WRITER_IDS

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
  tenant: '2000005;reason="The token is for another tenant.";error_category="invalid_tenant"',
}

/** Why a token does not open a session in the tenant, as a 401 says it, or undefined where it does. */
export function sessionRefusal(
  claims: Claims | TokenFailure,
  tenantId: string | undefined,
): { readonly diagnostics: string | undefined } | undefined {
  if (claims === 'missing') return { diagnostics: undefined }
  if (typeof claims === 'string') return { diagnostics: DIAGNOSTICS[claims] }
  if (!AUDIENCES.has(claims.aud)) return { diagnostics: DIAGNOSTICS.audience }
  if (claims.tid !== tenantId) return { diagnostics: DIAGNOSTICS.tenant }
  return isPermitted(claims) ? undefined : { diagnostics: undefined }
}

/** Observed: without the application permission the answer is 401, not 403. Inferred for users' scope. */
function isPermitted({ idtyp, roles, scp }: Claims): boolean {
  if (idtyp === 'app') return roles?.includes('Exchange.ManageAsApp') === true
  return scp?.split(' ').includes('Exchange.Manage') === true
}

export const mayRun = ({ wids }: Claims, allowed: ReadonlySet<string>): boolean =>
  wids?.some((role) => allowed.has(role)) === true
