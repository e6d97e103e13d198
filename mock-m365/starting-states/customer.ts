/** A customer's tenant from a short description: directory, first-party applications, Exchange objects. */
import { Base, type Entity } from '../base.ts'
import { servicePrincipalFor } from '../entra/directory/directory.ts'
import { roleAssignmentId } from '../entra/directory/object-ids.ts'
import { roleTemplate } from '../entra/well-known.ts'
import type { Gateway } from '../exchange/mail-flow/outside/gateway.ts'
import { GATEWAYS, storedGateway } from '../exchange/mail-flow/outside/gateways.ts'
import {
  acceptedDomain,
  hostedConnectionFilterPolicy,
  inboundConnector,
  type Origin,
  organizationConfig,
  outboundConnector,
  spoofItem,
  transportRule,
} from '../exchange/objects.ts'
import { OFFERING_KEY, SERVICE_OFFERING, type ServiceOffering } from '../exchange/service-offering.ts'
import type { Ids } from '../ports.ts'
import { PUBLIC_DNS } from '../public-dns.ts'
import { seededIds } from '../seeded-ids.ts'
import { Tenant } from '../tenant.ts'
import { domain, group, organization, user } from './directory-objects.ts'
import { firstPartyState } from './first-party.ts'
import { EVERYBODY_HOLDS, type SkuPartNumber, subscribedSku } from './licences.ts'
import { type ManyUsers, manyUsers } from './many-users.ts'

/** An account that signs in, with its directory roles. */
export interface AccountFacts {
  readonly userPrincipalName: string
  readonly displayName: string
  readonly password: string
  readonly roles: readonly string[]
}

export interface OtherApplication {
  readonly appId: string
  readonly displayName: string
  /** Directory roles. */
  readonly roles: readonly string[]
}

type Named = Entity & { readonly Name: string }

export interface CustomerFacts {
  readonly tenantId: string
  readonly displayName: string
  /** The first is the initial `onmicrosoft.com` domain, the second, if there is one, the default. */
  readonly domains: readonly string[]
  readonly unverifiedDomains?: readonly string[]
  /** TXT records of its domains in public DNS, by domain. */
  readonly textRecords?: Readonly<Record<string, readonly string[]>>
  readonly accounts: readonly AccountFacts[]
  /** Display names; addresses are derived from them. */
  readonly users?: readonly string[]
  /** More users, without groups and sign-ins. */
  readonly manyUsers?: ManyUsers
  /** Which of its users are guests, have no mailbox, or may not sign in; by display name. */
  readonly guests?: readonly string[]
  readonly withoutMailbox?: readonly string[]
  readonly disabled?: readonly string[]
  /** Groups by display name, with the display names of their members: users, and groups that stand before them. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** Applications of other vendors: enterprise apps without permissions. */
  readonly applications?: readonly OtherApplication[]
  readonly transportRules?: readonly Named[]
  readonly inboundConnectors?: readonly Named[]
  readonly outboundConnectors?: readonly Named[]
  readonly ipAllowList?: readonly string[]
  readonly spoofItems?: readonly Parameters<typeof spoofItem>[0][]
  /** Gateways outside for its mail. */
  readonly gateways?: readonly Gateway[]
  readonly dehydrated?: boolean
  /** Limits of its subscription; none where absent. */
  readonly offering?: Partial<ServiceOffering>
  /** Further licences, in addition to the licence that everybody has. */
  readonly skus?: readonly SkuPartNumber[]
}

