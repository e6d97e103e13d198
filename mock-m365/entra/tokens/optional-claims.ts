/**
 * Additional claims that an application requires, in its registration or in the request.
 * https://learn.microsoft.com/entra/identity-platform/optional-claims-reference (documented)
 */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { recordOf, recordsIn, text } from '../directory/directory.ts'
import type { SignedIn } from '../sign-ins.ts'

export interface ClaimFacts {
  readonly tenant: Tenant
  /** Absent where an application acts alone. */
  readonly user?: Entity | undefined
  readonly who?: SignedIn | undefined
  /** Capabilities that the client declares. */
  readonly capabilities: readonly string[]
}

/** The value of each claim; undefined where it has none, and the claim is then left out (documented). */
const VALUES: Readonly<Record<string, (facts: ClaimFacts, properties: readonly unknown[]) => unknown>> = {
  acct: ({ user }) => user && (user.userType === 'Guest' ? 1 : 0),
  auth_time: ({ who }) => who && Math.floor(who.at / 1000),
  ctry: ({ user }) => user?.country,
  email: ({ user }) => user?.mail,
  family_name: ({ user }) => user?.surname,
  given_name: ({ user }) => user?.givenName,
  idtyp: ({ user }, properties) =>
    user ? (properties.includes('include_user_token') ? 'user' : undefined) : 'app',
  login_hint: ({ user }) => user && Buffer.from(`O.${text(user.id)}`).toString('base64url'),
  onprem_sid: ({ user }) => user?.onPremisesSecurityIdentifier,
  preferred_username: ({ user }) => user?.userPrincipalName,
  tenant_ctry: ({ tenant }) => organizationOf(tenant).countryLetterCode,
  tenant_region_scope: () => 'WW',
  upn: ({ user }, properties) => user && nameOf(user, properties),
  verified_primary_email: (facts) => (isVerified(facts) ? [facts.user?.mail] : undefined),
  xms_cc: ({ capabilities }) => (capabilities.length > 0 ? capabilities : undefined),
  xms_edov: (facts) => (facts.user?.mail ? isVerified(facts) : undefined),
  xms_pl: ({ user }) => user?.preferredLanguage,
  xms_tpl: ({ tenant }) => organizationOf(tenant).preferredLanguage,
}

/** Claims that the application's registration requires. @param token the kind of token */
export function registeredClaims(
  application: Entity,
  token: 'idToken' | 'accessToken',
  facts: ClaimFacts,
): Entity {
  const asked = recordsIn(recordOf(application.optionalClaims)[token])
  const claims = asked.map(({ name, source, additionalProperties }) => {
    const properties = Array.isArray(additionalProperties) ? additionalProperties : []
    return source === 'user' ? extension(text(name), facts) : known(text(name), facts, properties)
  })
  return Object.assign({}, ...claims)
}

/** Claims that the `claims` parameter names. */
export const requestedClaims = (names: Iterable<string>, facts: ClaimFacts): Entity =>
  Object.assign({}, ...[...names].map((name) => known(name, facts, [])))

function known(name: string, facts: ClaimFacts, properties: readonly unknown[]): Entity {
  const value = Object.hasOwn(VALUES, name) ? VALUES[name]?.(facts, properties) : undefined
  return value === undefined || value === null || value === '' ? {} : { [name]: value }
}

/** A directory extension, `extension_<application>_<name>`, comes as `extn.<name>`. */
function extension(name: string, { user }: ClaimFacts): Entity {
  const value = user?.[name]
  const bare = /^extension_[0-9a-f]{32}_(.+)$/i.exec(name)?.[1]
  return bare === undefined || value === undefined || value === null ? {} : { [`extn.${bare}`]: value }
}

/** A guest's name is the mail address, unless the name in this tenant is requested. */
function nameOf({ userPrincipalName, userType, mail }: Entity, properties: readonly unknown[]): string {
  const name = text(userPrincipalName)
  if (userType !== 'Guest' || properties.includes('include_externally_authenticated_upn')) return name
  if (properties.includes('include_externally_authenticated_upn_without_hash'))
    return name.replaceAll('#', '_')
  return text(mail) || name
}

function isVerified({ tenant, user }: ClaimFacts): boolean {
  const mail = text(user?.mail)
  const domain = mail.slice(mail.lastIndexOf('@') + 1).toLowerCase()
  return tenant.find('domains', 'id', domain).some((one) => one.isVerified === true)
}

const organizationOf = (tenant: Tenant): Entity => tenant.list('organization')[0] ?? {}
