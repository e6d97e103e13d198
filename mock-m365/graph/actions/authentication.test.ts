import { describe, expect, test } from 'vitest'
import { errorOf, idFor, listOf, world } from '../testing/world.ts'

const [PERSON, OTHER] = [idFor('u', 1), idFor('u', 2)]
const METHODS = [
  {
    id: 'm1',
    userId: PERSON,
    '@odata.type': '#microsoft.graph.softwareOathAuthenticationMethod',
    secretKey: 'JBSWY3DPEHPK3PXP',
  },
  { id: 'm2', userId: PERSON, '@odata.type': '#microsoft.graph.somethingElse' },
]
const READ = ['UserAuthenticationMethod.Read.All']
const PATH = `/users/${PERSON}/authentication/methods`

describe('authentication methods', () => {
  test('are the password and what was registered, without its secret', () => {
    const { send } = world({ authenticationMethods: METHODS })
    const heard = send(`GET ${PATH}`, READ)
    expect(listOf(heard)).toMatchObject([
      {
        '@odata.type': '#microsoft.graph.passwordAuthenticationMethod',
        id: '28c10230-6103-485e-b985-444c60001490',
        password: null,
      },
      { '@odata.type': '#microsoft.graph.softwareOathAuthenticationMethod', id: 'm1', secretKey: null },
    ])
    expect(heard.text).not.toContain('JBSWY3DP')
    expect(heard.json['@odata.context']).toMatch(/#users\('2[-0-9]+1'\)\/authentication\/methods$/)
    expect(send(`GET ${PATH}/m1`, READ).json).toMatchObject({ id: 'm1', secretKey: null })
    expect(errorOf(send(`GET ${PATH}/m2`, READ))).toBe('404 Request_ResourceNotFound')
  })

  const DENIED = '403 Authorization_RequestDenied'
  test.each([
    ['oneself, by a scope for oneself', 'UserAuthenticationMethod.Read', [], PATH, '200'],
    ['oneself at /me', 'UserAuthenticationMethod.Read', [], '/me/authentication/methods', '200'],
    ['oneself by another scope', 'User.Read', [], '/me/authentication/methods', DENIED],
    ['another without a role', READ[0], [], PATH, DENIED],
    ['another by a role without the scope', 'UserAuthenticationMethod.Read', ['Global Reader'], PATH, DENIED],
    ['another by a role', READ[0], ['Authentication Administrator'], PATH, '200'],
    ['another by a role for other things', READ[0], ['User Administrator'], PATH, DENIED],
  ])('%s', (because, scp, roles, path, answer) => {
    const { send, userToken } = world({ authenticationMethods: METHODS })
    const oid = because.startsWith('oneself') ? PERSON : OTHER
    expect(errorOf(send(`GET ${path}`, [], { token: userToken(String(scp), roles, { oid }) }))).toBe(answer)
  })

  test('an application has no self, and needs the permission', () => {
    const { send } = world()
    expect(errorOf(send('GET /me/authentication/methods', READ))).toBe('400 BadRequest')
    expect(errorOf(send(`GET ${PATH}`, ['User.Read.All']))).toBe(DENIED)
    expect(errorOf(send('GET /users/nobody@contoso.com/authentication/methods', READ))).toBe(
      '404 Request_ResourceNotFound',
    )
  })
})
