/**
 * A tenant from the ProviderSettingsExport.json that CISA's ScubaGear writes: the customer's own mail-flow objects as
 * they are, and as much of the directory as the export tells.
 * https://github.com/cisagov/ScubaGear
 */
import { Base, type Entity, type Kind } from '../base.ts'
import { servicePrincipalFor } from '../entra/directory/directory.ts'
import { roleAssignmentId } from '../entra/directory/object-ids.ts'
import { ROLE_TEMPLATES } from '../entra/well-known.ts'
import { seededIds } from '../seeded-ids.ts'
import { user } from '../starting-states/directory-objects.ts'
import { firstPartyState } from '../starting-states/first-party.ts'
import { placeOf } from './json-text.ts'
import type { Place } from './place.ts'
import { exchangeObject, graphObject } from './powershell.ts'

export { ImportError } from './place.ts'

export interface ImportedTenant {
  readonly tenantId: string
  readonly displayName: string
  readonly base: Base
  readonly domains: readonly string[]
  /** What the export does not tell, and what stands in for it: one sentence each. */
  readonly notes: readonly string[]
}

/** The export holds no password; every imported user signs in to the mock with this one. */
const IMPORTED_PASSWORD = 'Imported-Tenant-1'

/** Sections of mail-flow objects: where they stand in the export, what they are, what each must say of itself. */
interface ExchangeSection {
  readonly section: string
  readonly kind: Kind
  readonly texts: readonly string[]
  /** True where every organization has such an object without being told. */
  readonly usual?: true
}

const EXCHANGE_SECTIONS: readonly ExchangeSection[] = [
  { section: 'accepted_domains', kind: 'AcceptedDomain', texts: ['DomainName', 'DomainType'] },
  { section: 'transport_rule', kind: 'TransportRule', texts: ['Name', 'State'] },
  { section: 'inbound_connectors', kind: 'InboundConnector', texts: ['Name', 'ConnectorType'] },
  { section: 'outbound_connectors', kind: 'OutboundConnector', texts: ['Name', 'ConnectorType'] },
  { section: 'conn_filter', kind: 'HostedConnectionFilterPolicy', texts: ['Name'] },
  { section: 'org_config', kind: 'OrganizationConfig', texts: ['Name'] },
  { section: 'remote_domains', kind: 'RemoteDomain', texts: ['Name', 'DomainName'], usual: true },
  { section: 'transport_config', kind: 'TransportConfig', texts: ['Name'], usual: true },
  { section: 'anti_phish_policies', kind: 'AntiPhishPolicy', texts: ['Name'], usual: true },
  { section: 'protection_policy_rules', kind: 'EOPProtectionPolicyRule', texts: ['Name', 'State'] },
  { section: 'atp_policy_rules', kind: 'ATPProtectionPolicyRule', texts: ['Name', 'State'] },
  { section: 'atp_policy_for_o365', kind: 'AtpPolicyForO365', texts: ['Name'] },
  { section: 'admin_audit_log_config', kind: 'AdminAuditLogConfig', texts: ['Name'], usual: true },
  { section: 'dkim_config', kind: 'DkimSigningConfig', texts: ['Name', 'Domain'] },
  { section: 'sharing_policy', kind: 'SharingPolicy', texts: ['Name'], usual: true },
  { section: 'org_relationships', kind: 'OrganizationRelationship', texts: ['Name'] },
  { section: 'intra_org_connectors', kind: 'IntraOrganizationConnector', texts: ['Name'] },
]

type Objects = Map<string, Entity>

interface Reading {
  readonly root: Place
  readonly tenantId: string
  readonly notes: string[]
  /** When the export was made: stands in for times that it does not tell. */
  readonly at: number
}

/**
 * @param text the file's text, with or without a byte order mark, at most 64 MiB
 * @param source what to call the file in errors
 * @throws ImportError naming file, place and mend, where the file is broken or is no such export
 */
export function importScubaGear(text: string, source: string): ImportedTenant {
  const root = placeOf(text, source)
  if (root.at('tenant_id').absent && root.at('tenant_details').absent)
    root.at('tenant_id').fail('expected a ScubaGear ProviderSettingsExport.json, which has a tenant_id')
  const details = root.at('tenant_details').items()[0]
  const tenantId = (
    root.at('tenant_id').absent && details ? details.at('TenantId') : root.at('tenant_id')
  ).guid()
  const exportedAt = Date.parse(root.at('timestamp_zulu').textOr('1970-01-01T00:00:00Z'))
  const reading: Reading = { root, tenantId, notes: [], at: Number.isNaN(exportedAt) ? 0 : exportedAt }
  const displayName = details?.at('DisplayName').textOr(tenantId) ?? tenantId
  if (displayName === tenantId)
    reading.notes.push(
      `${details ? 'tenant_details[0].DisplayName' : 'tenant_details'} is not in the export: the tenant is called by its id, ${tenantId}.`,
    )
  const exchange = EXCHANGE_SECTIONS.map((one) => [one.kind, exchangeObjects(reading, one)] as const)
  const domains = domainsOf(reading)
  const users = usersOf(reading, domains)
  const firstParty = firstPartyState(seededIds(tenantId), reading.at)
  const servicePrincipals = servicePrincipalsOf(reading, firstParty.servicePrincipals)
  const base = new Base([
    ['organization', organizationOf(reading, details, displayName)],
    ['domains', domains],
    ['users', users],
    ['servicePrincipals', servicePrincipals],
    ['oauth2PermissionGrants', byId(firstParty.oauth2PermissionGrants)],
    ['roleAssignments', roleAssignmentsOf(reading, new Set([...users.keys(), ...servicePrincipals.keys()]))],
    ...exchange,
  ] satisfies (readonly [Kind, Objects])[])
  return { tenantId, displayName, base, domains: [...domains.keys()], notes: reading.notes }
}

