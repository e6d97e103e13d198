/**
 * Metadata documents and keys. https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc Members
 * that no tested client needs are from recordings of 2022 (observed).
 */

import type { Answer, Arrival } from '../wire.ts'
import { CONSUMERS_ID, isMicrosofts } from './realm.ts'
import { refuse } from './refusals/index.ts'
import type { Entra } from './service.ts'

/** Tenant segments that do not name a tenant, and the issuer's tenant for them. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['common', '{tenantid}'],
  ['organizations', '{tenantid}'],
  ['consumers', CONSUMERS_ID],
  [CONSUMERS_ID, CONSUMERS_ID],
])

export function openidConfiguration(entra: Entra, arrival: Arrival, segment: string, version: 1 | 2): Answer {
  const word = WORDS.get(segment.toLowerCase())
  const id = word ? segment.toLowerCase() : entra.tenantNamed(segment)?.id
  if (!id) throw refuse.tenantNotFoundInMetadata({ name: segment })
  const { origin, host } = arrival
  const appId = new URLSearchParams(arrival.query).get('appid')
  const ofApp = appId === null ? '' : `?appid=${encodeURIComponent(appId)}`
  const common: Common = {
    origin,
    host,
    id,
    line: `${origin}/${id}/oauth2${version === 2 ? '/v2.0' : ''}`,
    word,
    ofApp,
  }
  return json(version === 2 ? ofVersion2(common) : ofVersion1(common))
}

interface Common {
  readonly origin: string
  readonly host: string
  /** Tenant id, or the word for several tenants. */
  readonly id: string
  /** Prefix of the version's endpoints. */
  readonly line: string
  /** The issuer's tenant, where the path has a word and not a tenant id. */
  readonly word: string | undefined
  readonly ofApp: string
}

/** Members in the order of the real document (recorded 2021 to 2024). */
const ofVersion2 = ({ origin, host, id, line, word, ofApp }: Common) => ({
  token_endpoint: `${line}/token`,
  token_endpoint_auth_methods_supported: isMicrosofts(host) ? [...AUTH_METHODS, MTLS_METHOD] : AUTH_METHODS,
  jwks_uri: `${origin}/${id}/discovery/v2.0/keys${ofApp}`,
  response_modes_supported: RESPONSE_MODES,
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  issuer: `${origin}/${word ?? id}/v2.0`,
  request_uri_parameter_supported: false,
  userinfo_endpoint: `${isMicrosofts(host) ? 'https://graph.microsoft.com' : origin}/oidc/userinfo`,
  authorization_endpoint: `${line}/authorize`,
  device_authorization_endpoint: `${line}/devicecode`,
  http_logout_supported: true,
  frontchannel_logout_supported: true,
  end_session_endpoint: `${line}/logout`,
  claims_supported: CLAIMS_2,
  ...ending(origin, id, word),
  ...(isMicrosofts(host) ? mutualTls(id) : {}),
})

/**
 * Addresses for clients with mutual TLS, of 2026 (observed; the place in the document is inferred). The host
 * is not served, so they are left out at the mock's own address.
 */
const mutualTls = (id: string) => ({
  tls_client_certificate_bound_access_tokens: true,
  mtls_endpoint_aliases: { token_endpoint: `https://mtlsauth.microsoft.com/${id}/oauth2/v2.0/token` },
})

/** The same for the older version, whose keys are the same for all tenants (recorded 2021). */
const ofVersion1 = ({ origin, id, line, word, ofApp }: Common) => ({
  token_endpoint: `${line}/token`,
  token_endpoint_auth_methods_supported: AUTH_METHODS,
  jwks_uri: `${origin}/common/discovery/keys${ofApp}`,
  response_modes_supported: RESPONSE_MODES,
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
  scopes_supported: ['openid'],
  issuer: `https://sts.windows.net/${word ?? id}/`,
  microsoft_multi_refresh_token: true,
  authorization_endpoint: `${line}/authorize`,
  device_authorization_endpoint: `${line}/devicecode`,
  http_logout_supported: true,
  frontchannel_logout_supported: true,
  end_session_endpoint: `${line}/logout`,
  claims_supported: CLAIMS_1,
  check_session_iframe: `${line}/checksession`,
  userinfo_endpoint: `${origin}/${id}/openid/userinfo`,
  ...ending(origin, id, word),
})

