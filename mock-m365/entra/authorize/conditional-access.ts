/**
 * What a tenant asks of a sign-in: Conditional Access as far as its policies say block, multifactor authentication or
 * sign-in frequency for users, applications, authentication contexts and workloads; and security defaults.
 * https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy
 */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { directoryRolesOf, recordOf, text } from '../directory/directory.ts'
import { refuse } from '../refusals/index.ts'
import { roleTemplate } from '../well-known.ts'
import { factorsOf } from './second-factors.ts'

/** The kinds under which a tenant keeps them. */
const POLICIES = 'conditionalAccessPolicies'
export const SECURITY_DEFAULTS = 'identitySecurityDefaultsEnforcementPolicy'

interface Subject {
  readonly tenant: Tenant
  /** Object id of the user, or of the service principal where it acts alone. */
  readonly id: string
  readonly type: 'user' | 'servicePrincipal'
  readonly resource: Entity
  /** When the person last proved who they are; now, for an application. */
  readonly signedInAt: number
  /** How they did; by password alone where absent. */
  readonly amr?: readonly string[] | undefined
  /** Authentication contexts that the token is to bear. */
  readonly contexts?: readonly string[]
  /** Whether the request itself asks for a second factor. */
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
    // Every strength that there is needs a second factor at least; which one is not told apart.
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

/** Roles whose holders prove themselves twice at every sign-in. https://learn.microsoft.com/entra/fundamentals/security-defaults */
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

/** That of everybody else it asks only when the service sees fit is documented, and not emulated. */
function underDefaults({ tenant, id }: Subject, at: number): boolean {
  if (!tenant.list(SECURITY_DEFAULTS).some(({ isEnabled }) => isEnabled === true)) return false
  return directoryRolesOf(tenant, id, at).some((role) => ADMINISTRATORS.has(role))
}

/** Clients that sign in as those here do; policies for others, such as for legacy authentication, do not reach them. */
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

/** By name, by role or by group; whoever is left out by any of the three is left out. */
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