function exchangeObjects(
  { root, notes }: Reading,
  { section, kind, texts, usual }: ExchangeSection,
): Objects {
  const objects: Objects = new Map()
  const list = root.at(section)
  if (list.value === undefined)
    notes.push(`${section} is not in the export: the tenant has ${usual ? 'the usual' : 'no'} ${kind}.`)
  for (const item of list.items()) {
    for (const name of texts) item.at(name).text()
    const id = item.at('Guid')
    // Get-OrganizationConfig is exported with a choice of properties, and Guid is not among them.
    const key = id.absent && kind === 'OrganizationConfig' ? item.at('Name').text() : id.guid()
    if (objects.has(key)) id.fail('expected a Guid that no other entry has')
    objects.set(
      key,
      Object.fromEntries(
        Object.entries(item.fields()).map(([name, value]) => [name, exchangeObject(value, name)]),
      ),
    )
  }
  return objects
}

function organizationOf({ tenantId }: Reading, details: Place | undefined, displayName: string): Objects {
  const exported = details?.at('AADAdditionalData').items()[0]
  const told = exported
    ? Object.entries(exported.fields()).map(([key, value]) => [lowerFirst(key), graphObject(value)])
    : []
  return new Map([[tenantId, { ...Object.fromEntries(told), id: tenantId, displayName }]])
}

/** Domains as Graph lists them; those that only Exchange names are verified, since it accepts no others. */
function domainsOf({ root, notes }: Reading): Objects {
  const domains: Objects = new Map()
  for (const item of root.at('domain_settings').items()) {
    const id = item.at('Id').text().toLowerCase()
    item.at('IsVerified').booleanOr(false)
    const told = Object.entries(item.fields()).map(([key, value]) => [lowerFirst(key), graphObject(value)])
    domains.set(id, { ...Object.fromEntries(told), id })
  }
  const named = root
    .at('accepted_domains')
    .items()
    .map((item) => item.at('DomainName').text().toLowerCase())
  for (const item of root.at('accepted_domains').items()) {
    const id = item.at('DomainName').text().toLowerCase()
    if (domains.has(id)) continue
    domains.set(id, {
      authenticationType: item.at('AuthenticationType').textOr('Managed'),
      availabilityStatus: null,
      id,
      isAdminManaged: true,
      isDefault: item.at('Default').booleanOr(false),
      isInitial: item.at('InitialDomain').booleanOr(false),
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

function usersOf({ root, tenantId, notes, at }: Reading, domains: Objects): Objects {
  const initial = [...domains.values()].find(({ isInitial }) => isInitial)?.id ?? `${tenantId}.invalid`
  const users: Objects = new Map()
  for (const [key, item] of root.at('privileged_users').entries()) {
    const id = guidKey(key, item)
    const displayName = item.at('DisplayName').textOr(id)
    const onPremisesImmutableId = item.at('OnPremisesImmutableId').value ?? null
    const facts = { id, displayName, userPrincipalName: `${id}@${initial}`, password: IMPORTED_PASSWORD }
    users.set(id, { ...user(facts, at), mail: null, proxyAddresses: [], onPremisesImmutableId })
  }
  notes.push(
    `Users: only the ${users.size} with directory roles are in the export. It has no user principal names, so each is <object id>@${initial}, with the password ${IMPORTED_PASSWORD}.`,
    "Applications: Microsoft's own are added, with the consent that administrators' tools ask for.",
  )
  return users
}

/** The privileged ones, after Microsoft's own, which stand in every tenant. */
function servicePrincipalsOf({ root, tenantId, at }: Reading, firstParty: readonly Entity[]): Objects {
  const principals = byId(firstParty)
  for (const [key, item] of root.at('privileged_service_principals').entries()) {
    const id = guidKey(key, item)
    const application = { appId: item.at('AppId').guid(), displayName: item.at('DisplayName').text() }
    const made = servicePrincipalFor(application, tenantId, id, at)
    // The export does not tell whose application it is.
    principals.set(id, { ...made, appOwnerOrganizationId: null, signInAudience: null })
  }
  return principals
}

const byId = (entities: readonly Entity[]): Objects => new Map(entities.map((one) => [String(one.id), one]))

function guidKey(key: string, item: Place): string {
  return GUID_KEY.test(key) ? key.toLowerCase() : item.fail('expected an object id (a GUID) as the name')
}
const GUID_KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Roles held: the listed assignments of known principals, and the roles that the principals' own entries name. */
function roleAssignmentsOf({ root, notes }: Reading, known: ReadonlySet<string>): Objects {
  const assignments: Objects = new Map()
  const templates = new Map<string, string>(Object.entries(ROLE_TEMPLATES))
  let strangers = 0
  for (const role of root.at('privileged_roles').items()) {
    const roleDefinitionId = role.at('RoleTemplateId').guid()
    templates.set(role.at('DisplayName').text(), roleDefinitionId)
    for (const item of role.at('Assignments').items()) {
      const principalId = item.at('PrincipalId').guid()
      if (known.has(principalId))
        assign(assignments, roleDefinitionId, principalId, item.at('DirectoryScopeId').textOr('/'))
      else strangers++
    }
  }
  const derived = assignments.size
  for (const section of ['privileged_users', 'privileged_service_principals']) {
    for (const [key, principal] of root.at(section).entries()) {
      for (const item of principal.at('roles').items()) {
        const roleDefinitionId = templates.get(item.text())
        if (roleDefinitionId) assign(assignments, roleDefinitionId, key.toLowerCase(), '/')
        else
          notes.push(
            `${item.path}: "${item.value}" is no directory role that the mock knows; it is left out.`,
          )
      }
    }
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

const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`
