/** (a) The same Graph request through the doors: in process, and over loopback with undici. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request, fetch as undiciFetch } from 'undici'
import { type Cloud, embeddedCloud, fetchOf, seededIds, virtualClock } from '#mock-m365'
import { openHome, serve } from '#mock-m365/serve'
import { plainListener } from '../mock-m365/serve/doors/doorway.ts'
import { type Bench, compared, median, type Row, ratioOf } from './measurement.ts'

/** A request in process is to be at least this many times as fast as the same one over a socket. */
const GOAL = { at: 'least', bound: 8 } as const
const PUBLIC_CLIENT_ID = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

export const inProcess: Bench = {
  name: 'in-process',
  async run() {
    const directory = mkdtempSync(join(tmpdir(), 'casproof-bench-'))
    const home = openHome(directory, Date.now())
    const { cloud, path, authorization } = await signedIn()
    const https = await serve({ cloud, home })
    const http = createServer(plainListener(cloud))
    await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready))
    const dispatcher = new Agent({ connect: { ca: readFileSync(home.caFile, 'utf8') } })
    try {
      const address = http.address()
      const plain = `http://localhost:${typeof address === 'object' ? address?.port : ''}${path}`
      const secure = `${https.origin}${path}`
      const headers = { authorization }
      const own = fetchOf(cloud)
      const arrival = {
        method: 'GET',
        host: 'localhost',
        origin: https.origin,
        path,
        query: '',
        headers,
        body: '',
      }
      const overSocket = async (url: string) => (await request(url, { headers, dispatcher })).body.text()
      const times = await compared({
        handler: () => cloud.handle({ ...arrival, at: cloud.clock.now() }),
        'request http': () => overSocket(plain),
        'request https': () => overSocket(secure),
        fetch: async () => (await own(secure, { headers })).text(),
        'fetch http': async () => (await undiciFetch(plain, { headers, dispatcher })).text(),
        'fetch https': async () => (await undiciFetch(secure, { headers, dispatcher })).text(),
      })
      return rowsOf(times)
    } finally {
      await dispatcher.destroy()
      await https.close()
      http.close()
      rmSync(directory, { recursive: true })
    }
  },
}

function rowsOf(times: Awaited<ReturnType<typeof compared<string>>>): Row[] {
  const of = (way: string) => times[way] ?? []
  const row = (measurement: string, way: string): Row => ({ measurement, value: median(of(way)), unit: 'µs' })
  const against = (way: string, socket: string, words: string): Row => ({
    ...row(words, socket),
    ratio: ratioOf(of(socket), of(way)),
    goal: GOAL,
  })
  return [
    row('GET of a user: the handler itself', 'handler'),
    against('handler', 'request http', '  undici.request over HTTP, against the handler'),
    against('handler', 'request https', '  undici.request over HTTPS, against the handler'),
    row('GET of a user: the in-process fetch', 'fetch'),
    against('fetch', 'fetch http', '  undici.fetch over HTTP, against the in-process fetch'),
    against('fetch', 'fetch https', '  undici.fetch over HTTPS, against the in-process fetch'),
  ]
}

/** A cloud, the path of one of its users, and an administrator's token for Graph. */
async function signedIn(): Promise<{ cloud: Cloud; path: string; authorization: string }> {
  const { cloud, tenants } = embeddedCloud({
    clock: virtualClock(Date.UTC(2026, 0, 5)),
    ids: seededIds('bench'),
  })
  const [tenant] = tenants
  const [account] = tenant?.accounts ?? []
  if (!tenant || !account) throw new Error('the embedded cloud has no tenant with an account to sign in with')
  const form = {
    grant_type: 'password',
    client_id: PUBLIC_CLIENT_ID,
    username: account.userPrincipalName,
    password: account.password,
    scope: 'https://graph.microsoft.com/.default',
  }
  const own = fetchOf(cloud)
  const url = `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`
  const answer = await own(url, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token } = (await answer.json()) as { access_token?: string }
  const path = `/v1.0/users/${account.userPrincipalName}`
  const authorization = `Bearer ${access_token}`
  const { status } = await own(`https://graph.microsoft.com${path}`, { headers: { authorization } })
  if (status !== 200)
    throw new Error(`GET ${path} answers ${status}: a refusal would be measured, not a user`)
  return { cloud, path, authorization }
}
