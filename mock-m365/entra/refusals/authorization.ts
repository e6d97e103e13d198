/** Requests to the authorization endpoint. */
import type { Row } from './row.ts'

export const AUTHORIZATION = {
  redirectMismatch: {
    code: 50011,
    status: 400,
    error: 'invalid_client',
    mark: 'observed',
    inferred: ['status', 'error'],
    text: "The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the application '{appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.",
  },
  replyAddressMissing: {
    code: 500113,
    status: 401,
    error: 'invalid_client',
    mark: 'documented',
    inferred: ['status', 'error'],
    text: "No reply address is registered for the application '{appId}'.",
  },
  responseTypeUnsupported: {
    code: 70005,
    status: 400,
    error: 'unsupported_response_type',
    mark: 'documented',
    text: "The response_type '{type}' is not supported.",
  },
  tokenDisabled: {
    code: 700051,
    status: 400,
    error: 'unsupported_response_type',
    mark: 'documented',
    text: "response_type 'token' is not enabled for the application.",
  },
  idTokenDisabled: {
    code: 700054,
    status: 400,
    error: 'unsupported_response_type',
    mark: 'documented',
    text: "response_type 'id_token' is not enabled for the application.",
  },
  responseModeUnsupported: {
    code: 70007,
    status: 400,
    error: 'invalid_request',
    mark: 'documented',
    text: "'{mode}' is not a supported value of 'response_mode' when requesting a token.",
  },
  /**
   * The metadata say that requests by reference are not supported, and do not mention requests by value. The
   * errors are OpenID Connect's.
   */
  requestByReference: {
    code: 901002,
    status: 400,
    error: 'request_uri_not_supported',
    mark: 'inferred',
    source: 'https://openid.net/specs/openid-connect-core-1_0.html#AuthError',
    text: "The 'request_uri' request parameter is not supported.",
  },
  requestByValue: {
    code: 901002,
    status: 400,
    error: 'request_not_supported',
    mark: 'inferred',
    source: 'https://openid.net/specs/openid-connect-core-1_0.html#AuthError',
    text: "The 'request' request parameter is not supported.",
  },
  promptUnsupported: {
    code: 90023,
    status: 400,
    error: 'invalid_request',
    mark: 'documented',
    text: "Unsupported 'prompt' value.",
  },
  challengeSize: {
    code: 50147,
    status: 400,
    error: 'invalid_request',
    mark: 'documented',
    source: 'https://datatracker.ietf.org/doc/html/rfc7636#section-4.2',
    text: "The size of the 'code_challenge' parameter is not valid.",
  },
  challengeMethod: {
    code: 501491,
    status: 400,
    error: 'invalid_request',
    mark: 'documented',
    text: "The 'code_challenge_method' parameter is not valid.",
  },
  challengeMissing: {
    code: 9002325,
    status: 400,
    error: 'invalid_request',
    mark: 'documented',
    text: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  },
  nobodySignedIn: {
    code: 50058,
    status: 400,
    error: 'login_required',
    mark: 'documented',
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  severalSignedIn: {
    code: 16000,
    status: 400,
    error: 'interaction_required',
    mark: 'documented',
    text: 'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
  },
} as const satisfies Readonly<Record<string, Row>>
