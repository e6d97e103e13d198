/**
 * Refusals of the interactive flows, of certificates and of refresh tokens, one function each; `errors.ts` has those of
 * the two simplest grants. Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes; texts are
 * those of that page and of errors that users pasted (observed), and where neither has one, inferred.
 */
import { EntraError } from './errors.ts'

/** Client authentication fails with 401, all else with 400. */
function refused(error: string, code: number, text: string, suberror?: string, claims?: string): EntraError {
  return new EntraError(error === 'invalid_client' ? 401 : 400, error, code, text, suberror, claims)
}

/** The form in which these texts write times. @param at milliseconds since the epoch */
const stamp = (at: number): string => new Date(Math.min(Math.max(at, 0), 8.64e15)).toISOString()

// The request and its tenant

export const parameterRepeated = (name: string) =>
  refused(
    'invalid_request',
    9000411,
    `The request is not properly formatted. The parameter '${name}' is duplicated.`,
  )
export const requestMalformed = () =>
  refused('invalid_request', 9002313, 'Invalid request. Request is malformed or invalid.')
/** The same number under the error of grants: a code or refresh token that was never issued (observed). */
export const grantMalformed = () =>
  refused('invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.')
export const notMultitenant = (appId: string, name: string) =>
  refused(
    'invalid_request',
    50194,
    `Application '${appId}'(${name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`,
  )
export const grantNeedsTenant = () =>
  refused(
    'invalid_request',
    9001023,
    'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  )
export const tenantUnnamed = () =>
  refused(
    'invalid_request',
    50059,
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  )
export const notForConsumers = (appId: string, name: string) =>
  refused(
    'invalid_request',
    9002332,
    `Application '${appId}'(${name}) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.`,
  )

// Certificates: https://learn.microsoft.com/entra/identity-platform/certificate-credentials

export const assertionMalformed = () =>
  refused('invalid_request', 50027, 'JWT token is invalid or malformed.')
export const assertionTypeUnknown = () =>
  refused(
    'invalid_request',
    90023,
    "The 'client_assertion_type' must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
  )
export const assertionUnverified = (reason: string, thumbprint: string) =>
  refused(
    'invalid_client',
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - ${reason}, Thumbprint of key used by client: '${thumbprint}']. Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for the application.`,
  )
export const assertionOutOfTime = (at: number, from: number, to: number) =>
  refused(
    'invalid_client',
    700024,
    `Client assertion is not within its valid time range. Current time: ${stamp(at)}, assertion valid from ${stamp(from)}, expiry time of assertion ${stamp(to)}.`,
  )
export const assertionNotOfClient = () =>
  refused(
    'invalid_client',
    700021,
    "Client assertion application identifier doesn't match 'client_id' parameter.",
  )
// Assertions of other issuers: https://learn.microsoft.com/entra/workload-id/workload-identity-federation (texts observed)

export const federationAbsent = (appId: string, name: string) =>
  refused(
    'invalid_client',
    70025,
    `The client '${appId}'(${name}) has no configured federated identity credentials.`,
  )
const unmatched = (code: number, what: string, value: string) =>
  refused(
    'invalid_client',
    code,
    `No matching federated identity record found for presented assertion ${what} '${value}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
  )
export const federationOfNoIssuer = (issuer: string) => unmatched(700211, 'issuer', issuer)
export const federationOfNoAudience = (audience: string) => unmatched(700212, 'audience', audience)
export const federationOfNoSubject = (subject: string) => unmatched(700213, 'subject', subject)
/** The mock asks no issuer for its keys, so that it cannot verify what it signed (error inferred). */
export const issuerNotReached = () =>
  refused('invalid_request', 50166, 'Request to External OIDC endpoint failed.')
export const assertionAudience = () =>
  refused('invalid_client', 700023, 'Client assertion audience claim does not match Realm issuer.')

// Codes and refresh tokens

