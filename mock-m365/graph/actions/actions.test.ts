/** Actions on directory objects, other than to make, change and remove them. */
import { describe, expect, test } from 'vitest'
import { roleTemplate } from '../../entra/well-known.ts'
import { publishTextRecord } from '../../public-dns.ts'
import {
  ADMIN,
  APP,
  APP_ID,
  errorOf,
  idFor,
  listOf,
  messageOf,
  NOW,
  READER_APP,
  SECURITY,
  UNIFIED,
  world,
} from '../testing/world.ts'
import { ACTIONS } from './index.ts'

const refTo = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` })
const [ONE, TWO] = [idFor('u', 1), idFor('u', 2)]
const DENIED = '403 Authorization_RequestDenied'

test('every action states where it comes from, and is refused without a permission', () => {
  const { send } = world()
  for (const { method, path, source } of ACTIONS) {
    expect(source).toMatch(/^https:\/\/learn\.microsoft\.com\/graph\/api\/[a-z-]+$/)
    const target = path.replaceAll('{id}', ADMIN)
    const isLog = path.startsWith('auditLogs/')
    expect(errorOf(send(`${method} /${target}`, ['Mail.Read'], { body: {} })), path).toBe(
      isLog ? '403 Authentication_MSGraphPermissionMissing' : DENIED,
    )
  }
})

describe('users', () => {
  const WRITE = ['User.ReadWrite.All', 'Directory.Read.All']

  test('a manager is set, seen from both ends, replaced and removed', () => {
    const { send } = world()
    const manager = () => send(`GET /users/${ONE}/manager`, WRITE)
    expect(messageOf(manager())).toMatch(/^Resource 'manager' does not exist/)
    const set = (id: string) => send(`PUT /users/${ONE}/manager/$ref`, WRITE, { body: refTo(id) })
    expect(set(TWO).status).toBe(204)
    expect(set(ADMIN).status).toBe(204)
    expect(manager().json).toMatchObject({ '@odata.type': '#microsoft.graph.user', id: ADMIN })
    expect(listOf(send(`GET /users/${ADMIN}/directReports`, WRITE)).map(({ id }) => id)).toEqual([ONE])
    expect(listOf(send(`GET /users/${TWO}/directReports`, WRITE))).toEqual([])
    expect(send(`GET /users/${ONE}?$expand=manager`, WRITE).json.manager).toMatchObject({ id: ADMIN })
    for (const [id, error] of [
      [ONE, '400 Request_BadRequest'],
      [SECURITY, '400 Request_BadRequest'],
      [idFor('u', 999), '404 Request_ResourceNotFound'],
    ] as const)
      expect(errorOf(set(id))).toBe(error)
    expect(send(`DELETE /users/${ONE}/manager/$ref`, WRITE).status).toBe(204)
    expect(errorOf(send(`DELETE /users/${ONE}/manager/$ref`, WRITE))).toBe('404 Request_ResourceNotFound')
  })

  test('revoking sessions marks the moment', () => {
    const { send, tenant } = world()
    expect(send(`POST /users/${ONE}/revokeSignInSessions`, ['User.RevokeSessions.All']).json).toEqual({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean',
      value: true,
    })
    expect(tenant.get('users', ONE)?.signInSessionsValidFromDateTime).toBe('2026-01-15T09:30:00Z')
  })

  test('groups around a user are asked for in four ways, nested ones and roles included', () => {
    const { send } = world()
    const outer = send('POST /groups', ['Group.ReadWrite.All'], {
      body: {
        displayName: 'Outer',
        mailNickname: 'outer',
        mailEnabled: false,
        securityEnabled: true,
        'members@odata.bind': [`x/${SECURITY}`],
      },
    }).json.id
    send('POST /roleManagement/directory/roleAssignments', ['RoleManagement.ReadWrite.Directory'], {
      body: { principalId: ONE, roleDefinitionId: roleTemplate('Global Reader'), directoryScopeId: '/' },
    })
    const ask = (path: string, body: object) =>
      send(`POST /${path}`, ['Directory.Read.All'], { body }).json.value
    const ids = [outer, UNIFIED, SECURITY.toUpperCase()]
    for (const one of [`users/${ONE}`, `directoryObjects/${ONE}`, 'users/user1@contoso.com']) {
      expect(ask(`${one}/checkMemberGroups`, { groupIds: ids })).toEqual([outer, SECURITY])
      expect(ask(`${one}/getMemberGroups`, { securityEnabledOnly: true })).toEqual([SECURITY, outer])
      expect(ask(`${one}/getMemberObjects`, { securityEnabledOnly: false })).toHaveLength(3)
      expect(ask(`${one}/checkMemberObjects`, { ids: [roleTemplate('Global Reader'), UNIFIED] })).toEqual([
        roleTemplate('Global Reader'),
      ])
    }
    const types = (path: string) =>
      listOf(send(`GET /users/${ONE}/${path}`, ['Directory.Read.All'])).map((one) => one['@odata.type'])
    expect(types('memberOf')).toEqual(['#microsoft.graph.group', '#microsoft.graph.directoryRole'])
    expect(types('transitiveMemberOf')).toHaveLength(3)
    expect(types('memberOf/microsoft.graph.group')).toHaveLength(1)
    const tooMany = { groupIds: Array.from({ length: 21 }, (_, n) => idFor('g', n)) }
    expect(
      errorOf(send(`POST /users/${ONE}/checkMemberGroups`, ['Directory.Read.All'], { body: tooMany })),
    ).toBe('400 Request_BadRequest')
  })

  test('licences are given while there are any, and only to whom may have them', () => {
    const { send, tenant } = world()
    const skuId = '84a661c4-e949-4bd2-a560-ed7766fcaf2b'
    const assign = (user: string, add: readonly object[], remove: readonly string[] = []) =>
      send(`POST /users/${user}/assignLicense`, ['LicenseAssignment.ReadWrite.All'], {
        body: { addLicenses: add, removeLicenses: remove },
      })
    expect(messageOf(assign(ONE, [{ skuId }]))).toMatch(/invalid usage location/)
    for (const id of [ONE, TWO])
      expect(send(`PATCH /users/${id}`, WRITE, { body: { usageLocation: 'DE' } }).status).toBe(204)
    expect(messageOf(assign(ONE, [{ skuId: idFor('s', 1) }]))).toMatch(/valid company License/)
    const disabledPlans = ['eec0eb4f-6444-4f95-aba0-50c24d67f998']
    expect(assign(ONE, [{ skuId, disabledPlans }]).status).toBe(200)
    expect(listOf(send(`GET /users/${ONE}/licenseDetails`, WRITE))).toMatchObject([
      { skuId, skuPartNumber: 'AAD_PREMIUM_P2', servicePlans: [{ provisioningStatus: 'Disabled' }] },
    ])
    expect(messageOf(assign(TWO, [{ skuId }]))).toMatch(/does not have any available licenses/)
    expect(messageOf(assign(TWO, [], [skuId]))).toBe('User does not have a corresponding license.')
    expect(assign(ONE, [], [skuId]).status).toBe(200)
    expect(tenant.list('subscribedSkus')[0]?.consumedUnits).toBe(0)
    expect(assign(TWO, [{ skuId }]).status).toBe(200)
  })

  test('a permission for one property writes that one', () => {
    const { send } = world()
    const patch = (body: object) => send(`PATCH /users/${ONE}`, ['User.EnableDisableAccount.All'], { body })
    expect(patch({ accountEnabled: false }).status).toBe(204)
    expect(errorOf(patch({ accountEnabled: true, jobTitle: 'x' }))).toBe(DENIED)
  })
})

describe('domains', () => {
  const WRITE = ['Domain.ReadWrite.All']
  const post = (w: ReturnType<typeof world>, id: string) => w.send('POST /domains', WRITE, { body: { id } })

  test('one is proved by its record, becomes the default, and has subdomains that need no proof', () => {
    const w = world()
    const made = post(w, 'New.Example')
    expect(made.json).toMatchObject({ id: 'new.example', isVerified: false, isRoot: true })
    expect(made.headers.Location).toMatch(/\/domains\/new\.example$/)
    expect(errorOf(post(w, 'new.example'))).toBe('400 Request_BadRequest')
    const verify = () => w.send('POST /domains/new.example/verify', WRITE)
    expect(messageOf(verify())).toContain('DomainVerificationMissingDnsRecord')
    expect(w.send('PATCH /domains/new.example', WRITE, { body: { isDefault: true } }).status).toBe(400)
    const [record] = listOf(w.send('GET /domains/new.example/verificationDnsRecords', WRITE))
    const write = {
      at: NOW,
      actor: { type: 'system', id: 'x', displayName: 'x' },
      call: 'x',
      requestId: 'x',
    } as const
    publishTextRecord(w.tenant, write, 'new.example', String(record?.text))
    expect(verify().json).toMatchObject({
      isVerified: true,
      supportedServices: ['Email', 'OfficeCommunicationsOnline'],
    })
    expect(post(w, 'sub.new.example').json).toMatchObject({ isVerified: true, isRoot: false })
    expect(w.send('GET /domains/sub.new.example/rootDomain', WRITE).json.id).toBe('new.example')
    expect(w.send('PATCH /domains/new.example', WRITE, { body: { isDefault: true } }).status).toBe(204)
    expect(
      listOf(w.send('GET /domains', WRITE))
        .filter(({ isDefault }) => isDefault)
        .map(({ id }) => id),
    ).toEqual(['new.example'])
    const [organization] = listOf(w.send('GET /organization', ['Organization.Read.All']))
    expect(organization?.verifiedDomains).toContainEqual(
      expect.objectContaining({ name: 'new.example', isDefault: true }),
    )
    expect(w.send('POST /domains/sub.new.example/promote', WRITE).json.value).toBe(true)
    expect(w.send('POST /domains/new.example/promote', WRITE).status).toBe(400)
  })

  test.each(['x', 'a b.example', '-a.example', 'mine.onmicrosoft.com', '127.0.0.1'])(
    '%s is no domain',
    (id) => {
      expect(errorOf(post(world(), id))).toBe('400 Request_BadRequest')
    },
  )

  test('one that others depend on stays, until it is torn out', () => {
    const w = world({
      domains: [
        { id: 'first.onmicrosoft.com', isVerified: true, isInitial: true, isDefault: true },
        { id: 'contoso.com', isVerified: true, isInitial: false, isDefault: false },
      ],
    })
    for (const id of ['contoso.com', 'first.onmicrosoft.com'])
      expect(errorOf(w.send(`DELETE /domains/${id}`, WRITE))).toBe('400 Request_BadRequest')
    expect(
      listOf(w.send('GET /domains/contoso.com/domainNameReferences?$top=999', WRITE)).length,
    ).toBeGreaterThan(200)
    const torn = w.send('POST /domains/contoso.com/forceDelete', WRITE, {
      body: { disableUserAccounts: true },
    })
    expect(torn.status).toBe(204)
    expect(w.tenant.get('users', ONE)).toMatchObject({
      userPrincipalName: 'user1@first.onmicrosoft.com',
      proxyAddresses: [],
      accountEnabled: false,
    })
    expect(w.tenant.changesSince().filter(({ cascade }) => !cascade)).toHaveLength(1)
  })
})

describe('directory objects', () => {
  test('are found by id, many at once, and removed as what they are', () => {
    const { send } = world()
    const READ = ['Directory.Read.All']
    const ids = [SECURITY, ONE, idFor('u', 999), APP, ONE]
    const types = (body: object) =>
      listOf(send('POST /directoryObjects/getByIds', READ, { body })).map((one) => one['@odata.type'])
    expect(types({ ids })).toEqual(
      ['group', 'user', 'servicePrincipal'].map((type) => `#microsoft.graph.${type}`),
    )
    expect(types({ ids, types: ['Group'] })).toEqual(['#microsoft.graph.group'])
    const many = { ids: Array.from({ length: 1001 }, (_, n) => idFor('u', n)) }
    expect(errorOf(send('POST /directoryObjects/getByIds', READ, { body: many }))).toBe(
      '400 Request_BadRequest',
    )
    expect(send(`GET /directoryObjects/${ONE}`, READ).json).toMatchObject({
      '@odata.type': '#microsoft.graph.user',
    })
    expect(errorOf(send(`DELETE /directoryObjects/${ONE}`, ['Group.ReadWrite.All']))).toBe(DENIED)
    expect(send(`DELETE /directoryObjects/${SECURITY}`, ['Group.ReadWrite.All']).status).toBe(204)
  })

  test('a role is activated once, held and given up by reference', () => {
    const { send } = world()
    const WRITE = ['RoleManagement.ReadWrite.Directory']
    const roleTemplateId = roleTemplate('Security Reader')
    const activate = () => send('POST /directoryRoles', WRITE, { body: { roleTemplateId } })
    const { id } = activate().json
    expect(messageOf(activate())).toMatch(/^A conflicting object/)
    const add = () => send(`POST /directoryRoles/${id}/members/$ref`, WRITE, { body: refTo(ONE) })
    expect(add().status).toBe(204)
    expect(messageOf(add())).toMatch(/already exist for the following modified properties: 'members'/)
    for (const one of [id, `roleTemplateId=${roleTemplateId}`])
      expect(listOf(send(`GET /directoryRoles/${one}/members`, WRITE)).map((row) => row.id)).toEqual([ONE])
    expect(send(`DELETE /directoryRoles/${id}/members/${ONE}/$ref`, WRITE).status).toBe(204)
    expect(errorOf(send(`DELETE /directoryRoles/${id}/members/${ONE}/$ref`, WRITE))).toBe(
      '404 Request_ResourceNotFound',
    )
    expect(send(`GET /directoryRoles/${id}`, WRITE).status).toBe(200)
  })

  test('a dynamic group takes its members from its rule alone', () => {
    const dynamic = {
      id: idFor('g', 9),
      displayName: 'All',
      groupTypes: ['DynamicMembership'],
      securityEnabled: true,
      mailEnabled: false,
    }
    const { send } = world({ groups: [dynamic] })
    expect(
      errorOf(send(`POST /groups/${dynamic.id}/members/$ref`, ['Group.ReadWrite.All'], { body: refTo(ONE) })),
    ).toBe(DENIED)
    expect(
      send(`POST /groups/${dynamic.id}/owners/$ref`, ['Group.ReadWrite.All'], { body: refTo(ONE) }).status,
    ).toBe(204)
  })
})

