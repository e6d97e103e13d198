/** Who may change administrators, and what users may change about themselves. */
import { describe, expect, test } from 'vitest'
import { roleAssignmentId } from '../../entra/directory/object-ids.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { errorOf, idFor, type World, world } from '../testing/world.ts'

const DENIED = '403 Authorization_RequestDenied'
const PERMISSION = 'User.ReadWrite.All'
const LENT = `${PERMISSION} Directory.AccessAsUser.All`
const password = { passwordProfile: { password: 'New-Secret-1' } }

/** The id of the user who got the role. */
function holding(role: string | undefined): World & { readonly id: string } {
  const roleDefinitionId = role === undefined ? undefined : roleTemplate(role)
  const id = idFor('u', 20)
  const assignment = (roleId: string) => ({
    id: roleAssignmentId(roleId, id),
    principalId: id,
    directoryScopeId: '/',
    roleDefinitionId: roleId,
  })
  return { ...world(roleDefinitionId ? { roleAssignments: [assignment(roleDefinitionId)] } : {}), id }
}

describe('sensitive properties of an administrator', () => {
  const CHANGES = [
    { accountEnabled: false },
    { businessPhones: ['+1 1'] },
    { mobilePhone: '+1 1' },
    { onPremisesImmutableId: 'x' },
    { otherMails: ['x@example.com'] },
    password,
    { userPrincipalName: 'renamed@contoso.com' },
  ]

  test.each(CHANGES)('%j is for those above', (body) => {
    const by = (token: (at: World) => string) => {
      const at = holding('Global Administrator')
      return errorOf(at.send(`PATCH /users/${at.id}`, [], { body, token: token(at) }))
    }
    expect(by((at) => at.appToken([PERMISSION]))).toBe(DENIED)
    expect(by((at) => at.appToken([PERMISSION], { wids: [roleTemplate('User Administrator')] }))).toBe(DENIED)
    expect(by((at) => at.userToken(LENT, ['User Administrator']))).toBe(DENIED)
    expect(by((at) => at.userToken(PERMISSION, ['Global Administrator']))).toBe(DENIED)
    for (const above of ['Global Administrator', 'Privileged Authentication Administrator'])
      expect(by((at) => at.appToken([PERMISSION], { wids: [roleTemplate(above)] }))).toBe('204')
    expect(by((at) => at.userToken(LENT, ['Global Administrator']))).toBe('204')
  })

  test.each([
    ['displayName', { displayName: 'Other' }],
    ['department', { department: 'Other' }],
  ])('%s is no sensitive one', (_, body) => {
    const at = holding('Global Administrator')
    expect(errorOf(at.send(`PATCH /users/${at.id}`, [PERMISSION], { body }))).toBe('204')
  })

  test('a scope for the property stands for the person’s whole power', () => {
    const at = holding('Global Administrator')
    const token = at.userToken('User.EnableDisableAccount.All', ['Global Administrator'])
    const body = { accountEnabled: false }
    expect(errorOf(at.send(`PATCH /users/${at.id}`, [], { body, token }))).toBe('204')
  })
})

describe('the published tables', () => {
  const USER_ADMIN = 'User Administrator'
  const HELPDESK = 'Helpdesk Administrator'
  test.each<[caller: string, target: string | undefined, change: object, answer: string]>([
    [USER_ADMIN, undefined, { accountEnabled: false }, '204'],
    [USER_ADMIN, 'Directory Readers', { accountEnabled: false }, '204'],
    [USER_ADMIN, HELPDESK, { accountEnabled: false }, '204'],
    [USER_ADMIN, 'User Administrator', password, '204'],
    [USER_ADMIN, 'Authentication Administrator', { accountEnabled: false }, DENIED],
    [USER_ADMIN, 'Exchange Administrator', { mobilePhone: '1' }, DENIED],
    [HELPDESK, undefined, password, '204'],
    [HELPDESK, 'Reports Reader', password, '204'],
    [HELPDESK, USER_ADMIN, password, DENIED],
    [HELPDESK, undefined, { mobilePhone: '1' }, '204'],
    [HELPDESK, undefined, { mobilePhone: '1', jobTitle: 'x' }, DENIED],
    ['Password Administrator', 'Reports Reader', password, DENIED],
    ['Password Administrator', 'Guest Inviter', password, '204'],
    ['Privileged Authentication Administrator', 'Exchange Administrator', password, '204'],
  ])('%s acts on %s: %j', (caller, target, body, answer) => {
    const at = holding(target)
    const token = at.userToken(LENT, [caller])
    expect(errorOf(at.send(`PATCH /users/${at.id}`, [], { body, token }))).toBe(answer)
  })

  test('belonging to a group that may hold roles guards like a role', () => {
    const at = holding(undefined)
    const body = {
      displayName: 'Roles',
      mailNickname: 'roles',
      mailEnabled: false,
      securityEnabled: true,
      isAssignableToRole: true,
      'members@odata.bind': [`x/${at.id}`],
    }
    const made = at.send('POST /groups', ['Group.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'], {
      body,
    })
    expect(made.status).toBe(201)
    const by = (role: string) =>
      errorOf(at.send(`PATCH /users/${at.id}`, [], { body: password, token: at.userToken(LENT, [role]) }))
    expect([by(USER_ADMIN), by('Global Administrator')]).toEqual([DENIED, '204'])
  })
})

