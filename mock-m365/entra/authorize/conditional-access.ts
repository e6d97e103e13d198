/**
 * What a tenant requires of a sign-in: security defaults and Conditional Access. Policies may block, or
 * require multifactor authentication or a sign-in frequency, for users, applications, authentication contexts
 * and workloads.
 * https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { directoryRolesOf, recordOf, text } from '../directory/directory.ts'
import { refuse } from '../refusals/index.ts'
import { roleTemplate } from '../well-known.ts'
import { factorsOf } from './second-factors.ts'

/** The kinds under which a tenant stores them. */
const POLICIES = 'conditionalAccessPolicies'
export const SECURITY_DEFAULTS = 'identitySecurityDefaultsEnforcementPolicy'

interface Subject {
  readonly tenant: Tenant
  /** Object id of the user, or of the service principal where it acts alone. */
  readonly id: string
  readonly type: 'user' | 'servicePrincipal'
  readonly resource: Entity
  /** When the person last authenticated; now, for an application. */
  readonly signedInAt: number
  /** How they authenticated; only by password where absent. */
  readonly amr?: readonly string[] | undefined
  /** Authentication contexts that the token must have. */
  readonly contexts?: readonly string[]
  /** Whether the request itself requires a second factor. */
  readonly factor?: boolean
}

/** @param at milliseconds since the epoch @throws EntraError 53003, 50076, 50079, 70043 */
export function checkPolicies(subject: Subject, at: number): void {
  const isWeak = subject.type === 'user' && subject.amr?.includes('mfa') !== true
  for (const policy of subject.tenant.list(POLICIES)) {
    if (policy.state !== 'enabled' || !applies(recordOf(policy.conditions), subject, at)) continue
    const { builtInControls, authenticationStrength } = recordOf(policy.grantControls)
    const controls = listOf(builtInControls)
    const claims = JSON.stringify({
      access_token: { capolids: { essential: true, values: [text(policy.id)] } },
    })
    if (controls.includes('block')) throw refuse.blockedByPolicy().asking(claims)
    // Every authentication strength needs a second factor at least; strengths are not distinguished.
    if (isWeak && (controls.includes('mfa') || authenticationStrength)) throw factorMissing(subject, claims)
    const { isEnabled, value, type } = recordOf(recordOf(policy.sessionControls).signInFrequency)
    const hours = Number(value) * (type === 'days' ? 24 : 1)
    if (isEnabled === true && at - subject.signedInAt > hours * 3_600_000)
      throw refuse.signInTooOld({ issuedAt: subject.signedInAt, seconds: hours * 3600 })
  }
  if (isWeak && (subject.factor || underDefaults(subject, at))) throw factorMissing(subject, WANTED)
}

const WANTED = JSON.stringify({ access_token: { amr: { essential: true, values: ['mfa'] } } })

const factorMissing = ({ tenant, id, resource }: Subject, claims: string) =>
  factorsOf(tenant, id).length > 0
    ? refuse.secondFactorRequired({ resource: text(resource.appId) }).asking(claims)
    : refuse.enrolmentRequired({ resource: text(resource.appId) }).asking(claims)

/**
 * Roles whose holders need a second factor at every sign-in.
 * https://learn.microsoft.com/entra/fundamentals/security-defaults
 */
const ADMINISTRATORS: ReadonlySet<string> = new Set(
  [
    'Global Administrator',
    'Application Administrator',
    'Authentication Administrator',
    'Authentication Policy Administrator',
    'Billing Administrator',
    'Cloud Application Administrator',
    'Conditional Access Administrator',
    'Exchange Administrator',
    'Helpdesk Administrator',
    'Identity Governance Administrator',
    'Password Administrator',
    'Privileged Authentication Administrator',
    'Privileged Role Administrator',
    'Security Administrator',
    'SharePoint Administrator',
    'User Administrator',
  ].map(roleTemplate),
)

/** Others are asked when the service decides so; that is documented, and not emulated. */
function underDefaults({ tenant, id }: Subject, at: number): boolean {
  if (!tenant.list(SECURITY_DEFAULTS).some(({ isEnabled }) => isEnabled === true)) return false
  return directoryRolesOf(tenant, id, at).some((role) => ADMINISTRATORS.has(role))
}

/** Client types of sign-ins here. Policies for other types, such as legacy authentication, do not apply. */
const MODERN = ['all', 'browser', 'mobileAppsAndDesktopClients']

function applies(
  { users, applications, clientApplications, clientAppTypes }: Entity,
  subject: Subject,
  at: number,
): boolean {
  const clients = listOf(clientAppTypes)
  if (clients.length > 0 && !MODERN.some((one) => clients.includes(one))) return false
  const { includeApplications, excludeApplications, ...more } = recordOf(applications)
  const asked = listOf(more.includeAuthenticationContextClassReferences)
  const isContext = subject.contexts?.some((one) => asked.includes(one)) === true
  if (!isContext && !covers(includeApplications, excludeApplications, text(subject.resource.appId), 'All'))
    return false
  if (subject.type === 'user') return appliesTo(recordOf(users), subject, at)
  const { includeServicePrincipals, excludeServicePrincipals } = recordOf(clientApplications)
  return covers(includeServicePrincipals, excludeServicePrincipals, subject.id, 'ServicePrincipalsInMyTenant')
}

/** By id, by role or by group; an exclusion by any of the three wins. */
function appliesTo(users: Entity, { tenant, id }: Subject, at: number): boolean {
  const roles = directoryRolesOf(tenant, id, at)
  const isIn = (groups: unknown) => listOf(groups).some((one) => tenant.get('groups/members', `${one}/${id}`))
  const holds = (listed: unknown) => listOf(listed).some((one) => roles.includes(text(one)))
  const { includeUsers, excludeUsers, includeRoles, excludeRoles, includeGroups, excludeGroups } = users
  if (listOf(excludeUsers).includes(id) || holds(excludeRoles) || isIn(excludeGroups)) return false
  return covers(includeUsers, [], id, 'All') || holds(includeRoles) || isIn(includeGroups)
}

function covers(included: unknown, excluded: unknown, id: string, all: string): boolean {
  const listed = listOf(included)
  return (listed.includes(all) || listed.includes(id)) && !listOf(excluded).includes(id)
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
