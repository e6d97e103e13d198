import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { TOKEN_HEADERS } from './errors.ts'
import {
  CLIENT_CREDENTIALS,
  GRAPH,
  type Heard,
  INLINE,
  LOGIN,
  NOW,
  PASSWORD,
  PUBLIC_CLIENT,
  passwordOf,
  ready,
  type Sending,
  said,
  TENANT_ID,
  tokenArrival,
  upnOf,
  V1,
  V2,
  type World,
  world,
} from './testing/world.ts'
import { GRAPH_APP_ID, roleTemplate, WIDS_MARKER_APP, WIDS_MARKER_USER } from './well-known.ts'

const claimsOf = (answer: Heard) =>
  JSON.parse(Buffer.from(String(answer.json.access_token).split('.')[1] ?? '', 'base64url').toString())

const tokenFor = (at: World, line: string, form: Sending['form']): Heard => {
  const answer = at.send(line, { form: { ...form } })
  expect([answer.status, answer.json.error_description]).toEqual([200, undefined])
  return answer
}

describe('tokens', () => {
  test('client credentials give the application’s token, and nothing for a person', () => {
    const at = ready()
    const answer = tokenFor(at, V2, CLIENT_CREDENTIALS)
    expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 })
    expect(Object.keys(answer.json)).toEqual(['token_type', 'expires_in', 'ext_expires_in', 'access_token'])
    expect(answer.headers).toEqual(TOKEN_HEADERS)
    const issued = NOW / 1000 - 300
    expect(claimsOf(answer)).toMatchObject({
      aud: GRAPH,
      iss: `https://sts.windows.net/${TENANT_ID}/`,
      iat: issued,
      nbf: issued,
      exp: issued + 3900,
      appid: INLINE.clientId,
      appidacr: '1',
      idtyp: 'app',
      oid: at.principal(),
      sub: at.principal(),
      tid: TENANT_ID,
      ver: '1.0',
      roles: [
        'Directory.Read.All',
        'Domain.Read.All',
        'Group.Read.All',
        'Mail.ReadWrite',
        'Member.Read.Hidden',
      ],
      wids: [WIDS_MARKER_APP],
    })
  })

  test('a password gives the person’s token with all that is consented to, and an id token where openid is asked', () => {
    const at = ready()
    const answer = tokenFor(at, V2, { ...PASSWORD, scope: `${GRAPH}/Directory.ReadWrite.All openid profile` })
    expect(claimsOf(answer)).toMatchObject({
      aud: GRAPH,
      appid: PUBLIC_CLIENT,
      appidacr: '0',
      idtyp: 'user',
      upn: upnOf('admin'),
      scp: expect.stringContaining('Application.ReadWrite.All Directory.ReadWrite.All'),
      wids: [roleTemplate('Global Administrator'), WIDS_MARKER_USER],
    })
    expect(answer.json).toHaveProperty('id_token')
    const without = tokenFor(at, V2, PASSWORD)
    expect(without.json).not.toHaveProperty('id_token')
    expect(claimsOf(without).scp.split(' ')).toContain('Group.ReadWrite.All')
  })

  test.each([
    ['a v2 scope', V2, { scope: `${GRAPH}/.default` }, GRAPH],
    ['the application id', V2, { scope: `${GRAPH_APP_ID}/.default` }, GRAPH_APP_ID],
    ['a slash at the end', V2, { scope: `${GRAPH}//.default` }, `${GRAPH}/`],
    ['a v1 resource', V1, { scope: undefined, resource: GRAPH }, GRAPH],
    ['one with a slash', V1, { scope: undefined, resource: `${GRAPH}/` }, `${GRAPH}/`],
  ])('the audience is what was asked: %s', (_what, line, form, audience) => {
    expect(claimsOf(tokenFor(ready(), line, { ...CLIENT_CREDENTIALS, ...form })).aud).toBe(audience)
  })

  test('the older endpoint answers in text, and wants a resource or a scope', () => {
    const at = ready()
    const form = { ...CLIENT_CREDENTIALS, scope: undefined, resource: GRAPH }
    const { json } = tokenFor(at, V1, form)
    const { access_token: _token, ...rest } = json
    expect(rest).toEqual({
      token_type: 'Bearer',
      expires_in: '3599',
      ext_expires_in: '3599',
      expires_on: String(NOW / 1000 + 3600),
      not_before: String(NOW / 1000 - 300),
      resource: GRAPH,
    })
    expect(at.send(V1, { form: CLIENT_CREDENTIALS }).status).toBe(200)
    const refused = at.send(V1, { form: { ...CLIENT_CREDENTIALS, scope: undefined } })
    expect(said(refused)).toBe('400 invalid_request 900144')
    expect(refused.json.error_description).toContain("'resource'")
  })

  test('a verified domain stands for the tenant, in any case', () => {
    for (const name of ['contoso.com', 'CONTOSO.onmicrosoft.com', TENANT_ID.toUpperCase()])
      expect(claimsOf(tokenFor(ready(), `POST /${name}/oauth2/v2.0/token`, CLIENT_CREDENTIALS)).tid).toBe(
        TENANT_ID,
      )
  })

  test('the client may prove itself in the Authorization header, also with a colon in its secret', () => {
    const at = ready()
    const credentials = (secret: string) =>
      `Basic ${Buffer.from(`${INLINE.clientId}:${secret}`).toString('base64')}`
    const form = { grant_type: 'client_credentials', scope: `${GRAPH}/.default` }
    const send = (secret: string) => at.send(V2, { form, headers: { authorization: credentials(secret) } })
    expect(send(INLINE.clientSecret).status).toBe(200)
    expect(said(send('wrong'))).toBe('401 invalid_client 7000215')
    const secretText = 'a:b+c%d'
    at.change('applications', 'appId', INLINE.clientId, {
      passwordCredentials: [{ secretText, endDateTime: '2099-01-01T00:00:00Z' }],
    })
    expect(send(encodeURIComponent(secretText)).status).toBe(200)
    expect(said(send('a'))).toBe('401 invalid_client 7000215')
    const raw = 'x:y:z'
    at.change('applications', 'appId', INLINE.clientId, {
      passwordCredentials: [{ secretText: raw, endDateTime: '2099-01-01T00:00:00Z' }],
    })
    expect(send(raw).status).toBe(200)
  })

  test('a token keeps the roles of the moment it was issued; the next one has the new ones', () => {
    const at = ready()
    const before = tokenFor(at, V2, CLIENT_CREDENTIALS)
    at.assign('Exchange Administrator', at.principal())
    expect(claimsOf(before).wids).toEqual([WIDS_MARKER_APP])
    expect(claimsOf(tokenFor(at, V2, CLIENT_CREDENTIALS)).wids).toEqual([
      roleTemplate('Exchange Administrator'),
      WIDS_MARKER_APP,
    ])
  })

  test('an application without permissions gets a token without roles', () => {
    const at = ready()
    for (const one of at.tenant.list('appRoleAssignments'))
      at.change('appRoleAssignments', 'id', String(one.id), { principalId: TENANT_ID })
    expect(claimsOf(tokenFor(at, V2, CLIENT_CREDENTIALS))).not.toHaveProperty('roles')
  })

  test('the same claims are the same token; a second later it is another', () => {
    const at = ready()
    const one = tokenFor(at, V2, CLIENT_CREDENTIALS).json.access_token
    at.clock.advance(999)
    expect(tokenFor(at, V2, CLIENT_CREDENTIALS).json.access_token).toBe(one)
    at.clock.advance(1)
    expect(tokenFor(at, V2, CLIENT_CREDENTIALS).json.access_token).not.toBe(one)
  })

  test('a token is signed when its answer is read, and known from then on', () => {
    const at = ready()
    const { issued } = at.cloud.services.entra
    const before = issued.size
    const answer = at.cloud.handle(tokenArrival(`${new URLSearchParams(CLIENT_CREDENTIALS)}`, at.clock.now()))
    expect(issued.size).toBe(before)
    const { body } = answer
    expect(issued.size).toBe(before + 1)
    expect(answer.body).toBe(body)
    const { access_token: token } = JSON.parse(String(body))
    expect([...issued.values()].at(-1)?.token).toBe(token)
  })

  test('the published key verifies a token, and not one that was touched', () => {
    const at = ready()
    const token = String(tokenFor(at, V2, CLIENT_CREDENTIALS).json.access_token)
    const [header = '', payload = '', signature = ''] = token.split('.')
    const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url').toString())
    expect(alg).toBe('RS256')
    for (const line of ['GET /common/discovery/keys', `GET /${TENANT_ID}/discovery/v2.0/keys`]) {
      const { keys } = JSON.parse(at.send(line).text)
      const [key] = keys.filter((one: { kid: string }) => one.kid === kid)
      expect(key).toMatchObject({ kty: 'RSA', use: 'sig', x5t: kid })
      const publicKey = createPublicKey({ key, format: 'jwk' })
      const valid = (text: string) =>
        verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'))
      expect(valid(`${header}.${payload}`)).toBe(true)
      expect(valid(`${header}.${payload.slice(1)}`)).toBe(false)
    }
  })

  test('a restarted mock with the same key still knows its tokens, and forgets none for their number', () => {
    const at = ready()
    const { access_token: token } = tokenFor(at, V2, CLIENT_CREDENTIALS).json
    at.cloud.services.entra.issued.clear()
    const answer = at.send('GET /v1.0/domains', {
      origin: GRAPH,
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(200)
    at.clock.advance(3_600_000)
    const late = at.send('GET /v1.0/domains', {
      origin: GRAPH,
      headers: { authorization: `Bearer ${token}` },
    })
    expect(late.status).toBe(401)
  })
})

