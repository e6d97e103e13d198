import { describe, expect, test } from 'vitest'
import { TOKEN_HEADERS } from './errors.ts'
import {
  CLIENT_CREDENTIALS,
  EXCHANGE,
  GRAPH,
  type Heard,
  INLINE,
  LOGIN,
  NOW,
  PASSWORD,
  PUBLIC_CLIENT,
  ready,
  SINGLE_TENANT_CLIENT,
  said,
  TENANT_ID,
  upnOf,
  V2,
  type World,
  world,
} from './testing/world.ts'

const GRANTS = { client_credentials: CLIENT_CREDENTIALS, password: PASSWORD }

interface Refusal {
  readonly grant: keyof typeof GRANTS
  readonly because: string
  /** Fields of the form that differ from a good request; undefined leaves a field out. */
  readonly form?: Readonly<Record<string, string | undefined>>
  readonly tenant?: string
  readonly arrange?: (at: World) => void
  /** Status, error, AADSTS number, and suberror where there is one. */
  readonly answer: string
}

const app = (because: string, answer: string, rest: Partial<Refusal>): Refusal => ({
  grant: 'client_credentials',
  because,
  answer,
  ...rest,
})
const person = (because: string, answer: string, rest: Partial<Refusal>): Refusal => ({
  grant: 'password',
  because,
  answer,
  ...rest,
})
const disable = (kind: string, property: string, value: string) => (at: World) =>
  at.change(kind, property, value, { accountEnabled: false })

/** Every refusal of the token endpoint, in the order of the checks. */
const REFUSALS: readonly Refusal[] = [
  app('no grant type', '400 invalid_request 900144', { form: { grant_type: undefined } }),
  app('an unknown grant type', '400 unsupported_grant_type 70003', { form: { grant_type: 'implicit' } }),
  app('a grant type of JavaScript', '400 unsupported_grant_type 70003', {
    form: { grant_type: 'constructor' },
  }),
  app('another one', '400 unsupported_grant_type 70003', { form: { grant_type: '__proto__' } }),
  app('a v1 resource', '400 invalid_request 901002', { form: { resource: GRAPH } }),
  app('an unknown tenant', '400 invalid_request 90002', { tenant: 'nowhere.example' }),
  app('an unverified domain', '400 invalid_request 90002', { tenant: 'pending.example' }),
  app('no client', '400 invalid_request 900144', { form: { client_id: undefined } }),
  app('an unknown client', '400 unauthorized_client 700016', { form: { client_id: TENANT_ID } }),
  app('a client of one other tenant', '400 unauthorized_client 700016', {
    form: { client_id: SINGLE_TENANT_CLIENT },
  }),
  app('a public client with a secret', '401 invalid_client 700025', { form: { client_id: PUBLIC_CLIENT } }),
  app('a public client without one', '401 invalid_client 7000216', {
    form: { client_id: PUBLIC_CLIENT, client_secret: undefined },
  }),
  app('no secret', '401 invalid_client 7000216', { form: { client_secret: undefined } }),
  app('a wrong secret', '401 invalid_client 7000215', { form: { client_secret: 'wrong' } }),
  app('an expired secret', '401 invalid_client 7000222', {
    arrange: (at) => at.clock.advance(731 * 86_400_000),
  }),
  app('no consent yet', '401 invalid_client 7000229', {
    arrange: (at) =>
      at.tenant.commit(
        { at: NOW, actor: { type: 'system', id: '', displayName: '' }, call: '', requestId: '' },
        'servicePrincipals',
        at.principal(),
        undefined,
      ),
  }),
  app('a disabled application', '400 unauthorized_client 7000112', {
    arrange: disable('servicePrincipals', 'appId', INLINE.clientId),
  }),
  app('no scope', '400 invalid_request 900144', { form: { scope: undefined } }),
  app('only OpenID scopes', '400 invalid_scope 70011', { form: { scope: 'openid profile' } }),
  app('two resources', '400 invalid_scope 28000', {
    form: { scope: `${GRAPH}/.default ${EXCHANGE}/.default` },
  }),
  app('the default scope beside a scope by name', '400 invalid_scope 70011', {
    form: { scope: `${GRAPH}/.default User.Read` },
  }),
  app('an unknown resource', '400 invalid_resource 500011', { form: { scope: 'api://nothing/.default' } }),
  app('a scope by name', '400 invalid_scope 1002012', { form: { scope: `${GRAPH}/User.Read` } }),

  person('an unknown tenant', '400 invalid_request 90002', { tenant: 'nowhere.example' }),
  person('a confidential client without a secret', '401 invalid_client 7000218', {
    form: { client_id: INLINE.clientId },
  }),
  person('a public client with a secret', '401 invalid_client 700025', { form: { client_secret: 'any' } }),
  person('a disabled client', '400 unauthorized_client 7000112', {
    arrange: disable('servicePrincipals', 'appId', PUBLIC_CLIENT),
  }),
  person('no user', '400 invalid_request 900144', { form: { username: undefined } }),
  person('no password', '400 invalid_request 900144', { form: { password: undefined } }),
  person('an unknown user', '400 invalid_grant 50034', { form: { username: 'stranger@contoso.com' } }),
  person('a wrong password', '400 invalid_grant 50126', { form: { password: 'wrong' } }),
  person('a disabled user', '400 invalid_grant 50057', {
    arrange: disable('users', 'userPrincipalName', upnOf('admin')),
  }),
  person('an unknown resource', '400 invalid_resource 500011', { form: { scope: 'api://nothing/.default' } }),
  person('a scope that nobody consented to', '400 invalid_grant 65001 consent_required', {
    form: { scope: `${GRAPH}/Mail.Send` },
  }),
  person('nothing consented to', '400 invalid_grant 65001 consent_required', {
    form: { scope: `${EXCHANGE}/.default` },
  }),
]

