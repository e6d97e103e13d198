import { fault } from './fault.ts'

/** Which refusal: documented words of Microsoft Graph, in the order of the knob. */
const REASONS = [
  // https://learn.microsoft.com/graph/resolve-auth-errors
  { message: 'Access token validation failure.', challenge: 'error="invalid_token"' },
  { message: 'Lifetime validation failed, the token is expired.', challenge: 'error="invalid_token"' },
  {
    message:
      'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    // https://learn.microsoft.com/entra/identity-platform/claims-challenge
    challenge:
      'realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNzY3NjAzNjAwIn19fQ=="',
  },
] as const

/**
 * A server that has not heard of a permission, a role or a key yet refuses a token that others take; one whose clock is
 * ahead takes it for expired; Entra ID tells services to refuse tokens from before a moment. That each passes with a new
 * token is inferred.
 */
export const refusedOnce = fault({
  name: 'refused-once',
  story: 'nothing happens; the token is refused with 401, as invalid, expired or revoked, though it is good',
  knobs: { reason: { min: 0, max: 2, unit: 'as reason: 0 invalid, 1 expired, 2 revoked', only: [0, 1, 2] } },
  services: ['graph', 'exchange'],
  play({ call, requestId }, { reason = 0 }) {
    const { message, challenge } = REASONS[reason] ?? REASONS[0]
    return {
      status: 401,
      headers: { 'request-id': requestId, 'WWW-Authenticate': `Bearer ${challenge}` },
      body:
        call.service === 'graph'
          ? JSON.stringify({ error: { code: 'InvalidAuthenticationToken', message } })
          : '',
    }
  },
})
