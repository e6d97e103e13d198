/** The directory of an export, as Graph stores it: organization, domains, people, applications, roles. */
import { pathText } from '#input'
import type { Entity } from '../../base.ts'
import { servicePrincipalFor } from '../../entra/directory/directory.ts'
import { roleAssignmentId } from '../../entra/directory/object-ids.ts'
import { ROLE_TEMPLATES } from '../../entra/well-known.ts'
import { verifiedDomains } from '../../graph/directory/verified-domains.ts'
import { seededIds } from '../../seeded-ids.ts'
import { user } from '../../starting-states/directory-objects.ts'
import { IMPORTED_PASSWORD, type Objects } from '../imported-tenant.ts'
import { graphObject } from '../powershell.ts'
import { itemsOf, type Reading } from './reading.ts'

export function organizationOf(
  { settings, tenantId }: Reading,
  displayName: string,
  domains: Objects,
): Objects {
  const told = itemsOf(settings.tenant_details)[0]?.AADAdditionalData
  const [exported] = Array.isArray(told) ? told : [told]
  const facts = isObject(exported) ? graphFields(exported) : {}
  return new Map([
    [
      tenantId,
      { verifiedDomains: verifiedDomains([...domains.values()]), ...facts, id: tenantId, displayName },
    ],
  ])
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Graph's names begin lower-case; PowerShell's do not. */
const graphFields = (fields: Readonly<Record<string, unknown>>): Entity =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      graphObject(value),
    ]),
  )

/** Domains as Graph lists them; those that only Exchange names count as verified, since Exchange requires it. */
export function domainsOf({ settings, notes }: Reading): Objects {
  const domains: Objects = new Map()
  for (const item of itemsOf(settings.domain_settings)) {
    const id = item.Id.toLowerCase()
    const isVerified = item.IsVerified ?? (item.IsInitial === true || item.IsDefault === true)
    domains.set(id, { ...graphFields(item), id, isVerified })
  }
  const accepted = itemsOf(settings.accepted_domains ?? settings.all_domains)
  const named = accepted.map(({ DomainName }) => DomainName.toLowerCase())
  for (const item of accepted) {
    const id = item.DomainName.toLowerCase()
    if (domains.has(id)) continue
    domains.set(id, {
      authenticationType: item.AuthenticationType ?? 'Managed',
      availabilityStatus: null,
      id,
      isAdminManaged: true,
      isDefault: item.Default ?? false,
      isInitial: item.InitialDomain ?? false,
      isRoot: !named.some((other) => id.endsWith(`.${other}`)),
      isVerified: true,
      passwordNotificationWindowInDays: null,
      passwordValidityPeriodInDays: null,
      state: null,
      supportedServices: ['Email'],
    })
  }
  if (domains.size === 0) notes.push('The export names no domain: nobody can be addressed in this tenant.')
  return domains
}

/**
 * Users get a mailbox with addresses at the organization's sending domain and at the initial one, since the
 * product's mail needs addresses. The export has no addresses and no users' licences: a subscription with
 * Exchange gives the mailbox where there is one.
 */
export function usersOf(
  { settings, tenantId, notes, at }: Reading,
  domains: Objects,
  skus: Objects,
): Objects {
  const all = [...domains.values()].filter(({ isVerified }) => isVerified === true)
  const initial = String((all.find(({ isInitial }) => isInitial) ?? all[0])?.id ?? `${tenantId}.invalid`)
  const main = String(all.find(({ isDefault }) => isDefault)?.id ?? initial)
  const licence = [...skus.values()].find(bringsExchange)
  const users: Objects = new Map()
  for (const [id, item] of Object.entries(settings.privileged_users ?? {})) {
    const displayName = item.DisplayName ?? id
    const facts = { id, displayName, userPrincipalName: `${id}@${initial}`, password: IMPORTED_PASSWORD }
    const addresses = [`SMTP:${id}@${main}`, ...(main === initial ? [] : [`smtp:${id}@${initial}`])]
    users.set(id, {
      ...user(facts, at),
      mail: `${id}@${main}`,
      proxyAddresses: addresses,
      onPremisesImmutableId: item.OnPremisesImmutableId ?? null,
      ...(licence ? { assignedLicenses: [{ disabledPlans: [], skuId: licence.skuId }] } : {}),
    })
  }
  notes.push(
    `Users: only the ${users.size} with directory roles are in the export. It has no user principal names and no addresses, so each is <object id>@${initial}${main === initial ? '' : ` and <object id>@${main}`}, with a mailbox and the password ${IMPORTED_PASSWORD}.`,
    "Applications: Microsoft's own are added, with the consent that administrators' tools ask for.",
  )
  return users
}

