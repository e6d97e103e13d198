/** What an id token proves: what it was made for has to be this application, this request and this moment. */
import { expect, test } from 'vitest'
import { M365Error } from '../errors.ts'
import { signedInBy } from './id-token.ts'

const TENANT = 'c0ffee00-0001-4001-8001-000000000001'
const NOW = Date.UTC(2026, 0, 5)
const EXPECTED = { clientId: 'client', nonce: 'a nonce', now: NOW }
const CLAIMS = {
  aud: 'client',
  iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  exp: NOW / 1000 + 1,
  nonce: 'a nonce',
  tid: TENANT,
  wids: ['62e90394-69f5-4237-9190-012177145e10'],
}

test('a token that fits tells the tenant and the roles', () => {
  expect(signedInBy(CLAIMS, EXPECTED)).toEqual({ tenantId: TENANT, directoryRoles: new Set(CLAIMS.wids) })
})

test('a token without roles tells none', () => {
  const { wids: _, ...claims } = CLAIMS
  expect(signedInBy(claims, EXPECTED).directoryRoles).toEqual(new Set())
})

test.each([
  ['another application', { aud: 'other' }, 'it is for other'],
  ['another request', { nonce: 'other' }, 'it answers another request'],
  ['no request', { nonce: undefined }, 'nonce cannot be read'],
  ['an earlier moment', { exp: NOW / 1000 }, 'it has expired'],
  [
    'a tenant that did not issue it',
    { tid: TENANT.replace('c', 'd') },
    `https://login.microsoftonline.com/${TENANT}/v2.0 does not issue tokens for ${TENANT.replace('c', 'd')}`,
  ],
  [
    'an issuer of elsewhere',
    { iss: `https://evil.example/${TENANT}/v2.0` },
    `https://evil.example/${TENANT}/v2.0 does not issue tokens for ${TENANT}`,
  ],
  ['no tenant', { tid: 'organizations' }, 'tid cannot be read'],
])('a token for %s is refused', (_, changed, why) => {
  expect(() => signedInBy({ ...CLAIMS, ...changed }, EXPECTED)).toThrow(
    new M365Error('entra', 400, 'IdTokenNotValid', `the id token is not valid: ${why}`),
  )
})

test.each([[undefined], [null], ['text']])('%j is no token', (claims) => {
  expect(() => signedInBy(claims, EXPECTED)).toThrow('the id token is not valid: it cannot be read')
})