describe('deleting and restoring an administrator', () => {
  const lines = (id: string) =>
    [`DELETE /users/${id}`, `POST /directory/deletedItems/${id}/restore`, `DELETE /users/${id}`] as const

  test('takes a higher role each time', () => {
    const at = holding('Exchange Administrator')
    for (const line of [...lines(at.id), `DELETE /directory/deletedItems/${at.id}`]) {
      expect(errorOf(at.send(line, [PERMISSION]))).toBe(DENIED)
      expect(errorOf(at.send(line, [], { token: at.userToken(LENT, ['User Administrator']) }))).toBe(DENIED)
      const above = at.appToken([PERMISSION], { wids: [roleTemplate('Global Administrator')] })
      expect(at.send(line, [], { token: above }).status).toBeLessThan(300)
    }
  })

  test('takes none for anybody else', () => {
    const at = holding(undefined)
    for (const line of lines(at.id)) expect(at.send(line, [PERMISSION]).status).toBeLessThan(300)
  })
})

describe('oneself', () => {
  const ONE = idFor('u', 1)
  test.each([
    ['GET /me', 'User.Read', undefined, '200'],
    [`GET /users/${ONE}`, 'User.Read', undefined, '200'],
    [`GET /users/${ONE.toUpperCase()}`, 'User.Read', undefined, '200'],
    ['GET /users/USER1@contoso.com', 'User.ReadWrite', undefined, '200'],
    [`GET /users/${ONE}/memberOf`, 'User.Read', undefined, '200'],
    [`GET /users/${idFor('u', 2)}`, 'User.Read', undefined, DENIED],
    ['GET /users', 'User.Read', undefined, DENIED],
    [`PATCH /users/${ONE}`, 'User.Read', { mobilePhone: '1' }, DENIED],
    [`PATCH /users/${ONE}`, 'User.ReadWrite', { mobilePhone: '1' }, '204'],
    ['PATCH /me', 'User.ReadWrite', { mobilePhone: '1' }, '204'],
    ['PATCH /me', 'User.ReadWrite', { businessPhones: ['1'], officeLocation: '18/2111' }, '204'],
    ['PATCH /me', 'User-Mail.ReadWrite.All', { mobilePhone: '1' }, DENIED],
    ['PATCH /me', 'User-Phone.ReadWrite.All', { mobilePhone: '1' }, '204'],
    ['PATCH /me', 'User.ReadWrite', { displayName: 'Somebody' }, DENIED],
    ['PATCH /me', 'User.ReadWrite', { mobilePhone: '1', accountEnabled: true }, DENIED],
    ['PATCH /me', 'User.ReadWrite', password, DENIED],
    [`PATCH /users/${idFor('u', 2)}`, 'User.ReadWrite', { mobilePhone: '1' }, DENIED],
    [`DELETE /users/${ONE}`, 'User.ReadWrite', undefined, DENIED],
  ])('%s with %s and %j', (line, scope, body, answer) => {
    const { send, userToken } = world()
    const token = userToken(scope, [], { oid: ONE })
    expect(errorOf(send(line, [], { token, ...(body ? { body } : {}) }))).toBe(answer)
  })

  test('a role reaches the own object as it does others', () => {
    const { send, userToken } = world()
    const token = userToken('User.ReadWrite', ['User Administrator'], { oid: ONE })
    expect(errorOf(send('PATCH /me', [], { token, body: { displayName: 'Somebody' } }))).toBe('204')
  })
})
