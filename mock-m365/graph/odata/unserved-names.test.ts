/**
 * A name in a query or a body is served, not served yet, or unknown to Microsoft too; the mock says which.
 */
import { expect, test } from 'vitest'
import { APP, errorOf, messageOf, SECURITY, world } from '../testing/world.ts'

const { send } = world()
const READ = ['Directory.Read.All', 'User.ReadWrite.All', 'Application.ReadWrite.All', 'Group.ReadWrite.All']
const EVENTUAL = { headers: { consistencylevel: 'eventual' } }

test.each([
  '/users?$select=id,customSecurityAttributes',
  '/users?$select=customSecurityAttributes/Marketing',
  "/users?$filter=customSecurityAttributes/Marketing/Level eq 'x'&$count=true",
  '/groups?$orderby=isFavorite',
  '/users?$expand=drives',
  '/groups?$expand=permissionGrants',
  `/groups/${SECURITY}/members?$select=registrationDateTime`,
  '/beta/users?$select=cloudRealtimeCommunicationInfo',
  '/users/delta?$select=mailboxSettings',
])('GET %s is not served', (path) => {
  expect(errorOf(send(`GET ${path}`, READ, EVENTUAL))).toBe('501 NotImplemented')
})

const SELECTED = 'Parsing OData Select and Expand failed: '
const FILTERED = 'Invalid filter clause: '
test.each([
  [
    '/users?$select=nosuch',
    `${SELECTED}Could not find a property named 'nosuch' on type 'microsoft.graph.user'.`,
  ],
  [
    '/users/delta?$select=nosuch',
    `${SELECTED}Could not find a property named 'nosuch' on type 'microsoft.graph.user'.`,
  ],
  [
    '/users?$select=sendMail',
    `${SELECTED}Could not find a property named 'sendMail' on type 'microsoft.graph.user'.`,
  ],
  [
    '/users?$select=mailboxSettings/nosuch',
    `${SELECTED}Could not find a property named 'nosuch' on type 'microsoft.graph.mailboxSettings'.`,
  ],
  [
    '/users?$expand=nosuch',
    `${SELECTED}Could not find a property named 'nosuch' on type 'microsoft.graph.user'.`,
  ],
  [
    '/users?$expand=displayName',
    `${SELECTED}Property 'displayName' on type 'microsoft.graph.user' is not a navigation property or complex property. Only navigation properties can be expanded.`,
  ],
  [
    "/users?$filter=nosuch eq 'x'",
    `${FILTERED}Could not find a property named 'nosuch' on type 'microsoft.graph.user'.`,
  ],
  [
    "/users?$filter=onPremisesExtensionAttributes/nosuch eq 'x'&$count=true",
    `${FILTERED}Could not find a property named 'nosuch' on type 'microsoft.graph.onPremisesExtensionAttributes'.`,
  ],
  [
    '/users?$filter=assignedLicenses/any(l:l/nosuch eq 1)',
    `${FILTERED}Could not find a property named 'nosuch' on type 'microsoft.graph.assignedLicense'.`,
  ],
  ['/users?$orderby=nosuch', "Could not find a property named 'nosuch' on type 'microsoft.graph.user'."],
])('GET %s names what Microsoft does not have', (path, message) => {
  const heard = send(`GET ${path}`, READ, EVENTUAL)
  expect([errorOf(heard), messageOf(heard)]).toEqual(['400 BadRequest', message])
})

test('a navigation that $select names is not shown', () => {
  const heard = send(`GET /servicePrincipals/${APP}?$select=id,synchronization`, READ)
  expect(heard.json).toMatchObject({ id: APP })
  expect(Object.keys(heard.json)).not.toContain('synchronization')
})

test('a body may name what is not served, and not what Microsoft does not have', () => {
  const patch = (body: object) => errorOf(send(`PATCH /groups/${SECURITY}`, READ, { body }))
  expect(patch({ isFavorite: true })).toBe('501 NotImplemented')
  expect(patch({ nosuch: 1 })).toBe('400 Request_BadRequest')
})
