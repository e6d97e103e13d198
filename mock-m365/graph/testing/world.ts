/** A small cloud for the tests of this room: one customer, one vendor, callers of every kind. */
import { Base, type Entity } from '../../base.ts'
import { roleAssignmentId } from '../../entra/directory/object-ids.ts'
import { type Claims, issueToken } from '../../entra/tokens/tokens.ts'
import { GRAPH_APP_ID, roleTemplate } from '../../entra/well-known.ts'
import { seededIds } from '../../seeded-ids.ts'
import { Microsoft365 } from '../../services.ts'
import { Tenant } from '../../tenant.ts'
import { type VirtualClock, virtualClock } from '../../virtual-clock.ts'

export const TENANT_ID = '11111111-1111-4111-8111-111111111111'
const VENDOR_ID = '99999999-9999-4999-8999-999999999999'
export const APP_ID = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const OTHER_APP_ID = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'
export const NOW = Date.UTC(2026, 0, 15, 9, 30, 0)

/** Object ids: the first digit is the kind, the last the number. */
export const idFor = (kind: 'u' | 'g' | 's', n: number): string =>
  `${{ u: '2', g: '3', s: '4' }[kind]}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const ADMIN = idFor('u', 0)
export const UNIFIED = idFor('g', 1)
export const SECURITY = idFor('g', 2)
export const DISTRIBUTION = idFor('g', 3)
export const APP = idFor('s', 1)
export const READER_APP = idFor('s', 2)
export const USERS = 250

export interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body, parsed; an empty object for other bodies. */
  readonly json: { readonly [name: string]: unknown }
}

interface Sending {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
}

export interface World {
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly clock: VirtualClock
  /** Sends a request as an app that holds the permissions, or with the token given. */
  send(line: string, permissions: readonly string[], sending?: Sending): Heard
  appToken(permissions: readonly string[], claims?: Partial<Claims>): string
  userToken(scopes: string, roles: readonly string[], claims?: Partial<Claims>): string
}

export function world(extra: Readonly<Record<string, readonly Entity[]>> = {}): World {
  const clock = virtualClock(NOW)
  const tenant = new Tenant(TENANT_ID, baseOf(extra))
  const vendor = new Tenant(VENDOR_ID, new Base([['applications', keyed([application()])]]))
  const cloud = new Microsoft365({ clock, ids: seededIds('graph test'), tenants: [tenant, vendor] })
  const shared = { aud: GRAPH_APP_ID, iss: '', iat: 0, nbf: 0, exp: NOW / 1000 + 3600, tid: TENANT_ID }
  const app = { appid: APP_ID, app_displayname: 'Trend Micro Cloud App Security' }
  const appToken: World['appToken'] = (roles, claims) =>
    issueToken(cloud.services.entra, { ...shared, ...app, idtyp: 'app', oid: APP, roles, ...claims })
  const userToken: World['userToken'] = (scp, roles, claims) =>
    issueToken(cloud.services.entra, {
      ...shared,
      ...app,
      idtyp: 'user',
      oid: ADMIN,
      upn: 'admin@contoso.com',
      scp,
      wids: roles.map(roleTemplate),
      ...claims,
    })
  const send: World['send'] = (line, permissions, { body, headers = {}, token } = {}) => {
    const [method = '', target = ''] = line.split(/ (.*)/s)
    const [path = '', query = ''] = target.replace(/^https:\/\/graph\.microsoft\.com/, '').split(/\?(.*)/s)
    const answer = cloud.handle({
      method,
      host: 'graph.microsoft.com',
      origin: 'https://graph.microsoft.com',
      path: /^\/(v1\.0|beta)(\/|$)/.test(path) ? path : `/v1.0${path}`,
      query,
      headers: {
        authorization: `Bearer ${token ?? appToken(permissions)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
      at: clock.now(),
    })
    const text = String(answer.body)
    const json = text.startsWith('{') ? JSON.parse(text) : {}
    return { status: answer.status, headers: answer.headers, text, json }
  }
  return { cloud, tenant, clock, send, appToken, userToken }
}

/** `code` of an error answer, with its status: `403 Authorization_RequestDenied`. */
export function errorOf({ status, json }: Heard): string {
  const error = json.error
  return typeof error === 'object' && error !== null && 'code' in error
    ? `${status} ${error.code}`
    : String(status)
}

export const messageOf = ({ json }: Heard): string => {
  const error = json.error
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : ''
}

export const listOf = ({ json }: Heard): Entity[] => (Array.isArray(json.value) ? json.value : [])

const keyed = (entities: readonly Entity[]) => new Map(entities.map((one) => [String(one.id), one]))

const application = (): Entity => ({
  id: '50000000-0000-4000-8000-000000000001',
  appId: APP_ID,
  displayName: 'Trend Micro Cloud App Security',
  signInAudience: 'AzureADMultipleOrgs',
  identifierUris: [],
  passwordCredentials: [{ keyId: 'k', hint: 'abc', secretText: 'do not show' }],
})