function refusedFor(...refusals: readonly Refusal[]): Heard {
  const at = ready()
  for (const { arrange } of refusals) arrange?.(at)
  const [{ grant = 'password' } = {}] = refusals
  const tenant = refusals.find((one) => one.tenant)?.tenant ?? TENANT_ID
  const form = Object.assign({}, GRANTS[grant], ...refusals.toReversed().map((one) => one.form))
  return at.send(`POST /${tenant}/oauth2/v2.0/token`, { form })
}

describe('refusals of the token endpoint', () => {
  test.each(REFUSALS.map((one) => [one.grant, one.because, one] as const))(
    '%s: %s',
    (_grant, _because, one) => {
      const answer = refusedFor(one)
      const { json, headers } = answer
      expect(said(answer)).toBe(one.answer)
      const [, , code] = one.answer.split(' ')
      const stamp = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ'
      expect(json.error_description).toMatch(
        new RegExp(
          `^AADSTS${code}: .*[.)0-9] Trace ID: ${json.trace_id} Correlation ID: ${json.correlation_id} Timestamp: ${stamp}$`,
        ),
      )
      expect(json.timestamp).toMatch(new RegExp(`^${stamp}$`))
      expect(json.error_uri).toBe(`${LOGIN}/error?code=${code}`)
      const known = [
        'error',
        'error_description',
        'error_codes',
        'timestamp',
        'trace_id',
        'correlation_id',
        'error_uri',
      ]
      expect(Object.keys(json)).toEqual(json.suberror ? [...known, 'suberror'] : known)
      expect(headers).toMatchObject({ ...TOKEN_HEADERS, 'x-ms-request-id': json.trace_id })
    },
  )

  test('where two are due, the one that stands first in the table is given', () => {
    for (const [i, first] of REFUSALS.entries())
      for (const second of REFUSALS.slice(i + 1)) {
        const fields = Object.keys(first.form ?? {})
        const clash = Object.keys(second.form ?? {}).some((name) => fields.includes(name))
        const both = [first, second]
        const other = first.grant !== second.grant || (first.tenant && second.tenant) || clash
        // the client decides what is checked
        const client = both.some(({ form }) => form && 'client_id' in form && form.client_id)
        if (other || client || both.every(({ arrange }) => arrange)) continue
        expect([first.because, second.because, said(refusedFor(first, second))]).toEqual([
          first.because,
          second.because,
          first.answer,
        ])
      }
  })

  test('the caller’s correlation id comes back, from header or query, if it is one', () => {
    const id = 'ABCDEF01-2345-4678-9ABC-DEF012345678'
    const at = world()
    const { json } = at.send(V2, { headers: { 'client-request-id': id } })
    expect(json.correlation_id).toBe(id.toLowerCase())
    expect(at.send(`${V2}?client-request-id=${id}`).json.correlation_id).toBe(id.toLowerCase())
    const senseless = at.send(V2, { headers: { 'client-request-id': '<script>' } }).json
    expect(senseless.correlation_id).toBe(senseless.trace_id)
  })
})
