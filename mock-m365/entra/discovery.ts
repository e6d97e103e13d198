/**
 * Metadata documents and keys. https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 * The extras that no client tried needs follow recordings of 2022 (observed).
 */
import type { Cloud } from '../cloud.ts'
import type { Answer, Arrival } from '../wire.ts'
import { tenantNotFound } from './errors.ts'

/** Tenant segments that stand for no tenant, and what the issuer then says. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['common', '{tenantid}'],
  ['organizations', '{tenantid}'],
  ['consumers', '9188040d-6c67-4c5b-b112-36a304b66dad'],
])

export function openidConfiguration(cloud: Cloud, arrival: Arrival, segment: string, version: 1 | 2): Answer {
  const word = WORDS.get(segment.toLowerCase())
  const id = word ? segment.toLowerCase() : cloud.tenantNamed(segment)?.id
  if (!id) throw tenantNotFound(segment, 'invalid_tenant')
  const { origin } = arrival
  const v2 = version === 2 ? '/v2.0' : ''
  const issuerHost = version === 2 ? origin : 'https://sts.windows.net'
  const appId = new URLSearchParams(arrival.query).get('appid')
  const ofApp = appId === null ? '' : `?appid=${encodeURIComponent(appId)}`
  return json({
    token_endpoint: `${origin}/${id}/oauth2${v2}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${origin}/${version === 2 ? `${id}/discovery/v2.0` : 'common/discovery'}/keys${ofApp}`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: version === 2 ? ['openid', 'profile', 'email', 'offline_access'] : ['openid'],
    issuer: `${issuerHost}/${word ?? id}${version === 2 ? v2 : '/'}`,
    request_uri_parameter_supported: false,
    ...(version === 1
      ? {
          microsoft_multi_refresh_token: true,
          check_session_iframe: `${origin}/${id}/oauth2/checksession`,
          userinfo_endpoint: `${origin}/${id}/openid/userinfo`,
        }
      : { userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo' }),
    authorization_endpoint: `${origin}/${id}/oauth2${v2}/authorize`,
    device_authorization_endpoint: `${origin}/${id}/oauth2${v2}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${origin}/${id}/oauth2${v2}/logout`,
    claims_supported: CLAIMS,
    kerberos_endpoint: `${origin}/${id}/kerberos`,
    tenant_region_scope: word ? null : 'WW',
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  })
}

export function keys(cloud: Cloud, arrival: Arrival): Answer {
  const { n = '', e = '' } = cloud.key.publicKey.export({ format: 'jwk' })
  const { kid } = cloud.key
  return json({
    keys: [{ kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, issuer: `${arrival.origin}/{tenantid}/v2.0` }],
  })
}

/** https://login.microsoftonline.com/common/discovery/instance: which hosts are one cloud. */
export function instanceDiscovery(_cloud: Cloud, arrival: Arrival): Answer {
  return json({
    tenant_discovery_endpoint: `${arrival.origin}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: 'login.microsoftonline.com',
        preferred_cache: 'login.windows.net',
        aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
      },
    ],
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

const CLAIMS =
  'sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr nonce preferred_username name tid ver at_hash c_hash email'.split(
    ' ',
  )
