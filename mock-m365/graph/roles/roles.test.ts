/** Directory roles: the list, what each may do, and custom roles. */
import { describe, expect, test } from 'vitest'
import { BUILT_IN_ROLES, CUSTOM_ACTIONS } from '../../entra/directory/directory-roles.ts'
import { directoryRolesAt } from '../../entra/directory/role-assignments.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { ADMIN, APP, errorOf, idFor, listOf, messageOf, SECURITY, UNIFIED, world } from '../testing/world.ts'

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DEFINITIONS = '/roleManagement/directory/roleDefinitions'
const ASSIGNMENTS = '/roleManagement/directory/roleAssignments'
const ROLES = ['RoleManagement.ReadWrite.Directory']
const APPLICATION = '50000000-0000-4000-8000-000000000002'
const PERSON = idFor('u', 20)

describe('the built-in roles', () => {
  test('are all there, each once, as directoryRoleTemplates and as roleDefinitions', () => {
    const { send } = world()
    const definitions = listOf(send(`GET ${DEFINITIONS}`, ROLES))
    const templates = listOf(send('GET /directoryRoleTemplates', ROLES))
    expect(definitions).toHaveLength(145)
    expect(templates.map(({ id }) => id)).toEqual(definitions.map(({ id }) => id))
    for (const names of ['id', 'displayName'])
      expect(new Set(definitions.map((one) => one[names])).size).toBe(definitions.length)
    expect(definitions.filter(({ id, templateId }) => !GUID.test(String(id)) || id !== templateId)).toEqual(
      [],
    )
    const known = new Set(definitions.map(({ id }) => id))
    const inherited = BUILT_IN_ROLES.map(({ inheritsFrom }) => inheritsFrom).filter((id) => id !== null)
    expect(inherited.filter((id) => !known.has(id))).toEqual([])
  })

  test('show their actions, whom they inherit from, and in beta whether they are privileged', () => {
    const { send } = world()
    const id = roleTemplate('Groups Administrator')
    const shown = send(`GET ${DEFINITIONS}/${id}`, ROLES).json
    expect(Object.keys(shown).slice(1)).toEqual([
      'id',
      'description',
      'displayName',
      'isBuiltIn',
      'isEnabled',
      'resourceScopes',
      'templateId',
      'version',
      'rolePermissions',
      'inheritsPermissionsFrom',
    ])
    expect(JSON.stringify(shown.rolePermissions)).toContain('microsoft.directory/groups/members/update')
    expect(shown.inheritsPermissionsFrom).toEqual([{ id: roleTemplate('Directory Readers') }])
    const privileged = listOf(send(`GET /beta${DEFINITIONS}?$filter=isPrivileged eq true`, ROLES))
    const names = privileged.map(({ displayName }) => displayName)
    expect(names).toEqual(expect.arrayContaining(['Global Administrator', 'Application Administrator']))
    expect(names).not.toContain('Exchange Administrator')
    expect(listOf(send(`GET ${DEFINITIONS}?$filter=displayName eq 'Reports Reader'`, ROLES))).toHaveLength(1)
  })

  test.each(['Guest User', 'Restricted Guest User', 'User'])('%s is given to nobody', (name) => {
    const { send } = world()
    const body = { principalId: PERSON, roleDefinitionId: roleTemplate(name), directoryScopeId: '/' }
    expect(errorOf(send(`POST ${ASSIGNMENTS}`, ROLES, { body }))).toBe('404 Request_ResourceNotFound')
    const activation = { roleTemplateId: roleTemplate(name) }
    expect(errorOf(send('POST /directoryRoles', ROLES, { body: activation }))).toBe(
      '404 Request_ResourceNotFound',
    )
  })
})

