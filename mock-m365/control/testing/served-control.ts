/** A served control surface for tests: one server with the embedded tenants, which a test can renew. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { internetHost } from '../../exchange/mail-flow/outside/hosts.ts'
import { fetchOf } from '../../fetch.ts'
import { seededIds } from '../../seeded-ids.ts'
import { openHome, serve } from '../../serve/index.ts'
import type { Microsoft365 } from '../../services.ts'
import { embeddedCloud, type TenantFacts } from '../../starting-states/index.ts'
import { virtualClock } from '../../virtual-clock.ts'
import { type Control, controlOf, loadableFaults, movableClock } from '../index.ts'

export const AT = Date.UTC(2026, 10, 22)

export interface Told {
  readonly status: number
  readonly json: { readonly [name: string]: unknown }
}

export interface ServedControl {
  readonly contoso: TenantFacts
  readonly cloud: Microsoft365
  readonly control: Control
  /** Replaces changed tenants by fresh ones. */
  renew(): void
  /** @param line `GET /tenants`, after the prefix */
  ask(line: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Told>
  /** The same way to Microsoft's own paths: `POST /v1.0/groups`. A text is sent as a form. */
  microsoft(line: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Told>
  /** An administrator's request to Graph, in process. */
  graph(line: string, body?: object): Promise<Response>
  /** A cmdlet without parameters, as the same administrator. */
  exchange(cmdlet: string): Promise<Response>
  close(): Promise<void>
}

/** @param now the real time, for certificates */
export async function servedControl(now: number): Promise<ServedControl> {
  const directory = mkdtempSync(join(tmpdir(), 'casproof-control-'))
  const home = openHome(directory, now)
  const ca = readFileSync(home.caFile, 'utf8')
  const start = embeddedCloud({ clock: virtualClock(AT), ids: seededIds('start'), key: home.signingKey })
  const [contoso] = start.tenants
  if (!contoso) throw new Error('there is no embedded tenant')
  const fresh = () => {
    const clock = movableClock(virtualClock(AT))
    const faults = loadableFaults()
    const cloud = start.cloud.fork({ clock, faults, ids: seededIds('control') })
    return { cloud, control: controlOf({ cloud, clock, faults, outside: [internetHost()] }) }
  }
  let standing = fresh()
  const server = await serve({
    cloud: { clock: start.cloud.clock, handle: (arrival) => standing.cloud.handle(arrival) },
    home,
    control: {
      get controlled() {
        return standing.control.controlled
      },
      answer: (asked) => standing.control.answer(asked),
    },
  })
  return {
    contoso,
    get cloud() {
      return standing.cloud
    },
    get control() {
      return standing.control
    },
    renew() {
      standing = fresh()
    },
    ask: (line, body, headers) => ask(`${server.origin}/_casproof`, ca, { line, body, headers }),
    microsoft: (line, body, headers = {}) => {
      const form = typeof body === 'string' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
      return ask(server.origin, ca, { line, body, headers: { ...form, ...headers } })
    },
    graph: (line, body) => graph(standing.cloud, contoso, line, body),
    exchange: (cmdlet) => exchange(standing.cloud, contoso, cmdlet),
    async close() {
      await server.close()
      rmSync(directory, { recursive: true })
    },
  }
}

interface Asking {
  readonly line: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>> | undefined
}

function ask(base: string, ca: string, { line, body, headers = {} }: Asking): Promise<Told> {
  const [method = '', path = ''] = line.split(' ')
  const sent = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const length = { 'content-length': String(Buffer.byteLength(sent)) }
  return new Promise((resolve, reject) => {
    const options = { ca, method, servername: 'localhost', headers: { ...type, ...length, ...headers } }
    const asked = request(`${base}${path}`, options, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          json: text.startsWith('{') ? JSON.parse(text) : { text },
        }),
      )
    })
    asked.on('error', reject).end(sent)
  })
}

async function graph(cloud: Microsoft365, tenant: TenantFacts, line: string, body?: object) {
  const token = await tokenOf(cloud, tenant, 'https://graph.microsoft.com')
  const [method = '', path = ''] = line.split(' ')
  return fetchOf(cloud)(`https://graph.microsoft.com/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

async function exchange(cloud: Microsoft365, tenant: TenantFacts, cmdlet: string) {
  const token = await tokenOf(cloud, tenant, 'https://outlook.office365.com')
  return fetchOf(cloud)(`https://outlook.office365.com/adminapi/beta/${tenant.tenantId}/InvokeCommand`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: {} } }),
  })
}

async function tokenOf(cloud: Microsoft365, { accounts, tenantId }: TenantFacts, resource: string) {
  const { userPrincipalName: username = '', password = '' } = accounts[0] ?? {}
  const form = {
    grant_type: 'password',
    client_id: CLIENTS[resource] ?? '',
    scope: `${resource}/.default`,
    username,
    password,
  }
  const token = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`
  const signedIn = await fetchOf(cloud)(token, { method: 'POST', body: new URLSearchParams(form) })
  return Object(await signedIn.json()).access_token
}

/** Microsoft's own tools: Graph Command Line Tools, and the Exchange module. */
const CLIENTS: Readonly<Record<string, string>> = {
  'https://graph.microsoft.com': '14d82eec-204b-4c2f-b7e8-296a70dab67e',
  'https://outlook.office365.com': 'fb78d390-0c51-40cd-8e17-fdbfab77341b',
}
