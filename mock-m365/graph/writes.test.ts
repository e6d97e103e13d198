/** Writes to roles, applications and users: their effects, who may do them, and the change log's entries. */
import { describe, expect, test } from 'vitest'
import { roleTemplate } from '../entra/well-known.ts'
import {
  APP,
  APP_ID,
  errorOf,
  idFor,
  listOf,
  messageOf,
  READER_APP,
  SECURITY,
  world,
} from './testing/world.ts'

const exchangeAdministrator = { wids: [roleTemplate('Exchange Administrator')] }

describe('role assignments', () => {
  const role = roleTemplate('Exchange Recipient Administrator')
  const path = '/roleManagement/directory/roleAssignments'
  const body = { principalId: APP, roleDefinitionId: role, directoryScopeId: '/' }

  test.each([
    [
      'an app with the permission',
      201,
      (w: ReturnType<typeof world>) => w.appToken(['RoleManagement.ReadWrite.Directory']),
    ],
    [
      'a Global Administrator',
      201,
      (w: ReturnType<typeof world>) =>
        w.userToken('RoleManagement.ReadWrite.Directory', ['Global Administrator']),
    ],
    [
      'a Privileged Role Administrator',
      201,
      (w: ReturnType<typeof world>) =>
        w.userToken('RoleManagement.ReadWrite.Directory', ['Privileged Role Administrator']),
    ],
    [
      'an Exchange Administrator',
      403,
      (w: ReturnType<typeof world>) =>
        w.userToken('RoleManagement.ReadWrite.Directory', ['Exchange Administrator']),
    ],
    [
      'an app that is Exchange Administrator',
      403,
      (w: ReturnType<typeof world>) => w.appToken([], exchangeAdministrator),
    ],
    [
      'a Global Administrator without the scope',
      403,
      (w: ReturnType<typeof world>) => w.userToken('Directory.Read.All', ['Global Administrator']),
    ],
  ])('%s gets %i', (_, status, token) => {
    const w = world()
    expect(w.send(`POST ${path}`, [], { token: token(w), body }).status).toBe(status)
  })

  test('an assignment is made once, has a decodable id, activates its role, and goes', () => {
    const { send } = world()
    const WRITE = ['RoleManagement.ReadWrite.Directory']
    const { json } = send(`POST ${path}`, WRITE, { body })
    const [definition, principal] = [0, 16].map((from) =>
      Buffer.from(String(json.id).slice(0, -2), 'base64url').subarray(from, from + 16),
    )
    expect(definition?.readUInt32LE(0).toString(16)).toBe(role.slice(0, 8))
    expect(principal?.readUInt32LE(0).toString(16)).toBe(APP.slice(0, 8))
    expect(messageOf(send(`POST ${path}`, WRITE, { body }))).toBe(
      'A conflicting object with one or more of the specified property values is present in the directory.',
    )
    const activated = () =>
      listOf(send('GET /directoryRoles', WRITE)).map(({ roleTemplateId }) => roleTemplateId)
    expect(activated()).toContain(role)
    expect(
      listOf(send(`GET /directoryRoles(roleTemplateId='${role}')/members`, WRITE)).map(({ id }) => id),
    ).toEqual([APP])
    expect(send(`DELETE ${path}/${json.id}`, WRITE).status).toBe(204)
    expect(activated()).not.toContain(role)
    expect(errorOf(send(`DELETE ${path}/${json.id}`, WRITE))).toBe('404 Request_ResourceNotFound')
  })

  test.each([
    [{ principalId: idFor('u', 999) }, '404 Request_ResourceNotFound'],
    [{ roleDefinitionId: idFor('u', 999) }, '404 Request_ResourceNotFound'],
    [{ principalId: SECURITY }, '400 Request_BadRequest'],
    [{ directoryScopeId: '/administrativeUnits/x' }, '501 NotImplemented'],
  ])('%o is refused', (change, error) => {
    const { send } = world()
    expect(
      errorOf(send(`POST ${path}`, ['RoleManagement.ReadWrite.Directory'], { body: { ...body, ...change } })),
    ).toBe(error)
  })
})

