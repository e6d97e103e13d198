/** A small cloud for the tests of this room: the vendor's applications, one customer, and another tenant. */
import { Base, type Entity } from '../../base.ts'
import { faultPlan, type PlannedFault } from '../../faults/fault.ts'
import { FAULTS } from '../../faults/index.ts'
import type { Lag } from '../../replication.ts'
import { seededIds } from '../../seeded-ids.ts'
import type { Microsoft365 } from '../../services.ts'
import { customerTenant } from '../../starting-states/customer.ts'
import { cloudWith } from '../../starting-states/index.ts'
import { VENDOR_APPLICATIONS } from '../../starting-states/vendor.ts'
import { Tenant } from '../../tenant.ts'
import { type VirtualClock, virtualClock } from '../../virtual-clock.ts'
import type { Arrival } from '../../wire.ts'
import { roleAssignmentId } from '../directory/object-ids.ts'
import { roleTemplate } from '../well-known.ts'

export const NOW = Date.UTC(2026, 0, 15, 9, 30, 0)
export const TENANT_ID = '11111111-1111-4111-8111-111111111111'
export const LOGIN = 'https://login.microsoftonline.com'
export const GRAPH = 'https://graph.microsoft.com'
export const EXCHANGE = 'https://outlook.office365.com'
/** Microsoft Graph Command Line Tools: a public client that has scopes of Graph in every embedded tenant. */
export const PUBLIC_CLIENT = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
/** An application that may be used in its home tenant only, which is not the customer's. */
export const SINGLE_TENANT_CLIENT = 'dddddddd-dddd-4ddd-8ddd-dddddddddddd'

const [inline] = VENDOR_APPLICATIONS
if (!inline) throw new Error('the vendor has no application')
export const INLINE = inline

const ELSEWHERE_ID = '22222222-2222-4222-8222-222222222222'
const ROLES: Readonly<Record<string, readonly string[]>> = {
  admin: ['Global Administrator'],
  privileged: ['Privileged Role Administrator'],
  applications: ['Application Administrator'],
  cloudapps: ['Cloud Application Administrator'],
  exchange: ['Exchange Administrator'],
  nobody: [],
}
export type Person = keyof typeof ROLES

export const upnOf = (person: Person): string => `${person}@contoso.com`
export const passwordOf = (person: Person): string => `password of ${person}`

export interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body, parsed; an empty object where it is not JSON. */
  readonly json: { readonly [name: string]: unknown }
}

export interface Sending {
  readonly form?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly origin?: string
}

export interface World {
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly clock: VirtualClock
  /** @param line method, path and query: `GET /common/discovery/keys` */
  send(line: string, sending?: Sending): Heard
  /** Changes properties of the only object with this property value, in its tenant. */
  change(kind: string, property: string, value: string, changes: Entity): void
  assign(role: string, principalId: string): void
  /** Object id of the inline application's service principal in the customer's tenant. */
  principal(): string
}

/** @param planned faults, by operation and occurrence @param lag how late readers see writes */
export function world(planned: readonly PlannedFault[] = [], lag?: Lag): World {
  const clock = virtualClock(NOW)
  const customer = customerTenant(
    {
      tenantId: TENANT_ID,
      displayName: 'Contoso',
      domains: ['contoso.onmicrosoft.com', 'contoso.com'],
      unverifiedDomains: ['pending.example'],
      accounts: Object.entries(ROLES).map(([person, roles]) => ({
        userPrincipalName: upnOf(person),
        displayName: person,
        password: passwordOf(person),
        roles,
      })),
    },
    NOW,
  )
  const cloud = cloudWith([customer, elsewhere()], {
    clock,
    ids: seededIds('entra test'),
    faults: faultPlan(planned, FAULTS),
    ...(lag ? { lag } : {}),
  })
  const write = () => ({ at: clock.now(), actor: ACTOR, call: 'test', requestId: '' })
  return {
    cloud,
    tenant: customer,
    clock,
    send: (line, sending) => heard(cloud, line, sending),
    change(kind, property, value, changes) {
      for (const tenant of cloud.tenants.values())
        for (const found of tenant.find(kind, property, value))
          tenant.commit(write(), kind, String(found.id), { ...found, ...changes })
    },
    assign(role, principalId) {
      const roleDefinitionId = roleTemplate(role)
      const id = roleAssignmentId(roleDefinitionId, principalId)
      const entity = { id, principalId, roleDefinitionId, directoryScopeId: '/' }
      customer.commit(write(), 'roleAssignments', id, entity)
    },
    principal: () => String(customer.find('servicePrincipals', 'appId', INLINE.clientId)[0]?.id),
  }
}

const ACTOR = { type: 'system', id: 'test', displayName: 'test' } as const

function elsewhere(): Tenant {
  const application = {
    id: SINGLE_TENANT_CLIENT,
    appId: SINGLE_TENANT_CLIENT,
    displayName: 'At home only',
    signInAudience: 'AzureADMyOrg',
    passwordCredentials: [{ secretText: INLINE.clientSecret, endDateTime: '2099-01-01T00:00:00Z' }],
    web: { redirectUris: [INLINE.redirectUri] },
  }
  return new Tenant(ELSEWHERE_ID, new Base([['applications', new Map([[application.id, application]])]]))
}

function heard(
  cloud: Microsoft365,
  line: string,
  { form, headers = {}, origin = LOGIN }: Sending = {},
): Heard {
  const [method = '', target = ''] = line.split(/ (.*)/s)
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const fields = Object.entries(form ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  const {
    status,
    headers: sent,
    body,
  } = cloud.handle({
    method,
    host: new URL(origin).hostname,
    origin,
    path,
    query,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
    at: cloud.clock.now(),
  })
  const text = String(body)
  return { status, headers: sent, text, json: text.startsWith('{') ? JSON.parse(text) : {} }
}

/** An administrator's consent to everything that the inline application requires. */
export function consentAs(
  at: World,
  person: Person = 'admin',
  { decision = 'accept', line = CONSENT_V1 } = {},
): Heard {
  const form = { username: upnOf(person), password: passwordOf(person), decision }
  return at.send(`POST ${line}`, { form })
}

export const CONSENT_V1 = `/${TENANT_ID}/adminconsent?${new URLSearchParams({
  client_id: INLINE.clientId,
  redirect_uri: INLINE.redirectUri,
  state: 'a state',
})}`

/** A world where that consent has been given. */
export function ready(): World {
  const at = world()
  consentAs(at)
  return at
}

/** Status, error, AADSTS number, and suberror where there is one. */
export const said = ({ status, json }: Heard): string =>
  [status, json.error, json.error_codes, json.suberror ?? []].flat().join(' ')

export const V1 = `POST /${TENANT_ID}/oauth2/token`
export const V2 = `POST /${TENANT_ID}/oauth2/v2.0/token`

export const CLIENT_CREDENTIALS = {
  grant_type: 'client_credentials',
  client_id: INLINE.clientId,
  client_secret: INLINE.clientSecret,
  scope: `${GRAPH}/.default`,
}

export const PASSWORD = {
  grant_type: 'password',
  client_id: PUBLIC_CLIENT,
  username: upnOf('admin'),
  password: passwordOf('admin'),
  scope: `${GRAPH}/.default`,
}

/** A request for a token, as a door passes it on. @param body the form, encoded */
export const tokenArrival = (body: string, at: number): Arrival => ({
  method: 'POST',
  host: 'login.microsoftonline.com',
  origin: LOGIN,
  path: `/${TENANT_ID}/oauth2/v2.0/token`,
  query: '',
  headers: {},
  body,
  at,
})