/** Operations, and the roles that may do them according to the role reference; all other roles may not. */
const TRIED = [
  'Global Administrator',
  'Privileged Role Administrator',
  'Application Administrator',
  'Cloud Application Administrator',
  'User Administrator',
  'Groups Administrator',
  'Exchange Administrator',
  'Helpdesk Administrator',
  'Directory Writers',
  'License Administrator',
  'Security Administrator',
  'Security Reader',
  'Global Reader',
  'Directory Readers',
  'Authentication Administrator',
  'Domain Name Administrator',
  'SharePoint Administrator',
  'Intune Administrator',
  'Message Center Reader',
] as const
type Role = (typeof TRIED)[number]
const APPS: readonly Role[] = ['Application Administrator', 'Cloud Application Administrator']
const GROUPS: readonly Role[] = ['User Administrator', 'Groups Administrator']
const UNIFIED_ONLY: readonly Role[] = ['Exchange Administrator', 'SharePoint Administrator']
const description = { description: 'changed' }

const MATRIX: readonly [line: string, body: unknown, scopes: string, roles: readonly Role[]][] = [
  [
    `PATCH /groups/${UNIFIED}`,
    description,
    'Group.ReadWrite.All',
    [...GROUPS, ...UNIFIED_ONLY, 'Directory Writers'],
  ],
  [
    `PATCH /groups/${SECURITY}`,
    description,
    'Group.ReadWrite.All',
    [...GROUPS, 'Directory Writers', 'Intune Administrator'],
  ],
  [`DELETE /groups/${UNIFIED}`, undefined, 'Group.ReadWrite.All', [...GROUPS, ...UNIFIED_ONLY]],
  [`DELETE /groups/${SECURITY}`, undefined, 'Group.ReadWrite.All', [...GROUPS, 'Intune Administrator']],
  [
    `PATCH /users/${PERSON}`,
    { department: 'x' },
    'User.ReadWrite.All',
    ['User Administrator', 'Directory Writers', 'Intune Administrator', 'Authentication Administrator'],
  ],
  [
    `PATCH /users/${PERSON}`,
    { passwordProfile: { password: 'Another-1' } },
    'User.ReadWrite.All',
    ['User Administrator', 'Helpdesk Administrator', 'Authentication Administrator'],
  ],
  [
    `PATCH /users/${PERSON}`,
    { usageLocation: 'DE' },
    'User.ReadWrite.All',
    ['User Administrator', 'License Administrator'],
  ],
  [
    `DELETE /users/${PERSON}`,
    undefined,
    'User.ReadWrite.All',
    ['User Administrator', 'Authentication Administrator'],
  ],
  ['POST /applications', { displayName: 'New' }, 'Application.ReadWrite.All', APPS],
  [`PATCH /applications/${APPLICATION}`, { displayName: 'x' }, 'Application.ReadWrite.All', APPS],
  [`POST /applications/${APPLICATION}/addPassword`, {}, 'Application.ReadWrite.All', APPS],
  [`DELETE /servicePrincipals/${idFor('s', 2)}`, undefined, 'Application.ReadWrite.All', APPS],
  [
    `POST ${ASSIGNMENTS}`,
    { principalId: PERSON, roleDefinitionId: roleTemplate('Reports Reader'), directoryScopeId: '/' },
    'RoleManagement.ReadWrite.Directory',
    ['Privileged Role Administrator'],
  ],
  [
    'PATCH /organization/11111111-1111-4111-8111-111111111111',
    { technicalNotificationMails: [] },
    'Organization.ReadWrite.All',
    [],
  ],
  ['POST /domains', { id: 'new.example' }, 'Domain.ReadWrite.All', ['Domain Name Administrator']],
  [
    'GET /auditLogs/directoryAudits',
    undefined,
    'AuditLog.Read.All',
    [...APPS, 'Global Reader', 'Security Administrator', 'Security Reader'],
  ],
]

