/** A property by its path, as SDKs and drill-downs read it. */
import { expect, test } from 'vitest'
import { ADMIN, APP_ID, errorOf, idFor, SECURITY, world } from '../testing/world.ts'

const { send, userToken } = world()
const READ = ['Directory.Read.All', 'User.Read.All', 'Application.Read.All']
const ONE = idFor('u', 1)
const get = (path: string, permissions: readonly string[] = READ) => send(`GET ${path}`, permissions)

test('a value has the context of its object, and stands bare behind $value', () => {
  const heard = get(`/users/${ONE}/DISPLAYNAME`)
  const shown = get(`/users/${ONE}?$select=displayName`).json.displayName
  expect(heard.json).toEqual({
    '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${ONE}')/displayName`,
    value: shown,
  })
  const bare = get(`/users/${ONE}/displayName/$value`)
  expect([bare.headers['Content-Type'], bare.text]).toEqual(['text/plain', shown])
})

test('lists are values too, and what is complex shows its parts', () => {
  expect(get(`/servicePrincipals(appId='${APP_ID}')/appRoles`).json.value).toEqual([])
  expect(get(`/groups/${SECURITY}/groupTypes`).json.value).toEqual([])
  const profile = { forceChangePasswordNextSignIn: true }
  const w = world({ users: [{ id: ONE, userPrincipalName: 'u@contoso.com', passwordProfile: profile }] })
  expect(w.send(`GET /users/${ONE}/passwordProfile`, READ).json).toEqual({
    '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${ONE}')/passwordProfile`,
    ...profile,
  })
})

test('null is no content', () => {
  expect(errorOf(get(`/users/${ONE}/faxNumber`))).toBe('204')
  expect(errorOf(get(`/users/${ONE}/faxNumber/$value`))).toBe('204')
})

test('one reads of oneself by /me', () => {
  const token = userToken('User.Read', [])
  const heard = send('GET /me/displayName', [], { token })
  expect(heard.json['@odata.context']).toContain(`#users('${ADMIN}')/displayName`)
})

test.each([
  [`/users/${ONE}/displayName`, [], '403 Authorization_RequestDenied'],
  [`/users/${idFor('u', 9999)}/displayName`, READ, '404 Request_ResourceNotFound'],
  [`/users/${ONE}/businessPhones/$value`, READ, '400 BadRequest'],
  [`/users/${ONE}/infoCatalogs`, READ, '400 BadRequest'],
  [`/users/${ONE}/displayName/x`, READ, '400 BadRequest'],
  [`/users/${ONE}/mailboxSettings/dateFormat`, READ, '501 NotImplemented'],
])('GET %s with %j is %s', (path, permissions, answer) => {
  expect(errorOf(get(path, permissions))).toBe(answer)
})

test('a property is not written by its path here', () => {
  expect(errorOf(send(`PUT /users/${ONE}/displayName`, READ, { body: { value: 'x' } }))).toBe(
    '501 NotImplemented',
  )
  expect(errorOf(send(`POST /users/${ONE}/displayName`, READ))).toBe('405 Request_BadRequest')
})
