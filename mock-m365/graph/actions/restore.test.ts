/**
 * A restored object is as it was, with its memberships and roles.
 * https://learn.microsoft.com/entra/architecture/recover-from-deletions
 */
import { describe, expect, test } from 'vitest'
import { roleAssignmentsOf } from '../../entra/directory/role-assignments.ts'
import { APP, errorOf, idFor, listOf, NOW, READER_APP, SECURITY, world } from '../testing/world.ts'

const ALL = ['User.ReadWrite.All', 'User.DeleteRestore.All', 'Directory.ReadWrite.All']

describe('a restored service principal', () => {
  const removed = () => {
    const w = world()
    const token = w.userToken(
      'Application.ReadWrite.All Directory.ReadWrite.All Group.ReadWrite.All',
      ['Global Administrator'],
      { appid: String(w.tenant.get('servicePrincipals', READER_APP)?.appId) },
    )
    const as = (line: string) => w.send(line, [], { token })
    expect(as(`DELETE /servicePrincipals/${APP}`).status).toBe(204)
    return { ...w, as }
  }
  const held = (tenant: ReturnType<typeof world>['tenant']) => ({
    appRoles: tenant.find('appRoleAssignments', 'principalId', APP).map(({ id }) => id),
    grants: tenant.find('oauth2PermissionGrants', 'clientId', APP).map(({ id }) => id),
    roles: roleAssignmentsOf(tenant, APP, NOW).length,
    groups: tenant.find('groups/members', 'memberId', APP).length,
  })
  const NONE = { appRoles: [], grants: [], roles: 0, groups: 0 }

  test('has its app roles, consent, directory roles and memberships again', () => {
    const { as, tenant } = removed()
    expect(held(tenant)).toEqual(NONE)
    expect(errorOf(as(`POST /directory/deletedItems/${APP}/restore`))).toBe('200')
    expect(held(tenant)).toEqual({ appRoles: ['assignment-1'], grants: ['grant-1'], roles: 1, groups: 1 })
  })

  test('shows what it held to nobody meanwhile', () => {
    expect(removed().as(`GET /directory/deletedItems/${APP}`).text).not.toContain('assignment-1')
  })

  test('does not get back what led to something that is gone', () => {
    const { as, tenant } = removed()
    as(`DELETE /groups/${SECURITY}`)
    as(`POST /directory/deletedItems/${APP}/restore`)
    expect(held(tenant)).toMatchObject({ appRoles: ['assignment-1'], groups: 0 })
  })
})

describe('a deleted user', () => {
  const ONE = idFor('u', 5)
  const NAME = 'user5@contoso.com'
  const PREFIX = ONE.replaceAll('-', '')
  const gone = () => {
    const w = world()
    const name = String(w.tenant.get('users', ONE)?.userPrincipalName)
    expect(errorOf(w.send(`DELETE /users/${ONE}`, ALL))).toBe('204')
    const one = (more = '') => w.send(`GET /directory/deletedItems/${ONE}${more}`, ALL).json
    return { ...w, name, one }
  }

  test('is kept under its id and name, and comes back under its name', () => {
    const { send, name, one } = gone()
    expect(one().userPrincipalName).toBe(`${PREFIX}${name}`)
    const [listed] = listOf(send('GET /directory/deletedItems/microsoft.graph.user', ALL))
    expect(listed?.userPrincipalName).toBe(`${PREFIX}${name}`)
    expect(send(`POST /directory/deletedItems/${ONE}/restore`, ALL).json.userPrincipalName).toBe(name)
  })

  test('comes back under another name where its own is taken', () => {
    const { send, tenant, name } = gone()
    const by = {
      at: 0,
      actor: { type: 'system', id: 'x', displayName: 'x' },
      call: 'x',
      requestId: 'x',
    } as const
    tenant.commit(by, 'users', idFor('u', 5000), { id: idFor('u', 5000), userPrincipalName: name })
    const restore = (body?: object) =>
      send(`POST /directory/deletedItems/${ONE}/restore`, ALL, body ? { body } : {})
    expect(errorOf(restore())).toBe('400 Request_BadRequest')
    expect(errorOf(restore({ newUserPrincipalName: 'x@nowhere.example' }))).toBe('400 Request_BadRequest')
    expect(errorOf(restore({ autoReconcileProxyConflict: true }))).toBe('501 NotImplemented')
    expect(restore({ newUserPrincipalName: NAME.replace('user5', 'again') }).json.userPrincipalName).toBe(
      'again@contoso.com',
    )
  })
})

describe('uniqueName', () => {
  const by = (path: string, permission: string) => {
    const { send } = world()
    return (uniqueName: unknown) => errorOf(send(`PATCH ${path}`, [permission], { body: { uniqueName } }))
  }

  test.each([
    [`/groups/${SECURITY}`, 'Group.ReadWrite.All'],
    ['/applications/50000000-0000-4000-8000-000000000002', 'Application.ReadWrite.All'],
  ])('of %s is set once', (path, permission) => {
    const set = by(path, permission)
    expect([set('first'), set('first'), set('second'), set(null)]).toEqual([
      '204',
      '204',
      '400 Request_BadRequest',
      '400 Request_BadRequest',
    ])
  })
})

describe('the texts of a user', () => {
  const set = (body: object) => errorOf(world().send(`PATCH /users/${idFor('u', 5)}`, ALL, { body }))

  test.each(['jobTitle', 'officeLocation', 'givenName', 'mobilePhone', 'employeeId'])(
    '%s is cleared by null and not by an empty text',
    (name) => {
      expect([set({ [name]: '' }), set({ [name]: null })]).toEqual(['400 Request_BadRequest', '204'])
    },
  )

  test.each(['dot.@contoso.com', '.dot@contoso.com', 'a..b@contoso.com', `${'a'.repeat(65)}@contoso.com`])(
    '%s is no userPrincipalName',
    (userPrincipalName) => {
      expect(set({ userPrincipalName })).toBe('400 Request_BadRequest')
    },
  )

  test('a dot within is well', () => {
    expect(set({ userPrincipalName: 'a.b@contoso.com' })).toBe('204')
  })
})
