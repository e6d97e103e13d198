import { describe, expect, test } from 'vitest'
import { ADMIN, errorOf, messageOf, world } from '../testing/world.ts'
import { meOperations } from './me.ts'

const { send, userToken } = world()
const token = userToken('User.ReadWrite.All Directory.ReadWrite.All AppRoleAssignment.ReadWrite.All', [
  'Global Administrator',
])
const eventual = { headers: { consistencylevel: 'eventual' } }
const plainly = (text: string): string =>
  text
    .replaceAll(/\/users\/[0-9a-f-]{36}/g, '/me')
    .replaceAll(/"(?:date|request-id|client-request-id)":"[^"]*"/g, '')

describe('what is there of oneself', () => {
  const reads = meOperations.filter(({ method, path }) => method === 'GET' && path !== 'me')

  test('is what is there of any user', () => {
    expect(reads.length).toBeGreaterThan(20)
    expect(meOperations.some(({ method, path }) => method === 'PATCH' && path === 'me')).toBe(true)
  })

  test.each(reads.map(({ path }) => path))('GET /%s answers as it does of one’s id', (path) => {
    const own = send(`GET /${path}`, [], { token, ...eventual })
    const named = send(`GET /${path.replace('me', `users/${ADMIN}`)}`, [], { token, ...eventual })
    expect([own.status, plainly(own.text)]).toEqual([named.status, plainly(named.text)])
  })

  test.each(
    meOperations.map(
      ({ method, path }) => `${method} /${path.replace('{id}', ADMIN).replace('{property}', 'displayName')}`,
    ),
  )('%s needs somebody', (line) => {
    const heard = send(line, ['User.ReadWrite.All'], { body: {} })
    expect(errorOf(heard)).toBe('400 BadRequest')
    expect(messageOf(heard)).toBe('/me request is only valid with delegated authentication flow.')
  })

  test('is changed by PATCH', () => {
    expect(send('PATCH /me', [], { token, body: { officeLocation: '18/2111' } }).status).toBe(204)
    expect(send('GET /me?$select=officeLocation', [], { token }).json.officeLocation).toBe('18/2111')
  })

  test('asks for a scope that names users', () => {
    const scopeless = userToken('Mail.Read', ['Global Administrator'])
    expect(errorOf(send('PATCH /me', [], { token: scopeless, body: {} }))).toBe(
      '403 Authorization_RequestDenied',
    )
    expect(errorOf(send('GET /me/memberOf', [], { token: scopeless }))).toBe(
      '403 Authorization_RequestDenied',
    )
  })
})
