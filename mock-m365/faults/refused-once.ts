import { fault } from './fault.ts'

/**
 * A server that has not heard of a permission, a role or a key yet refuses a token that others take. Proposed: no page
 * tells for how long.
 */
export const refusedOnce = fault({
  name: 'refused-once',
  story: 'nothing happens; the token is refused with 401, though it is good',
  knobs: {},
  services: ['graph', 'exchange'],
  play: ({ call, requestId }) => ({
    status: 401,
    headers: { 'request-id': requestId, 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    body:
      call.service === 'graph'
        ? JSON.stringify({
            error: { code: 'InvalidAuthenticationToken', message: 'Access token validation failure.' },
          })
        : '',
  }),
})