describe('service principals', () => {
  const WRITE = ['Application.ReadWrite.All']

  test('what hung on a removed one goes with it, and its token is refused', () => {
    const { send, tenant, userToken } = world()
    const token = userToken('Application.ReadWrite.All', ['Cloud Application Administrator'], {
      appid: tenant.get('servicePrincipals', READER_APP)?.appId as string,
    })
    expect(send(`DELETE /servicePrincipals(appId='${APP_ID}')`, [], { token }).status).toBe(204)
    expect(tenant.changesSince().map(({ kind, cascade, after }) => [kind, cascade, after])).toEqual([
      ['servicePrincipals', false, undefined],
      ['deletedItems', true, expect.objectContaining({ id: APP, appId: APP_ID })],
      ['appRoleAssignments', true, undefined],
      ['oauth2PermissionGrants', true, undefined],
      ['roleAssignments', true, undefined],
      ['groups/members', true, undefined],
    ])
    const heard = send('GET /users', ['User.Read.All'])
    expect(errorOf(heard)).toBe('401 Authorization_IdentityNotFound')
    expect(messageOf(heard)).toBe('The identity of the calling application could not be established.')
  })

  test('one is made from an application of any home, once', () => {
    const { send } = world()
    send(`DELETE /servicePrincipals/${APP}`, [], {
      token: world().userToken('Application.ReadWrite.All', ['Global Administrator']),
    })
    const { send: ask, userToken } = world()
    expect(errorOf(ask('POST /servicePrincipals', WRITE, { body: { appId: APP_ID } }))).toBe(
      '409 Request_MultipleObjectsWithSameKeyValue',
    )
    expect(messageOf(ask('POST /servicePrincipals', WRITE, { body: { appId: idFor('u', 1) } }))).toMatch(
      /does not reference a valid application object\.$/,
    )
    const token = userToken('Application.ReadWrite.All', ['Application Administrator'], {
      appid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
    })
    ask(`DELETE /servicePrincipals/${APP}`, [], { token })
    const made = ask('POST /servicePrincipals', [], { token, body: { appId: APP_ID } })
    expect(made.json).toMatchObject({
      appId: APP_ID,
      displayName: 'Trend Micro Cloud App Security',
      accountEnabled: true,
      passwordCredentials: [],
    })
  })

  test('a disabled one is refused', () => {
    const { send } = world()
    expect(send(`PATCH /servicePrincipals/${APP}`, WRITE, { body: { accountEnabled: false } }).status).toBe(
      204,
    )
    expect(errorOf(send('GET /users', ['User.Read.All']))).toBe('401 Authorization_IdentityDisabled')
  })

  test('app roles are assigned once, seen from both ends, and taken away', () => {
    const appRoleId = idFor('s', 50)
    const { send, tenant } = world({
      servicePrincipals: [
        { id: APP, appId: APP_ID, displayName: 'App 1', accountEnabled: true },
        {
          id: READER_APP,
          appId: idFor('s', 60),
          displayName: 'Offering',
          appRoles: [{ id: appRoleId, value: 'Do.All' }],
        },
      ],
      appRoleAssignments: [],
    })
    const ASSIGN = ['AppRoleAssignment.ReadWrite.All', 'Directory.Read.All']
    const body = { principalId: APP, resourceId: READER_APP, appRoleId }
    const assign = (change = {}) =>
      send(`POST /servicePrincipals/${APP}/appRoleAssignments`, ASSIGN, { body: { ...body, ...change } })
    const made = assign()
    expect(made.json).toMatchObject({
      ...body,
      principalDisplayName: 'App 1',
      resourceDisplayName: 'Offering',
      principalType: 'ServicePrincipal',
    })
    expect(messageOf(assign())).toBe('Permission being assigned already exists on the object')
    expect(messageOf(assign({ appRoleId: idFor('s', 51) }))).toBe(
      'Permission being assigned was not found on application',
    )
    for (const path of [`${APP}/appRoleAssignments`, `${READER_APP}/appRoleAssignedTo`])
      expect(listOf(send(`GET /servicePrincipals/${path}`, ASSIGN)).map(({ id }) => id)).toEqual([
        made.json.id,
      ])
    expect(send(`DELETE /servicePrincipals/${APP}/appRoleAssignments/${made.json.id}`, ASSIGN).status).toBe(
      204,
    )
    expect(tenant.list('appRoleAssignments')).toEqual([])
  })
})

describe('users', () => {
  const WRITE = ['User.ReadWrite.All']
  const body = {
    accountEnabled: true,
    displayName: 'New',
    mailNickname: 'new',
    userPrincipalName: 'new@contoso.com',
    passwordProfile: { password: 'Hush-hush 1' },
  }

  test('one is made, found by name, changed, removed and restored; the password shows nowhere', () => {
    const { send, tenant } = world()
    const made = send('POST /users', WRITE, { body })
    expect(Object.keys(made.json)).toHaveLength(12)
    expect(tenant.get('users', String(made.json.id))?.password).toBe('Hush-hush 1')
    const shown = send('GET /users/NEW@contoso.com?$select=id,passwordProfile,createdDateTime', WRITE)
    expect([made.text, shown.text].join()).not.toContain('Hush-hush 1')
    expect(send('PATCH /users/new@contoso.com', WRITE, { body: { jobTitle: 'Clerk' } }).status).toBe(204)
    expect(send(`DELETE /users/${made.json.id}`, WRITE).status).toBe(204)
    expect(send(`POST /directory/deletedItems/${made.json.id}/restore`, WRITE).json).toMatchObject({
      jobTitle: 'Clerk',
      displayName: 'New',
    })
  })

  test.each([
    [
      { userPrincipalName: 'user1@contoso.com' },
      'Another object with the same value for property userPrincipalName already exists.',
    ],
    [
      { userPrincipalName: 'new@pending.example' },
      /^The domain portion of the userPrincipalName property is invalid/,
    ],
    [{ userPrincipalName: 'a b@contoso.com' }, /^Invalid value specified for property 'userPrincipalName'/],
    [{ passwordProfile: {} }, /^A value is required for property 'passwordProfile'/],
    [{ displayName: 'x'.repeat(257) }, /^Invalid value specified for property 'displayName'/],
    [{ password: 'x' }, "Invalid property 'password'."],
  ])('%# is refused', (change, message) => {
    const { send, tenant } = world()
    expect(messageOf(send('POST /users', WRITE, { body: { ...body, ...change } }))).toMatch(message)
    expect(tenant.position).toBe(0)
  })
})

test('a domain tells the records that its DNS should hold', () => {
  const { send } = world()
  const records = listOf(send('GET /domains/contoso.com/serviceConfigurationRecords', ['Domain.Read.All']))
  expect(records.map((one) => one['@odata.type'])).toEqual([
    '#microsoft.graph.domainDnsMxRecord',
    '#microsoft.graph.domainDnsTxtRecord',
    '#microsoft.graph.domainDnsCnameRecord',
  ])
  expect(records[0]).toMatchObject({
    mailExchange: 'contoso-com.mail.protection.outlook.com',
    preference: 0,
    ttl: 3600,
  })
  expect(listOf(send('GET /domains/contoso.com/verificationDnsRecords', ['Domain.Read.All']))).toHaveLength(2)
})