describe('metadata', () => {
  const document = (segment: string, version: 1 | 2, origin = LOGIN) =>
    world().send(`GET /${segment}${version === 2 ? '/v2.0' : ''}/.well-known/openid-configuration`, {
      origin,
    })

  test.each([
    [TENANT_ID, 2, TENANT_ID, `${LOGIN}/${TENANT_ID}/v2.0`],
    ['contoso.com', 2, TENANT_ID, `${LOGIN}/${TENANT_ID}/v2.0`],
    ['contoso.com', 1, TENANT_ID, `https://sts.windows.net/${TENANT_ID}/`],
    ['common', 2, 'common', `${LOGIN}/{tenantid}/v2.0`],
    ['common', 1, 'common', 'https://sts.windows.net/{tenantid}/'],
    ['Organizations', 2, 'organizations', `${LOGIN}/{tenantid}/v2.0`],
    ['consumers', 2, 'consumers', `${LOGIN}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`],
  ] as const)('of %s, version %i', (segment, version, id, issuer) => {
    const { status, json, headers } = document(segment, version)
    const path = version === 2 ? '/oauth2/v2.0' : '/oauth2'
    expect(status).toBe(200)
    expect(json).toMatchObject({
      issuer,
      token_endpoint: `${LOGIN}/${id}${path}/token`,
      authorization_endpoint: `${LOGIN}/${id}${path}/authorize`,
      jwks_uri: version === 2 ? `${LOGIN}/${id}/discovery/v2.0/keys` : `${LOGIN}/common/discovery/keys`,
      tenant_region_scope: id === TENANT_ID ? 'WW' : null,
    })
    expect(headers).toMatchObject({
      'Cache-Control': 'max-age=86400, private',
      'Access-Control-Allow-Origin': '*',
    })
  })

  test('links follow the origin as it was addressed', () => {
    const { json } = document('contoso.com', 2, 'https://localhost:8443')
    expect(json.token_endpoint).toBe(`https://localhost:8443/${TENANT_ID}/oauth2/v2.0/token`)
    expect(json.issuer).toBe(`https://localhost:8443/${TENANT_ID}/v2.0`)
  })

  test.each(['nowhere.example', 'pending.example', 'constructor', '__proto__', 'toString'])(
    'of %s is refused',
    (name) => {
      for (const version of [1, 2] as const)
        expect(said(document(name, version))).toBe('400 invalid_tenant 90002')
    },
  )

  test('other paths are 404, other methods 405, and endpoints of programs say what they take', () => {
    const at = world()
    expect(at.send(`POST /${TENANT_ID}/discovery/v2.0/keys`).status).toBe(405)
    const heard = at.send(`GET /${TENANT_ID}/oauth2/v2.0/token`)
    expect(said(heard)).toBe('400 invalid_request 900561')
    expect(heard.json.error_description).toContain(
      'AADSTS900561: The endpoint only accepts POST, OPTIONS requests. Received a GET request. Trace ID: ',
    )
    const inBrowser = at.send(`GET /common/oauth2/devicecode`, { headers: { accept: 'text/html,*/*' } })
    expect([inBrowser.status, inBrowser.headers['Content-Type']]).toEqual([400, 'text/html; charset=utf-8'])
    expect(inBrowser.text).toContain('AADSTS900561: The endpoint only accepts POST requests. Received a GET')
    for (const path of [
      '/',
      '',
      '/x',
      `/${TENANT_ID}`,
      `/${TENANT_ID}/oauth2/v2.0/authorise`,
      '/constructor/constructor',
    ])
      expect([path, at.send(`GET ${path}`).status]).toEqual([path, 404])
  })

  test.each([
    'login.microsoftonline.com',
    'sts.windows.net',
    'westus2.login.microsoft.com',
    'localhost:8443',
  ])('instance discovery knows %s', (host) => {
    const asked = encodeURIComponent(`https://${host}/common/oauth2/v2.0/authorize`)
    const { status, json } = world().send(
      `GET /common/discovery/instance?api-version=1.1&authorization_endpoint=${asked}`,
    )
    expect(status).toBe(200)
    expect(json).toMatchObject({
      tenant_discovery_endpoint: `${LOGIN}/common/v2.0/.well-known/openid-configuration`,
    })
    expect(json.metadata).toContainEqual({
      preferred_network: 'login.microsoftonline.com',
      preferred_cache: 'login.windows.net',
      aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    })
    expect(json.metadata).toContainEqual({
      preferred_network: 'login.microsoftonline.us',
      preferred_cache: 'login.microsoftonline.us',
      aliases: ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
    })
  })

  test.each(['https://login.contoso.example/common/oauth2/v2.0/authorize', 'no address'])(
    'instance discovery refuses %s',
    (asked) => {
      const heard = world().send(
        `GET /common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(asked)}`,
      )
      expect(said(heard)).toBe('400 invalid_instance 50049')
    },
  )
})

test('a user of another spelling signs in', () => {
  const form = { ...PASSWORD, username: upnOf('admin').toUpperCase(), password: passwordOf('admin') }
  expect(world().send(V2, { form }).status).toBe(200)
})
