import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { authorizeUrl, browser, returned, withApplications } from './testing/applications.ts'
import { NOBODY, redeem } from './testing/browser.ts'
import {
  CLIENT_CREDENTIALS,
  consentAs,
  GRAPH,
  LOGIN,
  ready,
  TENANT_ID,
  upnOf,
  V2,
  type World,
  world,
} from './testing/world.ts'
import { signingKey, signingKeyFrom } from './tokens/signing-key.ts'

/**
 * Members in order, as recorded from login.microsoftonline.com in 2021 (v1) and 2024 (v2), with the additions
 * of a log of 2026 to the latter.
 */
const MEMBERS = {
  1: 'token_endpoint token_endpoint_auth_methods_supported jwks_uri response_modes_supported subject_types_supported id_token_signing_alg_values_supported response_types_supported scopes_supported issuer microsoft_multi_refresh_token authorization_endpoint device_authorization_endpoint http_logout_supported frontchannel_logout_supported end_session_endpoint claims_supported check_session_iframe userinfo_endpoint kerberos_endpoint tenant_region_scope cloud_instance_name cloud_graph_host_name msgraph_host rbac_url',
  2: 'token_endpoint token_endpoint_auth_methods_supported jwks_uri response_modes_supported subject_types_supported id_token_signing_alg_values_supported response_types_supported scopes_supported issuer request_uri_parameter_supported userinfo_endpoint authorization_endpoint device_authorization_endpoint http_logout_supported frontchannel_logout_supported end_session_endpoint claims_supported kerberos_endpoint tenant_region_scope cloud_instance_name cloud_graph_host_name msgraph_host rbac_url tls_client_certificate_bound_access_tokens mtls_endpoint_aliases',
}
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad'

