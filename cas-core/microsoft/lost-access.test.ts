/** Lost access is told apart from failures that pass, and from refusals of what was asked. */
import { describe, expect, test } from 'vitest'
import { M365Error, type ServiceName } from './errors.ts'
import { lossOf } from './lost-access.ts'

const causeOf = (service: ServiceName, status: number, code: string) =>
  lossOf(new M365Error(service, status, code, 'said'))

describe('access is lost', () => {
  test.each([
    ['the service principal was deleted', 'entra', 401, 'AADSTS7000229', 'application removed'],
    ['the application is not known in the tenant', 'entra', 400, 'AADSTS700016', 'application removed'],
    ['Graph does not find who asks', 'graph', 401, 'Authorization_IdentityNotFound', 'application removed'],
    ['the service principal was disabled', 'entra', 400, 'AADSTS7000112', 'application disabled'],
    ['Graph finds who asks disabled', 'graph', 403, 'Authorization_IdentityDisabled', 'application disabled'],
    ['the secret has expired', 'entra', 401, 'AADSTS7000222', 'secret refused'],
    ['the secret was replaced', 'entra', 401, 'AADSTS7000215', 'secret refused'],
    ['the tenant demands an assignment', 'entra', 400, 'AADSTS501051', 'consent revoked'],
    ['a permission was taken away', 'graph', 403, 'Authorization_RequestDenied', 'consent revoked'],
    ['the role was taken away or has expired', 'exchange', 403, '403', 'role removed'],
    ['Exchange Online refuses the token', 'exchange', 401, '401', 'role removed'],
    ['a policy blocks workload identities', 'entra', 400, 'AADSTS53003', 'blocked by Conditional Access'],
    ['the tenant does not exist', 'entra', 400, 'AADSTS90002', 'tenant gone'],
    ['a refusal of Entra ID that no row names', 'entra', 400, 'AADSTS1234567', 'refused'],
  ] as const)('where %s', (_, service, status, code, cause) => {
    expect(causeOf(service, status, code)).toBe(cause)
  })
})

describe('access is not lost', () => {
  test.each([
    ['no answer comes', 'entra', 0, 'ECONNRESET'],
    ['nobody listens', 'entra', 0, 'ECONNREFUSED'],
    ['Entra ID is busy', 'entra', 503, 'AADSTS90033'],
    ['Entra ID is busy and says so with 400', 'entra', 400, 'AADSTS90033'],
    ['Entra ID throttles', 'entra', 429, 'AADSTS90024'],
    ['an answer without a number comes', 'entra', 400, 'unreadable'],
    ['Graph throttles', 'graph', 429, 'TooManyRequests'],
    ['Graph fails', 'graph', 500, 'InternalServerError'],
    ['an object is not there', 'graph', 404, 'Request_ResourceNotFound'],
    ['a value is refused', 'graph', 400, 'Request_BadRequest'],
    ['a cmdlet refuses a value', 'exchange', 400, 'Microsoft.Exchange.Configuration.Tasks.TaskException'],
    ['Exchange Online throttles', 'exchange', 429, '429'],
  ] as const)('where %s', (_, service, status, code) => {
    expect(causeOf(service, status, code)).toBe(undefined)
  })
})