function baseOf(extra: Readonly<Record<string, readonly Entity[]>>): Base {
  const state: Record<string, readonly Entity[]> = {
    organization: [{ id: TENANT_ID, displayName: 'Contoso', tenantType: 'AAD' }],
    domains: [
      { id: 'contoso.onmicrosoft.com', isVerified: true, isDefault: false, isInitial: true },
      { id: 'contoso.com', isVerified: true, isDefault: true, isInitial: false },
      { id: 'pending.example', isVerified: false, isDefault: false, isInitial: false },
    ],
    users: Array.from({ length: USERS }, (_, n) => person(n)),
    groups: [
      group(1, 'Sales', ['Unified'], true, false),
      group(2, 'Finance', [], false, true),
      group(3, 'All staff', [], true, false),
    ],
    servicePrincipals: [principal(1, APP_ID), principal(2, OTHER_APP_ID)],
    applications: [{ ...application(), id: '50000000-0000-4000-8000-000000000002', appId: OTHER_APP_ID }],
    roleAssignments: [held('Global Administrator', ADMIN), held('Exchange Administrator', APP)],
    oauth2PermissionGrants: [
      {
        id: 'grant-1',
        clientId: APP,
        consentType: 'AllPrincipals',
        principalId: null,
        resourceId: READER_APP,
        scope: ' User.Read',
      },
    ],
    appRoleAssignments: [
      { id: 'assignment-1', appRoleId: idFor('s', 99), principalId: APP, resourceId: READER_APP },
    ],
    ...privileged(),
    ...settled(),
    ...extra,
  }
  const memberships = [idFor('u', 1), idFor('u', 2), APP].map((memberId) => ({ groupId: SECURITY, memberId }))
  const members = new Map(memberships.map((one) => [`${one.groupId}/${one.memberId}`, one]))
  return new Base([
    ...Object.entries(state).map(([kind, entities]) => [kind, keyed(entities)] as const),
    ['groups/members', members],
  ])
}

/** A policy that is not active, and settings with their template's defaults. */
function settled(): Record<string, readonly Entity[]> {
  const policy = {
    id: idFor('s', 71),
    displayName: 'A second factor for everybody',
    state: 'disabled',
    conditions: { users: { includeUsers: ['All'] }, applications: { includeApplications: ['All'] } },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  }
  const settings = {
    id: idFor('s', 72),
    displayName: 'Group.Unified',
    templateId: '62375ab9-6b52-47ed-826b-58e47e0e304b',
    values: [{ name: 'EnableGroupCreation', value: 'true' }],
  }
  return { conditionalAccessPolicies: [policy], groupSettings: [settings] }
}

/**
 * The licence that Privileged Identity Management needs, one eligible user, and one who is active for a day.
 */
function privileged(): Record<string, readonly Entity[]> {
  const roleDefinitionId = roleTemplate('Global Reader')
  const schedule = (principalId: string, n: number): Entity => ({
    id: idFor('s', n),
    principalId,
    roleDefinitionId,
    directoryScopeId: '/',
    appScopeId: null,
    createdUsing: idFor('s', n),
    createdDateTime: '2026-01-15T09:00:00Z',
    modifiedDateTime: null,
    status: 'Provisioned',
    assignmentType: 'Assigned',
    memberType: 'Direct',
    scheduleInfo: {
      startDateTime: '2026-01-15T09:00:00Z',
      recurrence: null,
      expiration: { type: 'afterDuration', endDateTime: null, duration: 'P1D' },
    },
  })
  const [active, eligible] = [schedule(idFor('u', 8), 81), schedule(idFor('u', 9), 91)]
  return {
    subscribedSkus: [
      {
        id: `${TENANT_ID}_84a661c4-e949-4bd2-a560-ed7766fcaf2b`,
        capabilityStatus: 'Enabled',
        consumedUnits: 0,
        prepaidUnits: { enabled: 1, suspended: 0, warning: 0, lockedOut: 0 },
        skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
        skuPartNumber: 'AAD_PREMIUM_P2',
        servicePlans: [
          { servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', servicePlanName: 'AAD_PREMIUM_P2' },
        ],
      },
    ],
    roleAssignmentSchedules: [active],
    roleEligibilitySchedules: [eligible],
    roleAssignmentScheduleRequests: [{ ...active, action: 'adminAssign' }],
    roleEligibilityScheduleRequests: [{ ...eligible, action: 'adminAssign' }],
  }
}

const person = (n: number): Entity => ({
  id: idFor('u', n),
  displayName: n === 0 ? 'Admin' : `User ${String(n).padStart(3, '0')}`,
  userPrincipalName: n === 0 ? 'admin@contoso.com' : `user${n}@contoso.com`,
  mail: `user${n}@contoso.com`,
  mailNickname: `user${n}`,
  accountEnabled: n !== 7,
  department: n % 2 === 0 ? 'Finance' : null,
  businessPhones: n === 3 ? ['+1 555'] : [],
  proxyAddresses: [`SMTP:user${n}@contoso.com`],
  createdDateTime: `2025-0${1 + (n % 9)}-01T00:00:00Z`,
  userType: 'Member',
  password: 'do not show',
})

const group = (
  n: number,
  displayName: string,
  groupTypes: string[],
  mailEnabled: boolean,
  securityEnabled: boolean,
): Entity => ({
  id: idFor('g', n),
  displayName,
  description: `Group ${n}`,
  groupTypes,
  mailEnabled,
  securityEnabled,
  mailNickname: displayName.replaceAll(' ', ''),
})

const principal = (n: number, appId: string): Entity => ({
  id: idFor('s', n),
  appId,
  displayName: `App ${n}`,
  accountEnabled: true,
  passwordCredentials: [],
})

function held(role: string, principalId: string): Entity {
  const roleDefinitionId = roleTemplate(role)
  return {
    id: roleAssignmentId(roleDefinitionId, principalId),
    principalId,
    directoryScopeId: '/',
    roleDefinitionId,
  }
}