const bringsExchange = ({ servicePlans }: Entity): boolean =>
  Array.isArray(servicePlans) &&
  servicePlans.some(({ servicePlanName }) =>
    /^EXCHANGE_S_(STANDARD|ENTERPRISE)/.test(String(servicePlanName)),
  )

/** Ids of the privileged ones by application: of Microsoft's own, too, where they hold roles. */
export const principalIdsOf = ({ settings }: Reading): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(settings.privileged_service_principals ?? {}).map(([id, { AppId }]) => [
      AppId.toLowerCase(),
      id,
    ]),
  )

/** Privileged service principals, after Microsoft's own ones of every tenant. */
export function servicePrincipalsOf(
  { settings, tenantId, at }: Reading,
  firstParty: readonly Entity[],
): Objects {
  const principals = byId(firstParty)
  for (const [id, item] of Object.entries(settings.privileged_service_principals ?? {})) {
    // Microsoft's own stand there already, under the ids that the export tells.
    if (principals.has(id)) continue
    const application = { appId: item.AppId, displayName: item.DisplayName }
    const principal = servicePrincipalFor(application, tenantId, id, at)
    // The export does not tell the application's home tenant.
    principals.set(id, { ...principal, appOwnerOrganizationId: null, signInAudience: null })
  }
  return principals
}

export const byId = (entities: readonly Entity[]): Objects =>
  new Map(entities.map((entity) => [String(entity.id), entity]))

/** Role assignments: listed ones of known principals, and roles in the principals' own entries. */
export function roleAssignmentsOf({ settings, notes, path }: Reading, known: ReadonlySet<string>): Objects {
  const assignments: Objects = new Map()
  const templates = new Map<string, string>(Object.entries(ROLE_TEMPLATES))
  let strangers = 0
  for (const role of itemsOf(settings.privileged_roles)) {
    templates.set(role.DisplayName, role.RoleTemplateId)
    for (const { PrincipalId, DirectoryScopeId } of itemsOf(role.Assignments)) {
      if (known.has(PrincipalId))
        assign(assignments, role.RoleTemplateId, PrincipalId, DirectoryScopeId ?? '/')
      else strangers++
    }
  }
  const derived = assignments.size
  for (const section of ['privileged_users', 'privileged_service_principals'] as const)
    for (const [id, { roles }] of Object.entries(settings[section] ?? {}))
      for (const [i, name] of (roles ?? []).entries()) {
        if (name === null) continue
        const roleDefinitionId = templates.get(name)
        const place = pathText([...path, section, id, 'roles', i])
        if (roleDefinitionId) assign(assignments, roleDefinitionId, id, '/')
        else notes.push(`${place}: "${name}" is not a directory role that the mock knows; it is left out.`)
      }
  if (strangers > 0)
    notes.push(`Role assignments: ${strangers} name principals that are not in the export, and are left out.`)
  if (assignments.size > derived)
    notes.push(
      `Role assignments: ${assignments.size - derived} are known by role name alone (held through a group, or eligible); they are imported as direct and active.`,
    )
  return assignments
}

function assign(
  assignments: Objects,
  roleDefinitionId: string,
  principalId: string,
  directoryScopeId: string,
): void {
  const id = roleAssignmentId(roleDefinitionId, principalId)
  if (!assignments.has(id)) assignments.set(id, { id, principalId, roleDefinitionId, directoryScopeId })
}

/** A run needs an administrator who consents and cleans up: an export of only Exchange has none, so one is added. */
export function administratorStandsIn(
  { tenantId, notes, at }: Reading,
  { domains, users, roleAssignments }: Readonly<Record<'domains' | 'users' | 'roleAssignments', Objects>>,
): void {
  const role = ROLE_TEMPLATES['Global Administrator']
  const isThere = [...roleAssignments.values()].some(
    ({ roleDefinitionId, principalId }) => roleDefinitionId === role && users.has(String(principalId)),
  )
  const verified = [...domains.values()].filter(({ isVerified }) => isVerified === true)
  const domain = verified.find(({ isInitial }) => isInitial) ?? verified[0]
  if (isThere || !role || !domain) return
  const id = seededIds(`administrator of ${tenantId}`).uuid()
  const userPrincipalName = `admin@${domain.id}`
  users.set(
    id,
    user({ id, userPrincipalName, displayName: 'Administrator', password: IMPORTED_PASSWORD }, at),
  )
  assign(roleAssignments, role, id, '/')
  notes.push(
    `The export names no Global Administrator: ${userPrincipalName}, with the password ${IMPORTED_PASSWORD}, was added.`,
  )
}
