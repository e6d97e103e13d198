/** A served control surface for tests: one server, a fresh fork of the embedded tenants for each test. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { internetHost } from '../../exchange/mail-flow/outside/hosts.ts'
import { fetchOf } from '../../fetch.ts'
import { seededIds } from '../../seeded-ids.ts'
import { openHome, type Serving, serve } from '../../serve/index.ts'
import type { Microsoft365 } from '../../services.ts'
import { embeddedCloud } from '../../starting-states/index.ts'
import { virtualClock } from '../../virtual-clock.ts'
import { type Control, controlOf, loadableFaults, movableClock } from '../index.ts'

export const AT = Date.UTC(2026, 10, 22)
const directory = mkdtempSync(join(tmpdir(), 'casproof-control-'))
const home = openHome(directory, Date.now())
const ca = readFileSync(home.caFile, 'utf8')
const start = embeddedCloud({ clock: virtualClock(AT), ids: seededIds('start'), key: home.signingKey })
export const [contoso] = start.tenants
export const tenantId = contoso?.tenantId ?? ''

let server: Serving
export let cloud: Microsoft365
export let control: Control

beforeAll(async () => {
  server = await serve({
    cloud: { clock: start.cloud.clock, handle: (arrival) => cloud.handle(arrival) },
    home,
    control: {
      get controlled() {
        return control.controlled
      },
      answer: (request) => control.answer(request),
    },
  })
})
beforeEach(() => {
  const clock = movableClock(virtualClock(AT))
  const faults = loadableFaults()
  cloud = start.cloud.fork({ clock, faults, ids: seededIds('control') })
  control = controlOf({ cloud, clock, faults, outside: [internetHost()] })
})
afterAll(async () => {
  await server.close()
  rmSync(directory, { recursive: true })
})

interface Told {
  readonly status: number
  readonly json: { readonly [name: string]: unknown }
}

/** @param line `GET /tenants`, after the prefix */
export function ask(line: string, body?: unknown, headers: Record<string, string> = {}): Promise<Told> {
  const [method = '', path = ''] = line.split(' ')
  const sent = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const asked = request(
      `${server.origin}/_casproof${path}`,
      {
        ca,
        method,
        servername: 'localhost',
        headers: { ...type, 'content-length': String(Buffer.byteLength(sent)), ...headers },
      },
      (answer) => {
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
      },
    )
    asked.on('error', reject).end(sent)
  })
}

/** A request of an administrator's to Graph, in process. */
export async function graph(line: string, body?: object) {
  const { userPrincipalName: username = '', password = '' } = contoso?.accounts[0] ?? {}
  const form = {
    grant_type: 'password',
    client_id: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    scope: 'https://graph.microsoft.com/.default',
    username,
    password,
  }
  const client = fetchOf(cloud)
  const token = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`
  const signedIn = await client(token, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token } = Object(await signedIn.json())
  const [method = '', path = ''] = line.split(' ')
  return client(`https://graph.microsoft.com/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}
