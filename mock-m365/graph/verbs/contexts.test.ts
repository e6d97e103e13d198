/** `@odata.context` of answers, and the types in mixed lists. */
import { expect, test } from 'vitest'
import { APP, errorOf, idFor, listOf, READER_APP, SECURITY, world } from '../testing/world.ts'

const ALL = ['Directory.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Domain.ReadWrite.All']
const contextOf = (line: string, body?: object) => {
  const heard = world().send(line, ALL, body ? { body } : {})
  return String(heard.json['@odata.context']).replace('https://graph.microsoft.com', '')
}
const assignment = (principalId: string) => ({
  principalId,
  resourceId: READER_APP,
  appRoleId: '00000000-0000-0000-0000-000000000000',
})

/**
 * https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignedto,
 * …/group-list-approleassignments and similar pages
 */
test.each([
  [
    `GET /servicePrincipals/${READER_APP}/appRoleAssignedTo`,
    undefined,
    `/v1.0/$metadata#servicePrincipals('${READER_APP}')/appRoleAssignedTo`,
  ],
  [
    `GET /beta/servicePrincipals/${READER_APP}/appRoleAssignedTo`,
    undefined,
    '/beta/$metadata#appRoleAssignments',
  ],
  [
    `POST /servicePrincipals/${READER_APP}/appRoleAssignedTo`,
    assignment(APP),
    `/v1.0/$metadata#servicePrincipals('${READER_APP}')/appRoleAssignedTo/$entity`,
  ],
  [`GET /servicePrincipals/${APP}/appRoleAssignments`, undefined, '/v1.0/$metadata#appRoleAssignments'],
  [
    `POST /servicePrincipals/${APP}/appRoleAssignments`,
    assignment(APP),
    '/v1.0/$metadata#appRoleAssignments/$entity',
  ],
  [
    `GET /groups/${SECURITY}/appRoleAssignments`,
    undefined,
    `/v1.0/$metadata#groups('${SECURITY}')/appRoleAssignments`,
  ],
  [`GET /users/${idFor('u', 1)}/appRoleAssignments`, undefined, '/v1.0/$metadata#appRoleAssignments'],
])('%s', (line, body, context) => {
  expect(contextOf(line, body)).toBe(context)
})

test.each([
  ['serviceConfigurationRecords', 'Mx', ['mailExchange', 'preference'], ['text', 'canonicalName']],
  ['serviceConfigurationRecords', 'CName', ['canonicalName'], ['text', 'mailExchange']],
  ['verificationDnsRecords', 'Txt', ['text'], ['mailExchange', 'preference']],
])('a record of %s of type %s has its own properties alone', (navigation, type, own, others) => {
  const rows = listOf(world().send(`GET /domains/contoso.com/${navigation}`, ALL))
  const names = Object.keys(rows.find(({ recordType }) => recordType === type) ?? {})
  expect(names).toEqual(expect.arrayContaining(['@odata.type', 'label', ...own]))
  for (const other of others) expect(names).not.toContain(other)
})

test('$expand brings what is assigned', () => {
  const { send } = world()
  const [one] = listOf(send(`GET /servicePrincipals?$filter=id eq '${APP}'&$expand=appRoleAssignments`, ALL))
  expect(one?.appRoleAssignments).toMatchObject([{ id: 'assignment-1', principalId: APP }])
  const offered = send(`GET /servicePrincipals/${READER_APP}?$expand=appRoleAssignedTo`, ALL).json
  expect(offered.appRoleAssignedTo).toMatchObject([{ id: 'assignment-1' }])
})

test('a deleted object is found under the type that it is of', () => {
  const { send } = world()
  const id = idFor('u', 5)
  const all = [...ALL, 'User.ReadWrite.All', 'Group.Read.All']
  send(`DELETE /users/${id}`, all)
  const at = (type: string) => send(`GET /directory/deletedItems/microsoft.graph.${type}/${id}`, all)
  expect(at('user').json).toMatchObject({ '@odata.type': '#microsoft.graph.user', id })
  expect(errorOf(at('group'))).toBe('404 Request_ResourceNotFound')
})

// https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/2851
test('$expand brings twenty, and the list all', () => {
  const appRoleAssignments = Array.from({ length: 21 }, (_, n) => ({
    id: `assignment-${n}`,
    appRoleId: idFor('s', 100 + n),
    principalId: APP,
    resourceId: READER_APP,
  }))
  const { send } = world({ appRoleAssignments })
  const [one] = listOf(send(`GET /servicePrincipals?$filter=id eq '${APP}'&$expand=appRoleAssignments`, ALL))
  expect(one?.appRoleAssignments).toHaveLength(20)
  expect(listOf(send(`GET /servicePrincipals/${APP}/appRoleAssignments`, ALL))).toHaveLength(21)
})