describe('who may what by a role alone', () => {
  test.each(MATRIX)('%s %j', (line, body, scp, allowed) => {
    const may = (kind: 'application' | 'person') =>
      TRIED.filter((role) => {
        const { send, appToken, userToken } = world()
        const wids = [roleTemplate(role)]
        const token =
          kind === 'application' ? appToken([], { wids }) : userToken(scp, [], { wids, oid: idFor('u', 30) })
        const heard = send(line, [], { token, ...(body === undefined ? {} : { body }) })
        const isDenied = /^403 Auth(?:orization_RequestDenied|entication_)/.test(errorOf(heard))
        if (!isDenied) expect(heard.status).toBeLessThan(400)
        return !isDenied
      })
    const expected = TRIED.filter((role) => role === 'Global Administrator' || allowed.includes(role))
    expect(may('application')).toEqual(expected)
    expect(may('person')).toEqual(expected)
  })

  test('a person needs the scope besides, and an application without either reads nothing', () => {
    const { send, userToken, appToken } = world()
    const wids = [roleTemplate('Groups Administrator')]
    const line = `PATCH /groups/${UNIFIED}`
    const token = userToken('User.Read', [], { wids })
    expect(errorOf(send(line, [], { token, body: description }))).toBe('403 Authorization_RequestDenied')
    expect(send('GET /users?$top=1', [], { token: appToken([], { wids }) }).status).toBe(200)
    expect(errorOf(send('GET /users?$top=1', []))).toBe('403 Authorization_RequestDenied')
  })

  test('several changes at once ask for the action of each', () => {
    const { send, appToken } = world()
    const token = appToken([], { wids: [roleTemplate('Helpdesk Administrator')] })
    const passwordProfile = { password: 'Another-1' }
    const patch = (id: string, body: object) => errorOf(send(`PATCH /users/${id}`, [], { token, body }))
    expect(patch(PERSON, { passwordProfile })).toBe('204')
    expect(patch(PERSON, { passwordProfile, department: 'x' })).toBe('403 Authorization_RequestDenied')
    expect(patch(ADMIN, { passwordProfile })).toBe('403 Authorization_RequestDenied')
  })

  test('directory writers make grants and do not take them away', () => {
    const { send, appToken } = world()
    const token = appToken([], { wids: [roleTemplate('Directory Writers')] })
    const body = { scope: 'User.Read Mail.Read' }
    expect(send('PATCH /oauth2PermissionGrants/grant-1', [], { token, body }).status).toBe(204)
    expect(errorOf(send('DELETE /oauth2PermissionGrants/grant-1', [], { token }))).toBe(
      '403 Authorization_RequestDenied',
    )
  })

  test('deleting groups takes Group.ReadWrite.All, and not Directory.ReadWrite.All', () => {
    const { send } = world()
    expect(errorOf(send(`DELETE /groups/${UNIFIED}`, ['Directory.ReadWrite.All']))).toBe(
      '403 Authorization_RequestDenied',
    )
    expect(send(`DELETE /groups/${UNIFIED}`, ['Group.ReadWrite.All']).status).toBe(204)
  })
})

const allowing = (...actions: readonly string[]) => [
  { allowedResourceActions: actions.map((one) => `microsoft.directory/${one}`) },
]
const OWN = {
  displayName: 'Group keepers',
  description: 'keep groups',
  isEnabled: true,
  rolePermissions: allowing('groups.security/members/update'),
}

/** A world with a custom role, held by an application that has nothing else. */
function withRole(rolePermissions: unknown = OWN.rolePermissions, directoryScopeId = '/') {
  const w = world()
  const made = w.send(`POST ${DEFINITIONS}`, ROLES, { body: { ...OWN, rolePermissions } })
  const roleDefinitionId = String(made.json.id)
  const given = w.send(`POST ${ASSIGNMENTS}`, ROLES, {
    body: { principalId: APP, roleDefinitionId, directoryScopeId },
  })
  const token = w.appToken([], { wids: [] })
  const add = (group: string) =>
    errorOf(
      w.send(`POST /groups/${group}/members/$ref`, [], {
        token,
        body: { '@odata.id': `https://graph.microsoft.com/v1.0/users/${PERSON}` },
      }),
    )
  return { ...w, made, given, roleDefinitionId, token, add }
}

