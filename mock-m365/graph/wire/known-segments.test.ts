/** What Microsoft Graph has and the mock does not is refused as not served, and never as nonexistent. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorOf, messageOf, world } from '../testing/world.ts'
import known from './known-segments.json' with { type: 'json' }

const { send } = world()
const anonymous = { headers: { authorization: '' } }

test.each([
  'POST /me/sendMail',
  'POST /users/x/sendMail',
  'POST /users/x/microsoft.graph.sendMail',
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
  'POST /users/x/messages/y/send',
  'POST /users/x/mailFolders/inbox/messages/y/reply',
  'POST /users/x/mailFolders/y/copy',
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
])('%s does not exist', (line, segment) => {
  const heard = send(line, [], anonymous)
  expect([errorOf(heard), messageOf(heard)]).toEqual([
    '400 BadRequest',
    `Resource not found for the segment '${segment}'.`,
  ])
})

const published = new URL('../../../../shared/data/graph-v1.0.csdl', import.meta.url)
const isThere = existsSync(published)

describe.skipIf(!isThere)('the list of names (skipped where the published model is absent)', () => {
  const model = isThere ? readFileSync(published, 'utf8') : ''
  const namesIn = (elements: string) =>
    new Set([...model.matchAll(new RegExp(`<(?:${elements}) Name="(\\w+)"`, 'g'))].map(([, name]) => name))

  test('has every first segment of the model', () => {
    expect(new Set(known.first.split(' '))).toEqual(namesIn('EntitySet|Singleton'))
  })

  test('has nothing that the model has not', () => {
    const names = namesIn('NavigationProperty|Action|Function')
    const all = Object.values(known.types).flatMap((one) => one.split(' '))
    expect(all.filter((name) => !names.has(name))).toEqual([])
  })
})