const ending = (origin: string, id: string, word: string | undefined) => ({
  kerberos_endpoint: `${origin}/${id}/kerberos`,
  tenant_region_scope: word ? null : 'WW',
  cloud_instance_name: 'microsoftonline.com',
  cloud_graph_host_name: 'graph.windows.net',
  msgraph_host: 'graph.microsoft.com',
  rbac_url: 'https://pas.windows.net',
})

/**
 * The keys, each with its certificate. Version 2 names the issuer: the tenant of the path, or any tenant
 * (observed); version 1 does not.
 */
export function keys(entra: Entra, { origin }: Arrival, segment: string, version: 1 | 2): Answer {
  const word = WORDS.get(segment.toLowerCase())
  const id = word ?? entra.tenantNamed(segment)?.id
  if (!id) throw refuse.tenantNotFound({ name: segment })
  const { kid, publicKey, certificate } = entra.key
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const key = { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, x5c: [certificate.toString('base64')] }
  return json({ keys: [version === 2 ? { ...key, issuer: `${origin}/${id}/v2.0` } : key] })
}

/** Hosts of each cloud, the preferred one first, and the name under which clients keep its tokens (observed). */
const CLOUDS: readonly { readonly cache: string; readonly aliases: readonly string[] }[] = [
  {
    cache: 'login.windows.net',
    aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
  },
  {
    cache: 'login.partner.microsoftonline.cn',
    aliases: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
  },
  { cache: 'login.microsoftonline.de', aliases: ['login.microsoftonline.de'] },
  {
    cache: 'login.microsoftonline.us',
    aliases: ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
  },
  { cache: 'login-us.microsoftonline.com', aliases: ['login-us.microsoftonline.com'] },
]
const CLOUD_HOSTS = new Set(CLOUDS.flatMap(({ aliases }) => aliases))

/**
 * An authority may be a regional host, or this mock's own address: clients ask Microsoft's host about it
 * (proposed).
 */
const isKnownHost = (host: string, own: string): boolean =>
  CLOUD_HOSTS.has(host) ||
  host === own ||
  host.endsWith('.login.microsoft.com') ||
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host)

/** https://login.microsoftonline.com/common/discovery/instance: which hosts are one cloud. @throws EntraError 50049 */
export function instanceDiscovery(_cloud: Entra, arrival: Arrival): Answer {
  const asked = new URLSearchParams(arrival.query).get('authorization_endpoint')
  if (asked !== null && !(URL.canParse(asked) && isKnownHost(new URL(asked).hostname, arrival.host)))
    throw refuse.instanceUnknown()
  return json({
    tenant_discovery_endpoint: `${arrival.origin}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: CLOUDS.map(({ cache, aliases }) => ({
      preferred_network: aliases[0],
      preferred_cache: cache,
      aliases,
    })),
  })
}

function json(body: unknown): Answer {
  return { status: 200, headers: METADATA_HEADERS, body: JSON.stringify(body) }
}

const METADATA_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'max-age=86400, private',
  'Access-Control-Allow-Origin': '*',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
}

const AUTH_METHODS = ['client_secret_post', 'private_key_jwt', 'client_secret_basic']
const MTLS_METHOD = 'self_signed_tls_client_auth'
const RESPONSE_MODES = ['query', 'fragment', 'form_post']
const CLAIMS =
  'sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr'
const CLAIMS_1 = `${CLAIMS} amr nonce email given_name family_name nickname`.split(' ')
const CLAIMS_2 = `${CLAIMS} nonce preferred_username name tid ver at_hash c_hash email`.split(' ')