describe('the audit log', () => {
  const AUDIT = ['AuditLog.Read.All']

  test('tells each change by its name, newest first, with who did it and what it changed', () => {
    const { send, clock } = world()
    const ALL = ['User.ReadWrite.All', 'Group.ReadWrite.All']
    send(`PATCH /users/${ONE}`, ALL, { body: { jobTitle: 'Clerk' } })
    clock.advance(1000)
    send(`POST /groups/${UNIFIED}/members/$ref`, ALL, { body: refTo(ONE) })
    send(`DELETE /users/${TWO}`, ALL)
    send(`POST /directory/deletedItems/${TWO}/restore`, ALL)
    send(`DELETE /users/${TWO}`, ALL)
    send(`DELETE /directory/deletedItems/${TWO}`, ALL)
    const list = (query = '') => listOf(send(`GET /auditLogs/directoryAudits${query}`, AUDIT))
    expect(list().map((one) => one.activityDisplayName)).toEqual([
      'Remove member from group',
      'Hard Delete user',
      'Delete user',
      'Restore user',
      'Delete user',
      'Add member to group',
      'Update user',
    ])
    const [changed] = list("?$filter=activityDisplayName eq 'Update user'")
    expect(changed).toMatchObject({
      category: 'UserManagement',
      loggedByService: 'Core Directory',
      result: 'success',
      initiatedBy: { user: null, app: { appId: APP_ID, servicePrincipalId: APP } },
      targetResources: [
        {
          id: ONE,
          type: 'User',
          modifiedProperties: [{ displayName: 'jobTitle', oldValue: null, newValue: '["Clerk"]' }],
        },
      ],
    })
    expect(list(`?$filter=targetResources/any(t:t/id eq '${UNIFIED}')`)).toHaveLength(1)
    expect(
      list(`?$filter=initiatedBy/app/appId eq '${APP_ID}' and activityDateTime ge 2026-01-15T09:30:01Z`),
    ).toHaveLength(6)
    expect(send(`GET /auditLogs/directoryAudits/${changed?.id}`, AUDIT).json.id).toBe(changed?.id)
    expect(errorOf(send('GET /auditLogs/directoryAudits/x', AUDIT))).toBe('404 Request_ResourceNotFound')
  })

  test('a consent is closed by an entry of its own', () => {
    const { send, tenant } = world()
    const actor = { type: 'user', id: ADMIN, displayName: 'Admin' } as const
    const write = { at: NOW, actor, call: 'Consent to application', requestId: 'r' }
    for (const n of [71, 72]) {
      const made = {
        id: idFor('s', n),
        principalId: APP,
        principalType: 'ServicePrincipal',
        resourceId: READER_APP,
      }
      tenant.commit(write, 'appRoleAssignments', made.id, made)
    }
    const rows = listOf(send('GET /auditLogs/directoryAudits', AUDIT))
    expect(rows.map((one) => one.activityDisplayName)).toEqual([
      'Consent to application',
      'Add app role assignment to service principal',
      'Add app role assignment to service principal',
    ])
    expect(rows[0]).toMatchObject({
      initiatedBy: { user: { id: ADMIN, userPrincipalName: 'admin@contoso.com' } },
      targetResources: [{ id: APP, type: 'ServicePrincipal' }],
    })
  })

  test('is not for everybody', () => {
    const { send, userToken } = world()
    const ask = (roles: readonly string[]) =>
      send('GET /auditLogs/directoryAudits', [], { token: userToken('AuditLog.Read.All', roles) })
    expect(errorOf(ask([]))).toBe('403 Authentication_RequestFromUnsupportedUserRole')
    expect(ask(['Security Reader']).status).toBe(200)
  })
})