/** The same facts give the same tenant, ids included. @param at milliseconds since the epoch */
export function customerTenant(facts: CustomerFacts, at: number): Tenant {
  const ids = seededIds(`starting state of ${facts.tenantId}`)
  const { state, put, putGraph } = emptyState()
  const defaultDomain = facts.domains[1] ?? facts.domains[0] ?? ''
  const domains = [
    ...facts.domains.map((name) => domain(name, name === defaultDomain)),
    ...(facts.unverifiedDomains ?? []).map((name) => domain(name, false, false)),
  ]
  for (const one of domains) putGraph('domains', one)
  for (const [name, texts] of Object.entries(facts.textRecords ?? {}))
    for (const text of texts) put(PUBLIC_DNS, `${name} ${text}`, { domain: name, text })
  putGraph('organization', organization(facts.tenantId, facts.displayName, domains, at))
  const people = peopleOf(facts, defaultDomain, ids.uuid, at)
  for (const one of people.values()) putGraph('users', { ...one, assignedLicenses: EVERYBODY_HOLDS })
  if (facts.manyUsers) for (const one of manyUsers(facts.manyUsers, defaultDomain, at)) putGraph('users', one)
  const held = state.get('users')?.size ?? 0
  putGraph('subscribedSkus', subscribedSku(facts.tenantId, 'ENTERPRISEPACK', held))
  for (const sku of facts.skus ?? []) putGraph('subscribedSkus', subscribedSku(facts.tenantId, sku, 0))
  putRoles(facts, people, putGraph)
  const groups = new Map<string, Entity>()
  for (const [name, members] of Object.entries(facts.groups ?? {})) {
    const made = group(ids.uuid(), name, undefined, at)
    putGraph('groups', made)
    groups.set(name, made)
    for (const member of members) {
      const ends = {
        groupId: String(made.id),
        memberId: String((people.get(member) ?? groups.get(member))?.id),
      }
      put('groups/members', `${ends.groupId}/${ends.memberId}`, ends)
    }
  }
  const others = (facts.applications ?? []).map((one) => ({ ...one, id: ids.uuid() }))
  for (const { id, roles } of others) for (const role of roles) putRole(role, id, putGraph)
  const make = () => applicationsAndExchange({ ...facts, applications: others }, defaultDomain, ids, at)
  return new Tenant(facts.tenantId, new Base(state, { kinds: MADE_LATER, make }))
}

/** A state to be filled, and how: by key, or by the id that Graph's objects have. */
function emptyState() {
  const state = new Map<string, Map<string, Entity>>()
  const put = (kind: string, key: string, entity: Entity) => {
    const entities = state.get(kind) ?? new Map<string, Entity>()
    state.set(kind, entities.set(key, entity))
  }
  return { state, put, putGraph: (kind: string, entity: Entity) => put(kind, String(entity.id), entity) }
}

const OTHER_VENDOR = '5eedf00d-0000-4000-8000-00000000feed'

const MADE_LATER: ReadonlySet<string> = new Set([
  'servicePrincipals',
  'oauth2PermissionGrants',
  'AcceptedDomain',
  'HostedConnectionFilterPolicy',
  'OrganizationConfig',
  'InboundConnector',
  'OutboundConnector',
  'TransportRule',
  GATEWAYS,
  SERVICE_OFFERING,
  'TenantAllowBlockListSpoofItems',
])

/** What nobody has asked for when a server of many tenants starts. */
function applicationsAndExchange(
  facts: CustomerFacts & { readonly applications: readonly (OtherApplication & { readonly id: string })[] },
  defaultDomain: string,
  ids: Ids,
  at: number,
): ReadonlyMap<string, ReadonlyMap<string, Entity>> {
  const { state, put, putGraph } = emptyState()
  const firstParty = firstPartyState(ids, at)
  for (const one of firstParty.servicePrincipals) putGraph('servicePrincipals', one)
  for (const one of firstParty.oauth2PermissionGrants) putGraph('oauth2PermissionGrants', one)
  for (const { id, appId, displayName } of facts.applications)
    putGraph('servicePrincipals', servicePrincipalFor({ appId, displayName }, OTHER_VENDOR, id, at))
  putExchange(facts, defaultDomain, put, () => ({
    organization: facts.domains[0] ?? '',
    guid: ids.uuid(),
    at,
  }))
  return state
}