export const codeExpired = () =>
  refused(
    'invalid_grant',
    70008,
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  )
export const codeRedeemed = () =>
  refused(
    'invalid_grant',
    54005,
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  )
export const verifierWrong = () =>
  refused(
    'invalid_grant',
    501481,
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  )
/** The error is the client's (observed), as if its configuration were at fault. */
export const replyAddressDiffers = (sent: string, first: string) =>
  refused(
    'invalid_client',
    500112,
    `The reply address '${sent}' does not match the reply address '${first}' provided when requesting Authorization code.`,
  )
export const grantOfAnother = () => refused('invalid_grant', 70000, 'Provided grant is invalid or malformed.')
export const grantOfAnotherTenant = () =>
  refused(
    'invalid_grant',
    700005,
    'Provided Authorization Code is intended to use against other tenant, thus rejected.',
  )
export const refreshTokenInactive = (issuedAt: number) =>
  refused(
    'invalid_grant',
    700082,
    `The refresh token has expired due to inactivity. The token was issued on ${stamp(issuedAt)} and was inactive for 90.00:00:00.`,
    'bad_token',
  )
export const refreshTokenOfPage = (issuedAt: number) =>
  refused(
    'invalid_grant',
    700084,
    `The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on ${stamp(issuedAt)}.`,
    'bad_token',
  )
export const sessionRevoked = (issuedAt: number, validFrom: number) =>
  refused(
    'invalid_grant',
    50173,
    `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${stamp(issuedAt)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${stamp(validFrom)}'.`,
    'bad_token',
  )
export const pageOnly = () =>
  refused(
    'invalid_request',
    9002327,
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  )
export const notForPages = () =>
  refused(
    'invalid_request',
    9002326,
    "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
  )
export const signInTooOld = (issuedAt: number, hours: number) =>
  refused(
    'invalid_grant',
    70043,
    `The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on ${stamp(issuedAt)} and the maximum allowed lifetime for this request is ${hours * 3600}.`,
    'token_expired',
  )

// On behalf of: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow

export const userAssertionInvalid = () =>
  refused('invalid_grant', 50013, 'Assertion failed signature validation. [Reason - The key was not found.]')
export const userAssertionExpired = (at: number, to: number) =>
  refused(
    'invalid_grant',
    500133,
    `Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: ${stamp(at)}, expiry time of assertion ${stamp(to)}.`,
  )
export const userAssertionAudience = (audience: string, appId: string, name: string) =>
  refused(
    'invalid_grant',
    500131,
    `Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${audience}' and the expected audience is '${appId}' or one of the Application Uris of this application with App ID '${appId}'(${name}).`,
  )
export const noUserInAssertion = (appId: string) =>
  refused(
    'invalid_grant',
    7000114,
    `Application '${appId}' is not allowed to make application on-behalf-of calls.`,
  )

// Device codes: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code

export const authorizationPending = () =>
  refused(
    'authorization_pending',
    70016,
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  )
/** The error is RFC 8628's; Microsoft's list has none, so number and text are inferred. */
export const slowDown = () =>
  refused(
    'slow_down',
    70016,
    'OAuth 2.0 device flow error. Polling is too frequent. Continue polling more slowly.',
  )
