/** One small customer tenant behind the admin endpoint, and a way to send it cmdlets: what this room's tests share. */
import { Base, type Entity } from '../base.ts'
import { Cloud } from '../cloud.ts'
import { type Claims, issueToken } from '../entra/tokens.ts'
import { roleTemplate } from '../entra/well-known.ts'
import { seededIds } from '../seeded-ids.ts'
import { Tenant } from '../tenant.ts'
import { virtualClock } from '../virtual-clock.ts'
import type { Answer, Arrival } from '../wire.ts'
import * as objects from './objects.ts'
import { exchange } from './server.ts'

export const START = Date.parse('2026-03-02T10:00:00Z')
export const TENANT_ID = '11111111-1111-4111-8111-111111111111'
/** In every token's wids, a role of nobody. */
export const WIDS_MARKER = '0997a1d0-0d1d-4acb-b408-d5ca73121e90'
const ORGANIZATION = 'contoso.onmicrosoft.com'
export const POLICY_ID = '00000000-0000-4000-8000-0000000000f1'
export const GROUP = {
  id: '00000000-0000-4000-8000-0000000000a1',
  mail: 'sales@contoso.com',
  displayName: 'Sales',
  uniqueName: 'sales-unique',
}

export const origin = (guid: string) => ({ organization: ORGANIZATION, guid, at: START - 86_400_000 })

export interface World {
  readonly cloud: Cloud
  readonly tenant: Tenant
  readonly send: (
    cmdlet: string,
    parameters?: object,
    more?: Partial<Arrival> & { readonly token?: string },
  ) => Reply
}

export interface Reply {
  readonly status: number
  readonly headers: Answer['headers']
  readonly text: string
  readonly json: {
    readonly value: readonly Entity[]
    readonly '@adminapi.warnings': readonly string[]
    readonly '@odata.nextLink'?: string
    readonly '@adminapi.confirmationmessage'?: string
    readonly error: {
      readonly code: string
      readonly message: string
      readonly details?: readonly { readonly message: string }[]
      readonly innererror: { readonly internalexception: { readonly message: string; readonly type: string } }
    }
  }
}

export const claimsOf = (changes: Partial<Claims> = {}): Claims => ({
  aud: 'https://outlook.office365.com',
  iss: `https://sts.windows.net/${TENANT_ID}/`,
  iat: START / 1000,
  nbf: START / 1000,
  exp: START / 1000 + 3600,
  appid: '22222222-2222-4222-8222-222222222222',
  app_displayname: 'Trend Micro Cloud App Security',
  idtyp: 'app',
  oid: '33333333-3333-4333-8333-333333333333',
  tid: TENANT_ID,
  roles: ['Exchange.ManageAsApp'],
  wids: [WIDS_MARKER, roleTemplate('Exchange Administrator')],
  ...changes,
})

export function world({ dehydrated = false, rules = 0 } = {}): World {
  const domain = { id: 'contoso.com', isVerified: true }
  const organization = objects.organizationConfig(origin('00000000-0000-4000-8000-0000000000f0'), {
    IsDehydrated: dehydrated,
  })
  const policy = objects.hostedConnectionFilterPolicy(origin(POLICY_ID), { IPAllowList: ['198.51.100.7'] })
  const accepted = objects.acceptedDomain(origin('00000000-0000-4000-8000-0000000000f2'), {
    DomainName: 'contoso.com',
    Default: true,
  })
  const own = Array.from({ length: rules }, (_, Priority) => {
    const guid = `00000000-0000-4000-9000-${String(Priority).padStart(12, '0')}`
    return [
      guid,
      objects.transportRule(origin(guid), { Name: `Own rule ${Priority}`, Priority, SetSCL: '5' }),
    ] as const
  })
  const base = new Base([
    ['domains', new Map([[domain.id, domain]])],
    ['groups', new Map([[GROUP.id, GROUP]])],
    ['users', new Map([['u1', { id: 'u1', userPrincipalName: 'ann@contoso.com', mail: 'ann@contoso.com' }]])],
    ['OrganizationConfig', new Map([[String(organization.Guid), organization]])],
    ['HostedConnectionFilterPolicy', new Map([[POLICY_ID, policy]])],
    ['AcceptedDomain', new Map([[String(accepted.Guid), accepted]])],
    ['TransportRule', new Map(own)],
  ])
  const tenant = new Tenant(TENANT_ID, base)
  const cloud = new Cloud({ clock: virtualClock(START), ids: seededIds('exchange'), tenants: [tenant] })
  const usual = issueToken(cloud, claimsOf())
  const send: World['send'] = (cmdlet, parameters = {}, { token = usual, headers, ...more } = {}) => {
    const arrival: Arrival = {
      method: 'POST',
      host: 'outlook.office365.com',
      origin: 'https://outlook.office365.com',
      path: `/adminapi/beta/${TENANT_ID}/InvokeCommand`,
      query: '',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } }),
      at: START,
      ...more,
    }
    return replyOf(exchange.resolve(arrival, cloud).run('request-id'))
  }
  return { cloud, tenant, send }
}

function replyOf({ status, headers, body }: Answer): Reply {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
  return { status, headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}

export const errorText = ({ json }: Reply): string => json.error.innererror.internalexception.message