/** Users by display name: accounts first. */
function peopleOf(
  facts: CustomerFacts,
  defaultDomain: string,
  uuid: () => string,
  at: number,
): Map<string, Entity> {
  const people = new Map<string, Entity>()
  const [initialDomain = ''] = facts.domains
  for (const { userPrincipalName, displayName, password } of facts.accounts)
    people.set(
      displayName,
      user({ id: uuid(), userPrincipalName, displayName, password, jobTitle: 'IT', initialDomain }, at),
    )
  for (const displayName of facts.users ?? []) {
    const userPrincipalName = `${displayName.toLowerCase().replaceAll(' ', '.')}@${defaultDomain}`
    const made = user({ id: uuid(), userPrincipalName, displayName, initialDomain }, at)
    people.set(displayName, asKind(made, facts))
  }
  return people
}

/** https://learn.microsoft.com/graph/api/resources/user: how guests and people without a mailbox are shown. */
function asKind(made: Entity, { guests, withoutMailbox, disabled, domains }: CustomerFacts): Entity {
  const name = String(made.displayName)
  const has = (names: readonly string[] | undefined) => names?.includes(name) === true
  const nickname = `${made.mailNickname}_partner.example#EXT#`
  return {
    ...made,
    ...(has(disabled) ? { accountEnabled: false } : {}),
    ...(has(withoutMailbox) ? { mail: null, proxyAddresses: [] } : {}),
    ...(has(guests)
      ? {
          userType: 'Guest',
          mailNickname: nickname,
          userPrincipalName: `${nickname}@${domains[0]}`,
          mail: `${made.mailNickname}@partner.example`,
          proxyAddresses: [],
        }
      : {}),
  }
}

function putRoles(
  facts: CustomerFacts,
  people: Map<string, Entity>,
  putGraph: (kind: string, entity: Entity) => void,
): void {
  for (const { displayName, roles } of facts.accounts)
    for (const role of roles) putRole(role, String(people.get(displayName)?.id), putGraph)
}

function putRole(role: string, principalId: string, putGraph: (kind: string, entity: Entity) => void): void {
  const roleDefinitionId = roleTemplate(role)
  const id = roleAssignmentId(roleDefinitionId, principalId)
  putGraph('roleAssignments', { id, principalId, roleDefinitionId, directoryScopeId: '/' })
}

function putExchange(
  facts: CustomerFacts,
  defaultDomain: string,
  put: (kind: string, key: string, entity: Entity) => void,
  origin: () => Origin,
): void {
  const putExchangeObject = (kind: string, entity: Entity) => put(kind, String(entity.Guid), entity)
  for (const DomainName of facts.domains)
    putExchangeObject(
      'AcceptedDomain',
      acceptedDomain(origin(), { DomainName, Default: DomainName === defaultDomain }),
    )
  const IPAllowList = facts.ipAllowList ?? []
  putExchangeObject('HostedConnectionFilterPolicy', hostedConnectionFilterPolicy(origin(), { IPAllowList }))
  const settings = { DisplayName: facts.displayName, IsDehydrated: facts.dehydrated ?? false }
  putExchangeObject('OrganizationConfig', organizationConfig(origin(), settings))
  for (const one of facts.inboundConnectors ?? [])
    putExchangeObject('InboundConnector', inboundConnector(origin(), one))
  for (const one of facts.outboundConnectors ?? [])
    putExchangeObject('OutboundConnector', outboundConnector(origin(), one))
  facts.transportRules?.forEach((one, Priority) => {
    putExchangeObject('TransportRule', transportRule(origin(), { ...one, Priority }))
  })
  facts.gateways?.forEach((gateway, order) => {
    put(GATEWAYS, gateway.name, storedGateway(gateway, order))
  })
  if (facts.offering) put(SERVICE_OFFERING, OFFERING_KEY, { ...facts.offering })
  for (const one of facts.spoofItems ?? []) {
    const made = spoofItem(one)
    put('TenantAllowBlockListSpoofItems', String(made.Identity), made)
  }
}