describe('a role of the tenant’s own', () => {
  test('is made, listed, changed and removed, and counts for just what it allows', () => {
    const { made, given, add, send, tenant, clock, roleDefinitionId } = withRole()
    expect([made.status, given.status]).toEqual([201, 201])
    expect(directoryRolesAt(tenant, APP, clock.now())).not.toContain(roleDefinitionId)
    expect(made.json).toMatchObject({
      ...OWN,
      id: expect.stringMatching(GUID),
      templateId: made.json.id,
      isBuiltIn: false,
      version: null,
      resourceScopes: ['/'],
      rolePermissions: [{ condition: null }],
      inheritsPermissionsFrom: [],
    })
    expect(listOf(send(`GET ${DEFINITIONS}?$filter=isBuiltIn eq false`, ROLES))).toHaveLength(1)
    expect([add(UNIFIED), add(SECURITY)]).toEqual(['403 Authorization_RequestDenied', '204'])
    const patch = (body: object) => send(`PATCH ${DEFINITIONS}/${roleDefinitionId}`, ROLES, { body }).status
    expect(patch({ rolePermissions: allowing('groups.unified/members/update') })).toBe(204)
    expect([add(UNIFIED), add(SECURITY)]).toEqual(['204', '403 Authorization_RequestDenied'])
    expect(patch({ isEnabled: false })).toBe(204)
    expect(add(UNIFIED)).toBe('403 Authorization_RequestDenied')
    expect(send(`DELETE ${DEFINITIONS}/${roleDefinitionId}`, ROLES).status).toBe(204)
    expect(listOf(send(`GET ${ASSIGNMENTS}?$filter=principalId eq '${APP}'`, ROLES))).toHaveLength(1)
  })

  test('for one application reaches that one', () => {
    const { token, send, given } = withRole(allowing('applications/basic/update'), `/${APPLICATION}`)
    expect(String(given.json.id)).toMatch(/-2$/)
    const body = { displayName: 'x' }
    expect(send(`PATCH /applications/${APPLICATION}`, [], { token, body }).status).toBe(204)
    expect(
      send(`PATCH /applications(appId='bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb')`, [], { token, body }).status,
    ).toBe(204)
    const other = send('POST /applications', ['Application.ReadWrite.All'], { body }).json.id
    expect(errorOf(send(`PATCH /applications/${other}`, [], { token, body }))).toBe(
      '403 Authorization_RequestDenied',
    )
  })

  test.each([
    [
      'an action of another workload',
      { rolePermissions: [{ allowedResourceActions: ['microsoft.office365.network/x/read'] }] },
      "Resource category 'microsoft.office365.network' is not supported.",
    ],
    [
      'an action that only built-in roles have',
      { rolePermissions: allowing('users/password/update') },
      "Action 'microsoft.directory/users/password/update' is not supported for Custom Role creation",
    ],
    [
      'an action that is none',
      { rolePermissions: allowing('__proto__') },
      "Action 'microsoft.directory/__proto__' is not supported for Custom Role creation",
    ],
    [
      'no actions',
      { rolePermissions: [] },
      "Invalid value specified for property 'rolePermissions' of resource 'UnifiedRoleDefinition'.",
    ],
    [
      'permissions without a list',
      { rolePermissions: [{}] },
      "Cannot convert the value of property 'allowedResourceActions' to the expected type 'Edm.String'.",
    ],
    [
      'permissions that are text',
      { rolePermissions: ['x'] },
      "Cannot convert the value of property 'rolePermissions' to the expected type 'Edm.Complex'.",
    ],
    [
      'no name',
      { displayName: undefined },
      "A value is required for property 'displayName' of resource 'UnifiedRoleDefinition'.",
    ],
    [
      'a name that is taken',
      { displayName: 'group KEEPERS' },
      'A conflicting object with one or more of the specified property values is present in the directory.',
    ],
  ])('is refused with %s', (_, change, message) => {
    const { send, tenant } = withRole()
    const before = tenant.position
    const heard = send(`POST ${DEFINITIONS}`, ROLES, { body: { ...OWN, displayName: 'Others', ...change } })
    expect([errorOf(heard), messageOf(heard)]).toEqual(['400 Request_BadRequest', message])
    expect(tenant.position).toBe(before)
  })

  test('asks for a licence, has no part in the built-in ones, and there are a hundred at most', () => {
    expect(errorOf(world({ subscribedSkus: [] }).send(`POST ${DEFINITIONS}`, ROLES, { body: OWN }))).toBe(
      '403 Authorization_RequestDenied',
    )
    const { send } = world({
      roleDefinitions: Array.from({ length: 100 }, (_, n) => ({
        id: idFor('s', 500 + n),
        displayName: `Own ${n}`,
      })),
    })
    expect(errorOf(send(`POST ${DEFINITIONS}`, ROLES, { body: OWN }))).toBe('403 Directory_QuotaExceeded')
    const builtIn = `${DEFINITIONS}/${roleTemplate('Global Reader')}`
    expect(errorOf(send(`DELETE ${builtIn}`, ROLES))).toBe('400 Request_BadRequest')
    expect(errorOf(send(`PATCH ${builtIn}`, ROLES, { body: { description: 'mine' } }))).toBe(
      '400 Request_BadRequest',
    )
  })

  test('every action that one may have is of the directory', () => {
    expect(CUSTOM_ACTIONS.size).toBeGreaterThan(100)
    expect([...CUSTOM_ACTIONS].filter((one) => !/^microsoft\.directory\/[\w.]+\/[\w/]+$/.test(one))).toEqual(
      [],
    )
  })
})

