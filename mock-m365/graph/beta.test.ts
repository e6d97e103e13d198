/** /beta has more properties of some types than /v1.0, shows more, and has other names for some. */
import { describe, expect, test } from 'vitest'
import { ADMIN, APP, errorOf, listOf, READER_APP, SECURITY, TENANT_ID, world } from './testing/world.ts'

const ALL = [
  'Directory.ReadWrite.All',
  'Group.ReadWrite.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'User.Read.All',
]
const w = world()

const ask = (version: 'v1.0' | 'beta', path: string, body?: unknown) =>
  w.send(
    `${body === undefined ? 'GET' : 'POST'} /${version}/${path}`,
    ALL,
    body === undefined ? {} : { body },
  )

describe('a type as each version has it', () => {
  test.each([
    ['a user', `users/${ADMIN}`, ['accountEnabled', 'userType', 'infoCatalogs', 'passwordProfile'], []],
    ['a group', `groups/${SECURITY}`, ['createdByAppId', 'writebackConfiguration'], []],
    [
      'a service principal',
      `servicePrincipals/${APP}`,
      ['publishedPermissionScopes', 'api'],
      ['oauth2PermissionScopes'],
    ],
  ])('%s', (_, path, ofBeta, ofV1) => {
    const [v1, beta] = [Object.keys(ask('v1.0', path).json), Object.keys(ask('beta', path).json)]
    expect(beta).toEqual(expect.arrayContaining([...ofBeta]))
    expect(v1.filter((name) => ofBeta.includes(name))).toEqual([])
    expect(v1).toEqual(expect.arrayContaining([...ofV1]))
    expect(beta.filter((name) => ofV1.includes(name))).toEqual([])
  })

  test('shows in beta what v1.0 keeps for $select, but not what both keep for it', () => {
    expect(ask('v1.0', `users/${ADMIN}?$select=accountEnabled`).json.accountEnabled).toBeDefined()
    expect(ask('beta', `users/${ADMIN}`).json).not.toHaveProperty('aboutMe')
    expect(ask('beta', `users/${ADMIN}`).json).not.toHaveProperty('licenseAssignmentStates')
  })

  test('has in mixed lists, too, what the version has', () => {
    const [v1] = listOf(ask('v1.0', `groups/${SECURITY}/members/microsoft.graph.user`))
    const [beta] = listOf(ask('beta', `groups/${SECURITY}/members/microsoft.graph.user`))
    expect(v1).not.toHaveProperty('accountEnabled')
    expect(beta).toHaveProperty('accountEnabled')
  })

  test.each([
    [`users/${ADMIN}?$select=infoCatalogs`],
    ['servicePrincipals?$select=publisherName'],
    ["servicePrincipals?$filter=publisherName eq 'x'"],
    ['applications?$select=windows'],
  ])('v1.0 knows nothing of %s', (path) => {
    expect(errorOf(ask('v1.0', path))).toBe('400 BadRequest')
    expect(ask('beta', path).status).toBe(200)
  })
})

describe('what is written', () => {
  test('has its time under the name that the version gives it', () => {
    const resourceId = READER_APP
    const body = { principalId: APP, resourceId, appRoleId: '00000000-0000-0000-0000-000000000000' }
    const made = ask('beta', `servicePrincipals/${APP}/appRoleAssignments`, body)
    expect(made.status).toBe(201)
    expect(made.json).not.toHaveProperty('createdDateTime')
    expect(made.json.creationTimestamp).toBe('2026-01-15T09:30:00Z')
    const inV1 = listOf(ask('v1.0', `servicePrincipals/${APP}/appRoleAssignments`))
    expect(inV1).toContainEqual(expect.objectContaining({ createdDateTime: made.json.creationTimestamp }))
  })

  test('a permission grant needs an expiry in beta, and has none in v1.0', () => {
    const grant = {
      clientId: APP,
      consentType: 'Principal',
      principalId: ADMIN,
      resourceId: READER_APP,
      scope: 'x',
    }
    const expiring = { ...grant, expiryTime: '2027-01-01T00:00:00Z' }
    expect(errorOf(ask('beta', 'oauth2PermissionGrants', grant))).toBe('400 Request_BadRequest')
    expect(errorOf(ask('v1.0', 'oauth2PermissionGrants', expiring))).toBe('400 Request_BadRequest')
    expect(ask('beta', 'oauth2PermissionGrants', expiring).json).toMatchObject({
      startTime: null,
      expiryTime: '2027-01-01T00:00:00Z',
    })
  })

  test('a group says in beta which application made it, and for whom', () => {
    const body = { displayName: 'x', mailEnabled: false, mailNickname: 'x', securityEnabled: true }
    const made = ask('beta', 'groups', body).json
    expect(made).toMatchObject({ organizationId: TENANT_ID, createdByAppId: expect.stringMatching(/^a{8}-/) })
    expect(errorOf(ask('beta', 'groups', { ...body, createdByAppId: APP }))).toBe('400 Request_BadRequest')
  })
})
