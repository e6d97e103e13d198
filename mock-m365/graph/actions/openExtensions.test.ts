/** Open extensions of users and groups, as in the documented walk-through. */
import { expect, test } from 'vitest'
import { ADMIN, errorOf, idFor, listOf, messageOf, SECURITY, world } from '../testing/world.ts'

const ALL = ['User.ReadWrite.All', 'User.Read.All', 'Group.ReadWrite.All']
const NAME = 'com.contoso.roamingSettings'
const body = {
  '@odata.type': 'microsoft.graph.openTypeExtension',
  extensionName: NAME,
  theme: 'dark',
  color: 'red',
}
const ONE = `/users/${idFor('u', 4)}`

test.each([ONE, `/groups/${SECURITY}`])('of %s are made, read, expanded, changed and removed', (owner) => {
  const { send } = world()
  const made = send(`POST ${owner}/extensions`, ALL, { body })
  expect(made.status).toBe(201)
  const shown = { '@odata.type': '#microsoft.graph.openTypeExtension', extensionName: NAME, id: NAME }
  expect(made.json).toMatchObject({ ...shown, theme: 'dark', color: 'red' })
  expect(String(made.json['@odata.context'])).toMatch(/\/extensions\/\$entity$/)
  const one = `${owner}/extensions/${NAME}`
  expect(errorOf(send(`PATCH ${one}`, ALL, { body: { theme: 'light', color: null } }))).toBe('204')
  expect(send(`GET ${one}`, ALL).json).toMatchObject({ ...shown, theme: 'light' })
  expect(send(`GET ${one}`, ALL).text).not.toContain('red')
  expect(send(`GET ${owner}?$select=id&$expand=extensions`, ALL).json.extensions).toEqual([
    { ...shown, theme: 'light' },
  ])
  expect(listOf(send(`GET ${owner}/extensions`, ALL))).toHaveLength(1)
  expect(errorOf(send(`DELETE ${one}`, ALL))).toBe('204')
  expect(errorOf(send(`GET ${one}`, ALL))).toBe('404 Request_ResourceNotFound')
})

test('two of one application are the most, and names are taken once', () => {
  const { send } = world()
  const add = (extensionName?: string, more: object = {}) =>
    errorOf(send(`POST ${ONE}/extensions`, ALL, { body: { ...body, extensionName, ...more } }))
  expect([add('a'), add('A'), add('b'), add('c')]).toEqual([
    '201',
    '400 Request_BadRequest',
    '201',
    '403 Directory_QuotaExceeded',
  ])
  expect(add()).toBe('400 Request_BadRequest')
  expect(
    errorOf(world().send(`POST ${ONE}/extensions`, ALL, { body: { ...body, theme: 'x'.repeat(3000) } })),
  ).toBe('403 Directory_QuotaExceeded')
})

test('of oneself are written by /me, and go with their object', () => {
  const { send, userToken, tenant } = world()
  const token = userToken('User.ReadWrite', [])
  expect(errorOf(send('POST /me/extensions', [], { token, body }))).toBe('201')
  expect(tenant.get('users/extensions', `${ADMIN}/${NAME.toLowerCase()}`)).toMatchObject({ theme: 'dark' })
  send(`POST /groups/${SECURITY}/extensions`, ALL, { body })
  send(`DELETE /groups/${SECURITY}`, ALL)
  expect(tenant.list('groups/extensions')).toEqual([])
})

test('are not read without a permission', () => {
  const heard = world().send(`GET ${ONE}/extensions`, ['Mail.Read'])
  expect([errorOf(heard), messageOf(heard)]).toEqual([
    '403 Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  ])
})
