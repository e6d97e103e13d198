/**
 * Refusals of the sign-in service, one line each. Codes, statuses and texts:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes; where a status or text rests on
 * captures or on inference, the line says so.
 */
import type { Answer, ServerFailure } from '../wire.ts'

/** What the token endpoint says no with; rendered by `refusal`. */
export class EntraError extends Error {
  readonly status: number
  /** The OAuth 2.0 error code. */
  readonly error: string
  /** The AADSTS number. */
  readonly code: number
  readonly suberror: string | undefined
  /** JSON that the client is to send back as `claims` with its next request. */
  readonly claims: string | undefined

  constructor(status: number, error: string, code: number, text: string, suberror?: string, claims?: string) {
    super(`AADSTS${code}: ${text}`)
    this.status = status
    this.error = error
    this.code = code
    this.suberror = suberror
    this.claims = claims
  }
}

/** The metadata endpoint says `invalid_tenant` where the token endpoint says `invalid_request` (observed). */
export const tenantNotFound = (
  name: string,
  error: 'invalid_request' | 'invalid_tenant' = 'invalid_request',
) =>
  new EntraError(
    400,
    error,
    90002,
    `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  )
export const parameterMissing = (name: string) =>
  new EntraError(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  )
export const grantTypeUnsupported = (grant: string) =>
  new EntraError(
    400,
    'unsupported_grant_type',
    70003,
    `The app requested an unsupported grant type '${grant}'.`,
  )
export const applicationNotFound = (appId: string, tenant: string) =>
  new EntraError(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  )
export const secretMissing = () =>
  new EntraError(
    401,
    'invalid_client',
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  )
/** The client credentials grant has its own number for it (observed). */
export const credentialRequired = () =>
  new EntraError(
    401,
    'invalid_client',
    7000216,
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  )
/** Status inferred. */
export const resourceUnsupported = () =>
  new EntraError(400, 'invalid_request', 901002, "The 'resource' request parameter is not supported.")
export const secretInvalid = (appId: string) =>
  new EntraError(
    401,
    'invalid_client',
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  )
export const secretExpired = (appId: string) =>
  new EntraError(
    401,
    'invalid_client',
    7000222,
    `The provided client secret keys for app '${appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  )
export const publicClientSentSecret = () =>
  new EntraError(
    401,
    'invalid_client',
    700025,
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  )
export const servicePrincipalMissing = (appId: string, tenant: string) =>
  new EntraError(
    401,
    'invalid_client',
    7000229,
    `The client application '${appId}' is missing service principal in the tenant '${tenant}'.`,
  )
/** Status inferred. */
export const applicationDisabled = (appId: string) =>
  new EntraError(400, 'unauthorized_client', 7000112, `Application '${appId}' is disabled.`)
export const scopeNotDefault = (scope: string) =>
  new EntraError(
    400,
    'invalid_scope',
    1002012,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  )
export const scopeInvalid = (scope: string) =>
  new EntraError(
    400,
    'invalid_scope',
    70011,
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  )
export const severalResources = (scope: string) =>
  new EntraError(
    400,
    'invalid_scope',
    28000,
    `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
  )
export const resourceNotFound = (resource: string, tenant: string) =>
  new EntraError(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  )
export const consentRequired = (appId: string, name: string) =>
  new EntraError(
    400,
    'invalid_grant',
    65001,
    `The user or administrator has not consented to use the application with ID '${appId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
    'consent_required',
  )
export const userNotFound = (upn: string, tenant: string) =>
  new EntraError(
    400,
    'invalid_grant',
    50034,
    `The user account ${upn} does not exist in the ${tenant} directory. To sign into this application, the account must be added to the directory.`,
  )
export const passwordWrong = () =>
  new EntraError(
    400,
    'invalid_grant',
    50126,
    'Error validating credentials due to invalid username or password.',
  )
export const userDisabled = () => new EntraError(400, 'invalid_grant', 50057, 'The user account is disabled.')
/** Pages, not token answers: their HTTP status is inferred. */
export const redirectMismatch = (uri: string, appId: string) =>
  new EntraError(
    400,
    'invalid_client',
    50011,
    `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`,
  )
export const adminApprovalNeeded = (name: string) =>
  new EntraError(
    403,
    'access_denied',
    90094,
    `${name} needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.`,
  )

/** Numbers and texts are documented; of the statuses only that of the 503 is observed, with its text and its OAuth error. */
export const serverFailure = (status: ServerFailure) =>
  ({
    500: new EntraError(500, 'server_error', 90006, 'The service is temporarily unavailable.'),
    503: new EntraError(
      503,
      'temporarily_unavailable',
      90033,
      'A transient error has occurred. Please try again.',
    ),
    504: new EntraError(504, 'temporarily_unavailable', 90012, 'The request has timed out.'),
  })[status]

/** Message and trail, as every description of an error ends. @param at milliseconds since the epoch */
export const described = (error: EntraError, at: number, requestId: string, correlationId: string): string =>
  `${error.message} Trace ID: ${requestId} Correlation ID: ${correlationId} Timestamp: ${timestampOf(at)}`

const timestampOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`

/** The JSON body in which the token endpoint refuses. @param at milliseconds since the epoch */
export function refusal(error: EntraError, at: number, requestId: string, correlationId: string): Answer {
  const timestamp = timestampOf(at)
  const body = {
    error: error.error,
    error_description: described(error, at, requestId, correlationId),
    error_codes: [error.code],
    timestamp,
    trace_id: requestId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${error.code}`,
    ...(error.suberror ? { suberror: error.suberror } : {}),
    ...(error.claims ? { claims: error.claims } : {}),
  }
  return {
    status: error.status,
    headers: { ...TOKEN_HEADERS, 'x-ms-request-id': requestId },
    body: JSON.stringify(body),
  }
}

/** Headers of every token answer (observed). */
export const TOKEN_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store, no-cache',
  Pragma: 'no-cache',
  Expires: '-1',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'x-ms-clitelem': '1,0,0,,',
}
