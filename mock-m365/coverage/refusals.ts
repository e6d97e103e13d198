/** The mock's answers to requests that it does not emulate, from real requests. */
import { Base } from '../base.ts'
import { TENANT_ID } from '../documented-examples/asked.ts'
import { record } from '../documented-examples/documented-example.ts'
import { tokenOf } from '../documented-examples/full-rights.ts'
import { EXCHANGE_APP_ID, roleTemplate } from '../entra/well-known.ts'
import { seededIds } from '../seeded-ids.ts'
import { Microsoft365 } from '../services.ts'
import { Tenant } from '../tenant.ts'
import { virtualClock } from '../virtual-clock.ts'
import type { Arrival, ServiceName } from '../wire.ts'
import { emulatedOperations } from './emulated.ts'
import { operationNamed } from './operation-named.ts'

export interface Answered {
  /** The operation that handled it; undefined where it was refused as not emulated. */
  readonly operation: string | undefined
  readonly status: number
  /** The service's own code of refusal, where its body has one. */
  readonly code: string | undefined
}

const AT_MS = Date.UTC(2026, 0, 5)
const HOSTS: Readonly<Record<ServiceName, string>> = {
  entra: 'login.microsoftonline.com',
  graph: 'graph.microsoft.com',
  exchange: 'outlook.office365.com',
}
const GUID = '3f000000-0000-4000-8000-000000000001'

/**
 * Sends the request to an empty tenant, as an application that may do everything.
 * @param asked as the documentation names it: `GET /groups/{id}/team`, `Get-JournalRule`, `POST
 * /oauth2/v2.0/token`
 */
export function askedOf(service: ServiceName, asked: string): Answered {
  const base = new Base([
    ['organization', new Map([[TENANT_ID, { id: TENANT_ID }]])],
    [
      'OrganizationConfig',
      new Map([['one', { Guid: 'one', Name: 'contoso.onmicrosoft.com', IsDehydrated: false }]]),
    ],
  ])
  const tenant = new Tenant(TENANT_ID, base)
  const cloud = new Microsoft365({ clock: virtualClock(AT_MS), ids: seededIds(asked), tenants: [tenant] })
  const answers = requestsFor(service, asked, cloud).map((arrival) => {
    const { status, body } = cloud.handle(arrival)
    const called = operationNamed(cloud.calls.at(-1)?.operation ?? '')
    const isEmulated = EMULATED.has(`${service} ${called}`)
    return { operation: isEmulated ? called : undefined, status, code: codeIn(String(body)) }
  })
  return answers.find(({ operation }) => operation !== undefined) ?? answers[0] ?? NOTHING
}

const NOTHING: Answered = { operation: undefined, status: 0, code: undefined }
const EMULATED = new Set(emulatedOperations().map(({ service, operation }) => `${service} ${operation}`))

function codeIn(body: string): string | undefined {
  if (!body.startsWith('{')) return undefined
  const { error } = record(JSON.parse(body))
  return typeof error === 'string' ? error : String(record(error).code ?? '') || undefined
}

/** Documentation names references without the path's `$ref`: both forms are tried. */
function requestsFor(service: ServiceName, asked: string, cloud: Microsoft365): Arrival[] {
  const claims = { callerId: GUID, at: AT_MS, caller: 'app' } as const
  if (service === 'exchange') {
    const token = tokenOf(cloud, {
      ...claims,
      audience: EXCHANGE_APP_ID,
      wids: [roleTemplate('Exchange Administrator')],
    })
    const [method = '', named = ''] = asked.includes(' ') ? asked.split(' ') : ['POST', 'InvokeCommand']
    const body =
      method === 'GET' ? '' : JSON.stringify({ CmdletInput: { CmdletName: asked, Parameters: {} } })
    const path = `/adminapi/beta/${TENANT_ID}/${named.replace(/^\//, '').replace(/\{[^}]*\}/g, GUID)}`
    return [arrivalOf(service, method, path, token, body)]
  }
  const [method = '', named = ''] = asked.split(' ')
  const token = tokenOf(cloud, claims)
  const path = named
    .replace(/\(on=(?!'(?:principal|createdBy|approver)')[^)]*\)/i, "(on='principal')")
    .replace(/\(roletemplateid=[^)]*\)/i, `/${GUID}`)
    .replace('{property}', 'id')
    .replace(/\{[^}]*\}/g, GUID)
  if (service === 'entra') return [arrivalOf(service, method, `/${TENANT_ID}${path}`, token, '')]
  return [path, `${path}/$ref`].map((one) => arrivalOf(service, method, `/v1.0${one}`, token, ''))
}

const arrivalOf = (
  service: ServiceName,
  method: string,
  path: string,
  token: string,
  body: string,
): Arrival => ({
  method,
  host: HOSTS[service],
  origin: `https://${HOSTS[service]}`,
  path,
  query: '',
  headers: {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'x-responseformat': 'json',
    'x-anchormailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${TENANT_ID}`,
  },
  body,
  at: AT_MS,
})