export const deviceCodeExpired = () =>
  refused(
    'expired_token',
    70020,
    "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  )
/** Error documented, number inferred. */
export const authorizationDeclined = () =>
  refused('authorization_declined', 65004, 'User declined to consent to access the app.')
/** Error documented, number inferred. */
export const deviceCodeUnknown = () =>
  refused(
    'bad_verification_code',
    70018,
    "The provided value for the input parameter 'device_code' is not valid.",
  )
export const userCodeUnknown = () =>
  refused(
    'invalid_request',
    70018,
    'Invalid verification code due to User typing in wrong user code for device code flow.',
  )

// Authorization

export const responseTypeUnsupported = (type: string) =>
  refused('unsupported_response_type', 70005, `The response_type '${type}' is not supported.`)
export const responseTypeDisabled = (type: 'token' | 'id_token') =>
  refused(
    'unsupported_response_type',
    type === 'token' ? 700051 : 700054,
    `response_type '${type}' is not enabled for the application.`,
  )
export const responseModeUnsupported = (mode: string) =>
  refused(
    'invalid_request',
    70007,
    `'${mode}' is not a supported value of 'response_mode' when requesting a token.`,
  )
export const promptUnsupported = () => refused('invalid_request', 90023, "Unsupported 'prompt' value.")
/** RFC 7636 asks for 43 to 128 characters; the number is on the page of codes. */
export const challengeSize = () =>
  refused('invalid_request', 50147, "The size of the 'code_challenge' parameter is not valid.")
export const challengeMethod = () =>
  refused('invalid_request', 501491, "The 'code_challenge_method' parameter is not valid.")
export const challengeMissing = () =>
  refused(
    'invalid_request',
    9002325,
    'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  )
export const replyAddressMissing = (appId: string) =>
  refused('invalid_client', 500113, `No reply address is registered for the application '${appId}'.`)
export const nobodySignedIn = () =>
  refused('login_required', 50058, 'A silent sign-in request was sent but no user is signed in.')
export const severalSignedIn = () =>
  refused(
    'interaction_required',
    16000,
    'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
  )
export const consentDeclined = () =>
  refused('access_denied', 65004, 'User declined to consent to access the app.')
export const scopeUnknown = (name: string, scope: string, resource: string) =>
  refused(
    'invalid_client',
    650053,
    `The application '${name}' asked for scope '${scope}' that doesn't exist on the resource '${resource}'. Contact the app vendor.`,
  )
export const appIsRisky = () =>
  new EntraError(
    403,
    'access_denied',
    900941,
    'Administrator consent is required. App is considered risky. (AdminConsentRequiredDueToRiskyApp)',
  )
/** Where the person asks an administrator of the tenant by a form; its text is inferred. */
export const approvalRequired = (name: string) =>
  new EntraError(
    403,
    'access_denied',
    90095,
    `${name} needs permission to access resources in your organization. Ask an admin for the approval that it requires before you can use it.`,
  )
/** `prompt=admin_consent` by somebody who is none; that it comes there, and its text, are inferred. */
export const onlyAdministrators = () =>
  new EntraError(
    403,
    'access_denied',
    90093,
    "This operation can only be performed by an administrator. Sign out and sign in as an administrator or contact one of your organization's administrators.",
  )
/** https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes#march-2019 */
export const loopDetected = () =>
  refused(
    'invalid_grant',
    50196,
    'The server terminated an operation because it encountered a loop while processing a request.',
  )
export const userNotAssigned = (appId: string, name: string, upn: string) =>
  refused(
    'invalid_grant',
    50105,
    `Your administrator has configured the application ${name} ('${appId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '${upn}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.`,
  )
export const userOfAnotherTenant = (upn: string, home: string, tenant: string) =>
  refused(
    'invalid_grant',
    50020,
    `User account '${upn}' from identity provider 'https://sts.windows.net/${home}/' does not exist in tenant '${tenant}' and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
  )

// Conditional Access

/** Nothing is registered yet. */
export const enrolmentRequired = (resource: string, claims: string) =>
  refused(
    'invalid_grant',
    50079,
    `Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '${resource}'.`,
    'basic_action',
    claims,
  )
/** Shown on the page of the second step. */
export const secondFactorFailed = () =>
  refused('invalid_grant', 500121, 'Authentication failed during strong authentication request.')
/** Error and suberror as of 2025, for a service principal (observed); a sample of 2023 says interaction_required. */
export const blockedByPolicy = (claims: string) =>
  refused(
    'invalid_grant',
    53003,
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    'message_only',
    claims,
  )
export const secondFactorRequired = (resource: string, claims: string) =>
  refused(
    'invalid_grant',
    50076,
    `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${resource}'.`,
    'basic_action',
    claims,
  )