describe('a scope', () => {
  const give = (role: string, directoryScopeId: unknown) => {
    const w = world()
    const body = { principalId: PERSON, roleDefinitionId: roleTemplate(role), directoryScopeId }
    return { ...w, body, heard: w.send(`POST ${ASSIGNMENTS}`, ROLES, { body }) }
  }

  test.each([
    ['one application', 'Application Administrator', `/${APPLICATION}`, '201'],
    ['its service principal', 'Cloud Application Administrator', `/${APP}`, '201'],
    [
      'an application, for a role that is not for one',
      'Exchange Administrator',
      `/${APP}`,
      '400 Request_BadRequest',
    ],
    [
      'nothing that is there',
      'Application Administrator',
      `/${idFor('s', 999)}`,
      '404 Request_ResourceNotFound',
    ],
    ['an administrative unit', 'User Administrator', '/administrativeUnits/x', '501 NotImplemented'],
    ['what is no scope', 'User Administrator', 'x', '501 NotImplemented'],
  ])('%s', (_, role, scope, answer) => {
    expect(errorOf(give(role, scope).heard)).toBe(answer)
  })

  test('is part of what an assignment is, and keeps the role out of tokens and of directoryRoles', () => {
    const { send, body, heard, tenant, clock } = give('Application Administrator', `/${APPLICATION}`)
    expect(directoryRolesAt(tenant, PERSON, clock.now())).toEqual([])
    expect(errorOf(send(`POST ${ASSIGNMENTS}`, ROLES, { body }))).toBe('400 Request_BadRequest')
    const members = `/directoryRoles(roleTemplateId='${body.roleDefinitionId}')/members`
    expect(errorOf(send(`GET ${members}`, ROLES))).toBe('404 Request_ResourceNotFound')
    const whole = { ...body, directoryScopeId: '/' }
    expect(send(`POST ${ASSIGNMENTS}`, ROLES, { body: whole }).status).toBe(201)
    expect(send(`DELETE ${ASSIGNMENTS}/${heard.json.id}`, ROLES).status).toBe(204)
    expect(listOf(send(`GET ${members}`, ROLES)).map(({ id }) => id)).toEqual([PERSON])
  })
})
