/** The product in API mode over a mock tenant, with the people who work in it. */
import {
  type ApiService,
  type ApiSettings,
  apiService,
  type InlineService,
  inlineService,
  memoryStore,
  type StageResult,
} from '#cas-core'
import {
  cloudWith,
  customerTenant,
  factsOf,
  fetchOf,
  seededIds,
  type Tenant,
  type VirtualClock,
  virtualClock,
  WORLDS,
} from '#mock-m365'
import { type Administrator, administrator, assignExchangeRole } from '../harness/administrator.ts'
import type { Person } from '../harness/script.ts'
import { EPOCH_MS, embeddedOrigin, type Origin } from '../harness/world.ts'

type Kind = Parameters<typeof apiService>[0]
type Profile = NonNullable<ApiSettings['profile']>

const APPLICATIONS: Readonly<Record<Kind, string>> = {
  api: 'API mode',
  sharepoint: 'SharePoint Online',
  onedrive: 'OneDrive',
  activity: 'activity data',
}

const SILENT = { info: () => undefined, warn: () => undefined }

export interface ApiWorld {
  readonly tenant: Tenant
  readonly clock: VirtualClock
  /** The product's service; each call is another process over the same stores. */
  readonly service: (kind?: Kind, profile?: Profile) => ApiService
  readonly inline: () => InlineService
  readonly directory: (kind?: Kind) => ReturnType<ReturnType<typeof memoryStore>['of']>['directory']
  readonly person: (name: Person) => Administrator
  /** Opens the page of the consent, decides, and brings the answer back. */
  readonly consent: (
    service: ApiService,
    decision?: 'accept' | 'decline',
    by?: Person,
  ) => Promise<StageResult | { readonly refusal: string }>
  /** Calls to Microsoft's services so far. */
  readonly calls: () => number
  readonly clientId: (kind: Kind) => string
  /** Application permissions and delegated scopes that an application holds in the tenant, sorted. */
  readonly permissions: (kind: Kind) => { readonly roles: string[]; readonly scopes: string[] }
  readonly upnOf: (displayName: string) => string
}

/** The plain tenant with a crowd in it: `Person 1` to `Person n`, all of them in the group `Crowd`. */
export function crowded(n: number): Origin {
  const plain = WORLDS.find(({ name }) => name === 'plain')?.customer
  if (!plain) throw new Error('there is no world "plain"')
  const crowd = Array.from({ length: n }, (_, i) => `Person ${i + 1}`)
  const customer = {
    ...plain,
    users: [...(plain.users ?? []), ...crowd],
    groups: { ...plain.groups, Crowd: crowd },
  }
  const surroundings = { clock: virtualClock(EPOCH_MS), ids: seededIds('crowd') }
  const cloud = cloudWith([customerTenant(customer, EPOCH_MS)], surroundings)
  return { name: 'crowd', cloud, facts: factsOf(customer) }
}

export function apiWorld(origin: Origin = embeddedOrigin('plain')): ApiWorld {
  const { facts } = origin
  const clock = virtualClock(EPOCH_MS)
  const cloud = origin.cloud.fork({ clock, ids: seededIds('api mode') })
  const tenant = cloud.tenantNamed(facts.tenantId)
  if (!tenant) throw new Error('the cloud has lost its tenant')
  const fetch = fetchOf(cloud)
  const store = memoryStore()
  let processes = 0
  const portsOf = (kind: string) => ({
    ...{ clock, fetch, log: SILENT, ids: seededIds(`product ${++processes}`) },
    ...store.of(kind),
  })
  const applicationOf = (purpose: string) => {
    const application = facts.applications.find((one) => one.purpose === purpose)
    if (!application) throw new Error(`the vendor has no application for ${purpose}`)
    return application
  }
  const settings = { tenantId: facts.tenantId, site: 'EU', vendorKey: 'key' }
  const person = (who: Person) => administrator(fetch, facts, who)
  const world: ApiWorld = {
    tenant,
    clock,
    service: (kind = 'api', profile = 'cecp') =>
      apiService(kind, portsOf(kind), {
        ...settings,
        profile,
        application: applicationOf(APPLICATIONS[kind]),
      }),
    inline: () =>
      inlineService(portsOf('inline'), {
        ...settings,
        directions: 'both',
        application: applicationOf('inline mode'),
      }),
    directory: (kind = 'api') => store.of(kind).directory,
    person,
    async consent(service, decision = 'accept', by = 'admin') {
      const answer = await person(by).consent(service.consentUrl('a state'), decision)
      return 'refusal' in answer ? answer : service.acceptConsent(answer.callback, 'a state')
    },
    calls: () => cloud.calls.length,
    clientId: (kind) => applicationOf(APPLICATIONS[kind]).clientId,
    permissions: (kind) => permissionsIn(tenant, applicationOf(APPLICATIONS[kind]).clientId),
    upnOf: (displayName) =>
      String(tenant.find('users', 'displayName', displayName)[0]?.userPrincipalName ?? ''),
  }
  return world
}

function permissionsIn(tenant: Tenant, appId: string) {
  const id = String(tenant.find('servicePrincipals', 'appId', appId)[0]?.id)
  const roles = tenant.find('appRoleAssignments', 'principalId', id).map(({ appRoleId, resourceId }) => {
    const [resource] = tenant.find('servicePrincipals', 'id', String(resourceId))
    const offered = (resource?.appRoles ?? []) as readonly { id: string; value: string }[]
    return String(offered.find((role) => role.id === appRoleId)?.value)
  })
  const scopes = tenant.find('oauth2PermissionGrants', 'clientId', id).map(({ scope }) => String(scope))
  return { roles: roles.sort(), scopes }
}

/** Grants inline mode in the same tenant. */
export async function grantInline(world: ApiWorld): Promise<StageResult> {
  const service = world.inline()
  const admin = world.person('admin')
  for (const purpose of ['mail flow', 'data sync'] as const) {
    const answer = await admin.consent(service.consentUrl(purpose, purpose), 'accept')
    if ('refusal' in answer) throw new Error(answer.refusal)
    await service.acceptConsent(purpose, answer.callback, purpose)
    if (purpose === 'mail flow') await assignExchangeRole(admin, inlineClientId(world))
  }
  return service.provision()
}

const inlineClientId = (world: ApiWorld): string =>
  new URL(world.inline().consentUrl('mail flow', '')).searchParams.get('client_id') ?? ''
