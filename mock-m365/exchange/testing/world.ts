/**
 * One small customer tenant behind the admin endpoint, and a way to send it cmdlets, for this room's tests.
 */
import { Base, type Entity } from '../../base.ts'
import { type Claims, issueToken } from '../../entra/tokens/tokens.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import type { Limits } from '../../graph/limits/table.ts'
import type { Lag } from '../../replication.ts'
import { seededIds } from '../../seeded-ids.ts'
import { Microsoft365 } from '../../services.ts'
import { Tenant } from '../../tenant.ts'
import { type VirtualClock, virtualClock } from '../../virtual-clock.ts'
import type { Answer, Arrival } from '../../wire.ts'
import * as objects from '../objects.ts'

export const START = Date.parse('2026-03-02T10:00:00Z')
export const TENANT_ID = '11111111-1111-4111-8111-111111111111'
/** In the wids of every token; not a role. */
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
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly clock: VirtualClock
  readonly send: (
    cmdlet: string,
    parameters?: object,
    more?: Partial<Arrival> & { readonly token?: string },
  ) => Reply
  /** Any request: `GET Mailbox?$top=1`, from the tenant's root on. */
  readonly ask: (request: string, more?: Partial<Arrival> & { readonly token?: string }) => Reply
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

const ANN = { id: 'u1', userPrincipalName: 'ann@contoso.com', mail: 'ann@contoso.com' }

/** Display name and address of a person by number: `Person 7`, person7@contoso.com. */
export const personId = (i: number) => `00000000-0000-4000-a000-${String(i).padStart(12, '0')}`

function personAt(i: number): readonly [string, Entity] {
  const mail = `person${i}@contoso.com`
  const names = { displayName: `Person ${i}`, mailNickname: `person${i}`, userPrincipalName: mail, mail }
  return [personId(i), { id: personId(i), ...names, proxyAddresses: [`SMTP:${mail}`] }]
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

interface Options {
  readonly dehydrated?: boolean
  /** How many transport rules of its own the tenant has. */
  readonly rules?: number
  /** How many people have a mailbox. Ann always exists and is a mail user. */
  readonly people?: number
  readonly limits?: Limits
  readonly lag?: Lag
}

export function world({ dehydrated = false, rules = 0, people = 0, limits, lag }: Options = {}): World {
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
    ['users', new Map([['u1', ANN], ...Array.from({ length: people }, (_, i) => personAt(i))])],
    ['OrganizationConfig', new Map([[String(organization.Guid), organization]])],
    ['HostedConnectionFilterPolicy', new Map([[POLICY_ID, policy]])],
    ['AcceptedDomain', new Map([[String(accepted.Guid), accepted]])],
    ['TransportRule', new Map(own)],
  ])
  const tenant = new Tenant(TENANT_ID, base)
  const clock = virtualClock(START)
  const cloud = new Microsoft365({
    clock,
    ids: seededIds('exchange'),
    tenants: [tenant],
    ...(limits ? { limits } : {}),
    ...(lag ? { lag } : {}),
  })
  const usual = issueToken(cloud.services.entra, claimsOf())
  const ask: World['ask'] = (request, { token = usual, headers, ...more } = {}) => {
    const [, method = '', path = '', query = ''] = /^(\w+) ([^?]*)\??(.*)$/s.exec(request) ?? []
    const arrival: Arrival = {
      method,
      host: 'outlook.office365.com',
      origin: 'https://outlook.office365.com',
      path: path.startsWith('/') ? path : `/adminapi/beta/${TENANT_ID}/${path}`,
      query,
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: '',
      at: START,
      ...more,
    }
    return replyOf(cloud.handle(arrival))
  }
  const send: World['send'] = (cmdlet, parameters = {}, more = {}) =>
    ask('POST InvokeCommand', {
      body: JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } }),
      ...more,
    })
  return { cloud, tenant, clock, send, ask }
}

function replyOf({ status, headers, body }: Answer): Reply {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
  return { status, headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}

export const errorText = ({ json }: Reply): string => json.error.innererror.internalexception.message
