/** Valid tokens that have expired, or whose application is gone. */
import { expect, test } from 'vitest'
import { ADMIN, APP, errorOf, idFor, messageOf, NOW, TENANT_ID, world } from '../testing/world.ts'

const HOME = '99999999-9999-4999-8999-999999999999'
const APP_ID = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const principal = {
  id: APP,
  appId: APP_ID,
  displayName: 'App 1',
  accountEnabled: true,
  appOwnerOrganizationId: HOME,
}

test.each([
  ['nothing', undefined, '200'],
  ['the service principal', 'servicePrincipals', '401 Authorization_IdentityNotFound'],
  ['the application in its home', 'applications', '401 Authorization_IdentityNotFound'],
])('a live token after %s is deleted', (_, gone, answer) => {
  const { cloud, tenant, send, userToken, appToken } = world({ servicePrincipals: [principal] })
  const owner = gone === 'applications' ? cloud.tenants.get(HOME) : tenant
  const tokens = [appToken(['User.Read.All']), userToken('User.Read.All', ['Global Administrator'])]
  for (const one of gone ? (owner?.find(gone, 'appId', APP_ID) ?? []) : []) {
    const actor = { type: 'application', id: APP, displayName: 'x' } as const
    owner?.commit({ at: NOW, actor, call: 'test', requestId: 'x' }, gone ?? '', String(one.id), undefined)
  }
  for (const token of tokens) {
    const heard = send(`GET /users/${idFor('u', 1)}`, [], { token })
    expect(errorOf(heard)).toBe(answer)
    if (gone)
      expect(messageOf(heard)).toBe('The identity of the calling application could not be established.')
  }
})

test('an application whose home is not here is taken at its word', () => {
  const far = { ...principal, appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' }
  const { send } = world({ servicePrincipals: [far] })
  expect(errorOf(send(`GET /users/${ADMIN}`, ['User.Read.All']))).toBe('200')
})

test('a token is good from its first second to before its last', () => {
  const { send, appToken } = world()
  const said = (nbf: number) => {
    const token = appToken(['User.Read.All'], { nbf, tid: TENANT_ID })
    return send(`GET /users/${ADMIN}`, [], { token })
  }
  expect(errorOf(said(NOW / 1000))).toBe('200')
  const early = said(NOW / 1000 + 1)
  expect([errorOf(early), messageOf(early)]).toEqual([
    '401 InvalidAuthenticationToken',
    'Access token has expired or is not yet valid.',
  ])
})