/** The whole recorded document of `common`; the second table has the differences of other segments. */
const COMMON = {
  1: {
    token_endpoint: `${LOGIN}/common/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${LOGIN}/common/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
    scopes_supported: ['openid'],
    issuer: 'https://sts.windows.net/{tenantid}/',
    microsoft_multi_refresh_token: true,
    authorization_endpoint: `${LOGIN}/common/oauth2/authorize`,
    device_authorization_endpoint: `${LOGIN}/common/oauth2/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${LOGIN}/common/oauth2/logout`,
    claims_supported:
      'sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr amr nonce email given_name family_name nickname'.split(
        ' ',
      ),
    check_session_iframe: `${LOGIN}/common/oauth2/checksession`,
    userinfo_endpoint: `${LOGIN}/common/openid/userinfo`,
    kerberos_endpoint: `${LOGIN}/common/kerberos`,
    tenant_region_scope: null,
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  },
  2: {
    token_endpoint: `${LOGIN}/common/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'private_key_jwt',
      'client_secret_basic',
      'self_signed_tls_client_auth',
    ],
    jwks_uri: `${LOGIN}/common/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${LOGIN}/{tenantid}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    authorization_endpoint: `${LOGIN}/common/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${LOGIN}/common/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${LOGIN}/common/oauth2/v2.0/logout`,
    claims_supported:
      'sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr nonce preferred_username name tid ver at_hash c_hash email'.split(
        ' ',
      ),
    kerberos_endpoint: `${LOGIN}/common/kerberos`,
    tenant_region_scope: null,
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
    tls_client_certificate_bound_access_tokens: true,
    mtls_endpoint_aliases: {
      token_endpoint: 'https://mtlsauth.microsoft.com/common/oauth2/v2.0/token',
    },
  },
}

/** Segment of the path; segment in the addresses; tenant in the issuer; region. */
const SEGMENTS = [
  ['common', 'common', '{tenantid}', null],
  ['Organizations', 'organizations', '{tenantid}', null],
  ['consumers', 'consumers', CONSUMERS, null],
  [TENANT_ID, TENANT_ID, TENANT_ID, 'WW'],
  ['contoso.onmicrosoft.com', TENANT_ID, TENANT_ID, 'WW'],
] as const

describe.each([1, 2] as const)('metadata of version %i', (version) => {
  const v2 = version === 2 ? '/v2.0' : ''

  test.each(SEGMENTS)('%s: every member as recorded, in its order', (segment, named, issuer, region) => {
    const { status, text } = world().send(`GET /${segment}${v2}/.well-known/openid-configuration`)
    const wanted = JSON.parse(
      JSON.stringify(COMMON[version])
        .replaceAll('.com/common/', `.com/${named}/`)
        .replaceAll('{tenantid}', issuer),
    )
    if (version === 1) wanted.jwks_uri = `${LOGIN}/common/discovery/keys`
    const document = JSON.parse(text)
    expect(status).toBe(200)
    expect(document).toEqual({ ...wanted, tenant_region_scope: region })
    expect(Object.keys(document).join(' ')).toBe(MEMBERS[version])
  })
})

test.each([
  ['/common/discovery/v2.0/keys', `${LOGIN}/{tenantid}/v2.0`],
  [`/${TENANT_ID}/discovery/v2.0/keys`, `${LOGIN}/${TENANT_ID}/v2.0`],
  ['/contoso.onmicrosoft.com/discovery/v2.0/keys', `${LOGIN}/${TENANT_ID}/v2.0`],
  ['/common/discovery/keys', undefined],
])('%s shows the key with its certificate', (path, issuer) => {
  const at = ready()
  const [key, ...others] = JSON.parse(at.send(`GET ${path}`).text).keys
  expect(others).toEqual([])
  expect(Object.keys(key)).toEqual([
    ...['kty', 'use', 'kid', 'x5t', 'n', 'e', 'x5c'],
    ...(issuer ? ['issuer'] : []),
  ])
  expect(key.issuer).toBe(issuer)
  const certificate = new X509Certificate(Buffer.from(key.x5c[0], 'base64'))
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.publicKey.export({ format: 'jwk' })).toEqual({ kty: 'RSA', n: key.n, e: key.e })
  const sha1 = Buffer.from(certificate.fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
  expect([key.kid, key.x5t]).toEqual([sha1, sha1])
  const { json } = at.send(V2, { form: CLIENT_CREDENTIALS })
  const header = JSON.parse(
    Buffer.from(String(json.access_token).split('.')[0] ?? '', 'base64url').toString(),
  )
  expect(header).toEqual({ typ: 'JWT', alg: 'RS256', x5t: sha1, kid: sha1 })
})

test('keys of a tenant that is not there are refused', () => {
  const { status, json } = world().send('GET /nobody.example/discovery/v2.0/keys')
  expect([status, json.error_codes]).toEqual([400, [90002]])
})

test('a key that was kept has the same certificate again, and so the same id', () => {
  const { privateKey, kid, certificate } = signingKey()
  const again = signingKeyFrom(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  expect([again.kid, again.certificate.equals(certificate)]).toEqual([kid, true])
})

describe('userinfo', () => {
  const ASK = { host: 'graph.microsoft.com', origin: 'https://graph.microsoft.com', path: '/oidc/userinfo' }
  const asked = (at: World, token: unknown, more: object = {}) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const arrival = { method: 'GET', ...ASK, query: '', headers, body: '', at: at.clock.now(), ...more }
    const { status, body } = at.cloud.handle(arrival)
    return { status, json: JSON.parse(String(body)) }
  }
  /** All parameters that may be asked, and fewer. */
  const tokensFor = (at: World, scope: string) => {
    const tab = browser(at)
    tab.open(authorizeUrl({ scope }))
    tab.submit(NOBODY)
    return redeem(at, returned(tab.submit({ decision: 'accept' }))?.code).json
  }
  const decodedPart = (token: unknown) =>
    JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())
  const FULL = `openid profile email ${GRAPH}/User.Read`

  test.each(['GET', 'POST'])('%s tells what the id token tells, and the picture', (method) => {
    const at = withApplications()
    at.change('users', 'userPrincipalName', upnOf('nobody'), {
      surname: 'Body',
      givenName: 'No',
      mail: 'n@contoso.com',
    })
    const { access_token, id_token } = tokensFor(at, FULL)
    const { sub, name, email } = decodedPart(id_token)
    expect(asked(at, access_token, { method })).toEqual({
      status: 200,
      json: {
        sub,
        name,
        family_name: 'Body',
        given_name: 'No',
        picture: 'https://graph.microsoft.com/v1.0/me/photo/$value',
        email,
      },
    })
  })

  test.each([
    ['openid', ['sub']],
    ['openid profile', ['sub', 'name', 'given_name', 'picture']],
  ])('of %s it tells %j', (openid, claims) => {
    const at = withApplications()
    const { access_token } = tokensFor(at, `${openid} ${GRAPH}/User.Read`)
    expect(Object.keys(asked(at, access_token).json)).toEqual(claims)
  })

  test.each([
    ['no token', () => undefined, 401, 'InvalidAuthenticationToken'],
    ['a token that is none', () => 'eyJx', 401, 'InvalidAuthenticationToken'],
    [
      'an application for itself',
      (at: World) => at.send(V2, { form: CLIENT_CREDENTIALS }).json.access_token,
      403,
      'Authorization_RequestDenied',
    ],
    [
      'a person without openid',
      (at: World) => tokensFor(at, `${GRAPH}/User.Read`).access_token,
      403,
      'Authorization_RequestDenied',
    ],
  ])('%s is refused', (_what, token, status, code) => {
    const at = withApplications()
    consentAs(at)
    const answer = asked(at, token(at))
    expect([answer.status, answer.json.error.code]).toEqual([status, code])
  })

  test('under a version there is no such thing, and on one origin by path there is', () => {
    const at = withApplications()
    const { access_token } = tokensFor(at, FULL)
    expect(asked(at, access_token, { path: '/v1.0/oidc/userinfo' }).status).toBe(400)
    const local = { host: 'localhost', origin: 'https://localhost:8443' }
    expect(asked(at, access_token, local).status).toBe(200)
  })
})
