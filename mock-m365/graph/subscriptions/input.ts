/** Bodies of subscriptions, read as hostile. https://learn.microsoft.com/graph/api/subscription-post-subscriptions */
import { notEmulated } from '../wire/errors.ts'
import { invalidRequest } from './errors.ts'

export interface Wanted {
  readonly changeType: string
  readonly notificationUrl: string
  readonly lifecycleNotificationUrl: string | null
  readonly resource: string
  /** Milliseconds since the epoch. */
  readonly expires: number
  readonly clientState: string | null
  readonly latestSupportedTlsVersion: string
  /** False where the caller sent false, else null. */
  readonly includeResourceData: false | null
}

const PROPERTIES = new Set([
  'changeType',
  'notificationUrl',
  'lifecycleNotificationUrl',
  'resource',
  'expirationDateTime',
  'clientState',
  'latestSupportedTlsVersion',
  'includeResourceData',
  'encryptionCertificate',
  'encryptionCertificateId',
  'notificationQueryOptions',
  'notificationUrlAppId',
])
/** Documented. */
const CLIENT_STATE_MAX = 128
const URL_LENGTH_MAX = 2048
const TLS_VERSIONS = ['v1_0', 'v1_1', 'v1_2', 'v1_3']

type Json = Readonly<Record<string, unknown>>

/** @throws GraphError 400 InvalidRequest, 501 for encrypted resource data */
export function wantedIn(json: Json): Wanted {
  for (const name of Object.keys(json))
    if (!name.startsWith('@odata.') && !PROPERTIES.has(name))
      throw invalidRequest(
        `The property '${name.slice(0, 64)}' does not exist on type 'microsoft.graph.subscription'.`,
      )
  if (json.includeResourceData === true || json.encryptionCertificate || json.notificationUrlAppId)
    throw notEmulated()
  const clientState = optional(json, 'clientState')
  if (clientState !== null && clientState.length > CLIENT_STATE_MAX)
    throw invalidRequest(`The clientState must not be longer than ${CLIENT_STATE_MAX} characters.`)
  const latestSupportedTlsVersion = optional(json, 'latestSupportedTlsVersion') ?? 'v1_2'
  if (!TLS_VERSIONS.includes(latestSupportedTlsVersion))
    throw invalidRequest(`latestSupportedTlsVersion must be one of ${TLS_VERSIONS.join(', ')}.`)
  const lifecycle = optional(json, 'lifecycleNotificationUrl')
  return {
    changeType: required(json, 'changeType'),
    notificationUrl: endpointIn(required(json, 'notificationUrl'), 'NotificationUrl'),
    lifecycleNotificationUrl: lifecycle === null ? null : endpointIn(lifecycle, 'LifecycleNotificationUrl'),
    resource: required(json, 'resource'),
    expires: expiryIn(json),
    clientState,
    latestSupportedTlsVersion,
    includeResourceData: json.includeResourceData === false ? false : null,
  }
}

/** What PATCH may change: the expiry, and where to notify. https://learn.microsoft.com/graph/api/subscription-update */
export function renewalIn(json: Json): { expires: number | undefined; notificationUrl: string | undefined } {
  for (const name of Object.keys(json))
    if (!name.startsWith('@odata.') && name !== 'expirationDateTime' && name !== 'notificationUrl')
      throw invalidRequest(`The property '${name.slice(0, 64)}' cannot be updated.`)
  const url = optional(json, 'notificationUrl')
  return {
    expires: json.expirationDateTime === undefined ? undefined : expiryIn(json),
    notificationUrl: url === null ? undefined : endpointIn(url, 'NotificationUrl'),
  }
}

/**
 * Endpoints speak HTTPS (documented). The text for another scheme is observed:
 * https://github.com/microsoftgraph/microsoft-graph-docs/issues/2751
 */
function endpointIn(text: string, property: 'NotificationUrl' | 'LifecycleNotificationUrl'): string {
  const url = text.length <= URL_LENGTH_MAX && URL.canParse(text) ? new URL(text) : undefined
  if (url && url.protocol !== 'https:')
    throw invalidRequest(`${property} scheme='${url.protocol.slice(0, -1)}' is not supported.`)
  if (url?.username !== '' || url.hash !== '')
    throw invalidRequest('The notification endpoint must be a valid https URL.')
  return text
}

function expiryIn(json: Json): number {
  const text = required(json, 'expirationDateTime')
  const expires = /^\d{4}-\d{2}-\d{2}T[\d:.]{5,20}(?:Z|[+-]\d{2}:\d{2})?$/.test(text)
    ? Date.parse(zoned(text))
    : Number.NaN
  if (Number.isNaN(expires)) throw invalidRequest('expirationDateTime is not a valid date and time.')
  return expires
}

/** A time without a zone is UTC: this machine's zone must not matter. */
const zoned = (text: string): string => (/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`)

function required(json: Json, name: string): string {
  const value = json[name]
  if (typeof value !== 'string' || value === '')
    throw invalidRequest(`A value is required for property '${name}'.`)
  return value
}

function optional(json: Json, name: string): string | null {
  const value = json[name] ?? null
  if (value !== null && typeof value !== 'string')
    throw invalidRequest(`Cannot convert the value of property '${name}' to the expected type 'Edm.String'.`)
  return value
}
