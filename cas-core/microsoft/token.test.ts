import { describe, expect, test } from 'vitest'
import type { Ports } from '../ports.ts'
import { M365Error } from './errors.ts'
import { administratorTokens, applicationTokens, type Resource } from './token.ts'

const TENANT = '11111111-1111-4111-8111-111111111111'
const GRAPH: Resource = 'https://graph.microsoft.com'
const EXCHANGE: Resource = 'https://outlook.office365.com'

/** What the sign-in service answers to the requests for a token, in order; when used up, a token that lives an hour. */
type Reply =
  | 'broken'
  | { readonly status: number; readonly body: object; readonly headers?: Record<string, string> }

function portsWith(replies: readonly Reply[] = []) {
  const pauses: number[] = []
  const forms: URLSearchParams[] = []
  const waiting = [...replies]
  let now = Date.UTC(2026, 0, 15)
  const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json', ...headers },
    })
  const ports: Ports = {
    clock: {
      now: () => now,
      sleep: async (ms) => {
        pauses.push(ms)
        now += ms
      },
    },
    ids: { uuid: () => '80000000-0000-4000-8000-000000000000' },
    async fetch(input, init) {
      const url = String(input)
      if (!url.includes('/token')) return json(metadata(url))
      forms.push(new URLSearchParams(String(init?.body)))
      const reply = waiting.shift() ?? good(3599)
      if (reply === 'broken') throw new TypeError('fetch failed')
      const token = 'access_token' in reply.body ? { access_token: `token ${forms.length}` } : {}
      return json({ ...reply.body, ...token }, reply.status, reply.headers)
    },
    log: { info: () => undefined, warn: () => undefined },
  }
  return { ports, pauses, forms, wait: (ms: number) => (now += ms) }
}

const good = (seconds: number): Reply => ({
  status: 200,
  body: { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: '' },
})
const refusal = (status: number, code: number, headers = {}): Reply => ({
  status,
  body: { error: 'invalid_client', error_description: `AADSTS${code}: no. Trace ID: x`, error_codes: [code] },
  headers,
})

/** Discovery, as far as MSAL asks for it. */
function metadata(url: string): object {
  const origin = `https://login.microsoftonline.com/${TENANT}`
  if (url.includes('/discovery/instance'))
    return { tenant_discovery_endpoint: `${origin}/v2.0/.well-known/openid-configuration`, metadata: [] }
  return {
    issuer: `${origin}/v2.0`,
    authorization_endpoint: `${origin}/oauth2/v2.0/authorize`,
    token_endpoint: `${origin}/oauth2/v2.0/token`,
    jwks_uri: `${origin}/discovery/v2.0/keys`,
  }
}

const CREDENTIAL = { clientId: 'a1f0c0de-1111-4a11-8a11-000000000001', clientSecret: 'secret' }
const MINUTE_MS = 60_000

describe('tokens', () => {
  test('are kept per resource until five minutes before they end, by the clock that was given', async () => {
    const { ports, forms, wait } = portsWith()
    const tokens = applicationTokens(ports, TENANT, CREDENTIAL)
    expect([await tokens.token(GRAPH), await tokens.token(EXCHANGE)]).toEqual(['token 1', 'token 2'])
    wait(3599_000 - 5 * MINUTE_MS - 1)
    expect([await tokens.token(GRAPH), await tokens.token(EXCHANGE), tokens.acquired]).toEqual([
      'token 1',
      'token 2',
      2,
    ])
    wait(1)
    expect([await tokens.token(GRAPH), tokens.acquired]).toEqual(['token 3', 3])
    expect(forms.map((form) => form.get('scope')?.split(' ')[0])).toEqual([
      `${GRAPH}/.default`,
      `${EXCHANGE}/.default`,
      `${GRAPH}/.default`,
    ])
  })

  test('that are forgotten are fetched anew, and only they', async () => {
    const { ports } = portsWith()
    const tokens = applicationTokens(ports, TENANT, CREDENTIAL)
    await tokens.token(GRAPH)
    await tokens.token(EXCHANGE)
    tokens.forget(GRAPH)
    expect([await tokens.token(EXCHANGE), await tokens.token(GRAPH)]).toEqual(['token 2', 'token 3'])
  })

  test('that live for less than the margin are used once', async () => {
    const tokens = applicationTokens(portsWith([good(299), good(299)]).ports, TENANT, CREDENTIAL)
    expect([await tokens.token(GRAPH), await tokens.token(GRAPH)]).toEqual(['token 1', 'token 2'])
  })

  test('are asked for again after a throttle, when the service said, and after a broken connection', async () => {
    const throttle = refusal(429, 90036, { 'Retry-After': '17' })
    const { ports, pauses } = portsWith([throttle, 'broken'])
    const tokens = applicationTokens(ports, TENANT, CREDENTIAL)
    expect([await tokens.token(GRAPH), tokens.acquired]).toEqual(['token 3', 1])
    expect([pauses[0], pauses.length]).toEqual([17_000, 2])
  })

  test.each([
    [401, 7000215, 'unauthorized'],
    [400, 700016, 'refused'],
  ])('a refusal with %i AADSTS%i is not repeated, and says its number', async (status, code, meaning) => {
    const { ports, forms } = portsWith([refusal(status, code)])
    const failed = applicationTokens(ports, TENANT, CREDENTIAL).token(GRAPH)
    await expect(failed).rejects.toBeInstanceOf(M365Error)
    await expect(failed).rejects.toMatchObject({ service: 'entra', status, code: `AADSTS${code}`, meaning })
    expect(forms.length).toBe(1)
  })

  test('of an administrator come by name and password, through Microsoft’s client for the resource', async () => {
    const { ports, forms } = portsWith()
    const tokens = administratorTokens(ports, TENANT, { username: 'admin@contoso.com', password: 'p' })
    await tokens.token(GRAPH)
    await tokens.token(EXCHANGE)
    expect(
      forms.map((form) => [form.get('grant_type'), form.get('username'), form.get('client_id')]),
    ).toEqual([
      ['password', 'admin@contoso.com', '14d82eec-204b-4c2f-b7e8-296a70dab67e'],
      ['password', 'admin@contoso.com', 'fb78d390-0c51-40cd-8e17-fdbfab77341b'],
    ])
  })
})
