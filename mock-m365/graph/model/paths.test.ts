/** What Microsoft Graph has and the mock does not is refused as not served, and never as nonexistent. */
import { expect, test } from 'vitest'
import { errorOf, messageOf, world } from '../testing/world.ts'

const { send } = world()
const anonymous = { headers: { authorization: '' } }

test.each([
  "GET /users('x')/events",
  'GET /users/x/photo/$value',
  'GET /users/x/memberOf/20000000-0000-4000-8000-000000000001',
  'GET /groups/x/members/y',
  'GET /devices',
  'GET /devices/x',
  'GET /sites/root/lists',
  'GET /myorganization/devices',
  'GET /directory',
  'GET /directory/administrativeUnits',
  'PUT /applications/x/logo',
  'PATCH /me/mailboxSettings',
  'GET /me/mailboxSettings/workingHours',
  'GET /users/x/manager/$ref',
  'GET /beta/settings',
  'GET /beta/privilegedAccess/aadGroups/resources',
  'GET /beta/roleManagement/directory/transitiveRoleAssignments',
  'GET /roleManagement/entitlementManagement',
  'GET /roleManagement/directory/resourceNamespaces',
  'POST /users/x/mailFolders/inbox/messages/y/reply',
  'POST /users/x/mailFolders/y/copy',
  'GET /users/x/photo/$value',
  'POST /users/x/messages/y/attachments/createUploadSession',
  'GET /users/x/authentication/phoneMethods',
  'POST /users/x/authentication/phoneMethods',
  'GET /directory/deletedItems/microsoft.graph.device/x',
  'GET /$metadata',
  'GET /beta/$metadata',
  'GET /users/x/customSecurityAttributes',
  'GET /users/x/assignedLicenses/$count',
  'GET /identityProtection/riskyUsers/x/history',
  "GET /reports/getEmailActivityUserDetail(period='D7')",
  'GET /drives/x/root:/Reports/a.csv:/content',
  'GET /beta/roleManagement/exchange/roleDefinitions',
  'GET /deviceManagement/managedDevices/x/deviceName',
  'GET /users/x/calendar/events/microsoft.graph.delta()',
])('%s is not served', (line) => {
  expect(errorOf(send(line, [], anonymous))).toBe('501 NotImplemented')
})

test.each([
  ['GET /gadgets', 'gadgets'],
  ['GET /settings', 'settings'],
  ['GET /roleManagement/directory/transitiveRoleAssignments', 'transitiveRoleAssignments'],
  ['GET /events', 'events'],
  ['GET /users/x/gadgets', 'gadgets'],
  ['GET /domains/x/events', 'events'],
  ['POST /groups/x/sendMail', 'sendMail'],
  ['GET /users/x/__proto__', '__proto__'],
  // Only beta has Exchange's roles.
  ['GET /roleManagement/exchange', 'exchange'],
  ['GET /users/x/mailboxSettings/gadgets', 'gadgets'],
  ['GET /devices/x/gadgets', 'gadgets'],
  ['GET /identity/conditionalAccess/gadgets', 'gadgets'],
  ['GET /users/x/microsoft.graph.group', 'microsoft.graph.group'],
  ['GET /beta/users/x/gadgets', 'gadgets'],
  ['GET /devices/x/deviceId/$ref', '$ref'],
])('%s does not exist', (line, segment) => {
  const heard = send(line, [], anonymous)
  expect([errorOf(heard), messageOf(heard)]).toEqual([
    '400 BadRequest',
    `Resource not found for the segment '${segment}'.`,
  ])
})

test.each([['POST /devices/x'], ['DELETE /devices'], ['GET /me/sendMail'], ['POST /users/x/photo/$value']])(
  '%s is a method that no such place has',
  (line) => {
    expect(errorOf(send(line, [], anonymous))).toBe('405 Request_BadRequest')
  },
)

// https://github.com/microsoftgraph/microsoft-graph-docs/issues/13747
test('references are not changed by PATCH', () => {
  const heard = send('PATCH /groups/x/members/$ref', [], anonymous)
  expect([errorOf(heard), messageOf(heard)]).toEqual([
    '400 BadRequest',
    'The request is currently not supported on the targeted entity set',
  ])
})

test.each(['POST /groups/x/members', 'PATCH /users/x/memberOf/y', 'POST /users/x/directReports'])(
  '%s writes what lives elsewhere',
  (line) => {
    const heard = send(line, [], anonymous)
    expect([errorOf(heard), messageOf(heard)]).toEqual([
      '400 BadRequest',
      'Write requests are only supported on contained entities',
    ])
  },
)
