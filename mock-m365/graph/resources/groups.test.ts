/** Groups, their members, and what remains after their removal. */
import { describe, expect, test } from 'vitest'
import { roleTemplate } from '../../entra/well-known.ts'
import {
  ADMIN,
  APP,
  DISTRIBUTION,
  errorOf,
  idFor,
  listOf,
  messageOf,
  SECURITY,
  UNIFIED,
  world,
} from '../testing/world.ts'

const GROUPS = ['Group.ReadWrite.All']
const DENIED = '403 Authorization_RequestDenied'
const M365 = {
  displayName: 'TMCAS incoming',
  mailNickname: 'tmcas-in',
  mailEnabled: true,
  securityEnabled: false,
  groupTypes: ['Unified'],
}
const refTo = (id: string) => ({ '@odata.id': `https://anything/v1.0/directoryObjects/${id}` })
const exchangeAdministrator = { wids: [roleTemplate('Exchange Administrator')] }

describe('groups', () => {
  test('a Microsoft 365 group gets an address in the default domain, and its log entry names the caller', () => {
    const { send, tenant } = world()
    const heard = send('POST /groups', ['Group.Create'], {
      body: { ...M365, 'owners@odata.bind': [`https://graph.microsoft.com/v1.0/users/${ADMIN}`] },
    })
    expect(heard.status).toBe(201)
    expect(heard.json).toMatchObject({
      mail: 'tmcas-in@contoso.com',
      visibility: 'Public',
      createdDateTime: '2026-01-15T09:30:00Z',
      proxyAddresses: ['SMTP:tmcas-in@contoso.com'],
    })
    expect(heard.headers.Location).toMatch(
      /directoryObjects\/[0-9a-f-]+\/Microsoft\.DirectoryServices\.Group$/,
    )
    expect(listOf(send(`GET /groups/${heard.json.id}/owners`, GROUPS)).map(({ id }) => id)).toEqual([ADMIN])
    const [made, owner] = tenant.changesSince()
    expect(made).toMatchObject({
      kind: 'groups',
      call: 'POST /groups',
      cascade: false,
      requestId: heard.headers['request-id'],
      actor: { type: 'application', id: APP, displayName: 'Trend Micro Cloud App Security' },
    })
    expect(owner).toMatchObject({ kind: 'groups/owners', key: `${heard.json.id}/${ADMIN}` })
  })

  test.each([
    [
      'the nickname of another',
      { mailNickname: 'Sales' },
      'Another object with the same value for property mailNickname already exists.',
    ],
    [
      'a nickname with a space',
      { mailNickname: 'a b' },
      "Invalid value specified for property 'mailNickname' of resource 'Group'.",
    ],
    [
      'mail without Unified',
      { groupTypes: [] },
      /^The service does not currently support writes of mail-enabled groups/,
    ],
    ['a member that is none', { 'members@odata.bind': [`x/${idFor('u', 999)}`] }, /^Resource '20000000-/],
    [
      'a member twice',
      { 'members@odata.bind': [`x/${ADMIN}`, `y/${ADMIN}`] },
      'Request contains a property with duplicate values',
    ],
    [
      'an application as member',
      { 'members@odata.bind': [`x/${APP}`] },
      /^An invalid operation was included/,
    ],
    ['a chosen uniqueName', { uniqueName: 'x' }, "Property 'uniqueName' is read-only and cannot be set."],
    [
      '21 members',
      { 'members@odata.bind': Array.from({ length: 21 }, (_, n) => `x/${idFor('u', n)}`) },
      /^An invalid operation was included/,
    ],
    [
      '11 members and 10 owners',
      {
        'members@odata.bind': Array.from({ length: 11 }, (_, n) => `x/${idFor('u', n)}`),
        'owners@odata.bind': Array.from({ length: 10 }, (_, n) => `x/${idFor('u', n)}`),
      },
      /^An invalid operation was included/,
    ],
  ])('%s is refused, and nothing is written', (_, change, message) => {
    const { send, tenant } = world()
    const heard = send('POST /groups', GROUPS, { body: { ...M365, ...change } })
    expect(messageOf(heard)).toMatch(message)
    expect(tenant.position).toBe(0)
  })

  test('an upsert creates once, changes then, and says nothing to the log where nothing changes', () => {
    const { send, tenant } = world()
    const upsert = (body: object, headers = {}) =>
      send("PATCH /groups(uniqueName='cas-in')", GROUPS, { body, headers })
    const prefer = { prefer: 'create-if-missing' }
    expect(errorOf(upsert(M365))).toBe('404 Request_ResourceNotFound')
    const made = upsert(M365, prefer)
    expect([made.status, made.json.uniqueName]).toEqual([201, 'cas-in'])
    expect(upsert({ displayName: M365.displayName }, prefer).status).toBe(204)
    expect(tenant.position).toBe(1)
    expect(upsert({ displayName: 'renamed' }, prefer).status).toBe(204)
    expect(tenant.changesSince(1)).toMatchObject([
      { kind: 'groups', before: { displayName: M365.displayName }, after: { displayName: 'renamed' } },
    ])
    expect(send("GET /groups(uniqueName='CAS-IN')", GROUPS).json.id).toBe(made.json.id)
  })

  test('members are added and removed once', () => {
    const { send, tenant } = world()
    const add = (group: string, id: string) =>
      send(`POST /groups/${group}/members/$ref`, ['GroupMember.ReadWrite.All'], { body: refTo(id) })
    const remove = (group: string, id: string) =>
      send(`DELETE /groups/${group}/members/${id}/$ref`, ['GroupMember.ReadWrite.All'])
    expect(add(UNIFIED, ADMIN).status).toBe(204)
    expect(messageOf(add(UNIFIED, ADMIN))).toBe(
      "One or more added object references already exist for the following modified properties: 'members'.",
    )
    expect(remove(UNIFIED, ADMIN).status).toBe(204)
    expect(errorOf(remove(UNIFIED, ADMIN))).toBe('404 Request_ResourceNotFound')
    expect(errorOf(add(UNIFIED, idFor('u', 999)))).toBe('404 Request_ResourceNotFound')
    expect(messageOf(add(DISTRIBUTION, ADMIN))).toBe(
      'Cannot Update a mail-enabled security groups and or distribution list.',
    )
    expect(errorOf(send(`POST /groups/${UNIFIED}/members/$ref`, GROUPS, { body: {} }))).toBe(
      '400 Request_BadRequest',
    )
    expect(tenant.changesSince().map(({ kind, key }) => [kind, key])).toEqual([
      ['groups/members', `${UNIFIED}/${ADMIN}`],
      ['groups/members', `${UNIFIED}/${ADMIN}`],
    ])
  })

  // https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/3884
  test('a Microsoft 365 group takes no other one, and says so in words of its own', () => {
    const { send } = world()
    const { json } = send('POST /groups', GROUPS, { body: { ...M365, mailNickname: 'other' } })
    const add = (id: string) => send(`POST /groups/${json.id}/members/$ref`, GROUPS, { body: refTo(id) })
    expect(add(UNIFIED).json.error).toMatchObject({
      code: 'Request_BadRequest',
      message:
        'Unified Groups cannot be added to Unified Groups. paramName: Members, paramValue: , objectType: Microsoft.Online.DirectoryServices.Group',
      details: [{ target: 'membersWithLicenseErrors.members', code: 'InvalidValue' }],
    })
    expect(messageOf(add(SECURITY))).toMatch(/^An invalid operation was included/)
  })

  // https://github.com/microsoft/semantic-link-labs/issues/1082
  test('a reference without a body is told of the end of the input', () => {
    const heard = world().send(`POST /groups/${UNIFIED}/members/$ref`, GROUPS, { body: '' })
    expect([errorOf(heard), messageOf(heard)]).toEqual([
      '400 Request_BadRequest',
      "An unexpected 'EndOfInput' node was found when reading from the JSON reader. A 'StartObject' node was expected.",
    ])
  })

  test('members show their type, and those of nested groups once', () => {
    const { send } = world()
    const outer = send('POST /groups', GROUPS, {
      body: {
        displayName: 'Outer',
        mailNickname: 'outer',
        mailEnabled: false,
        securityEnabled: true,
        'members@odata.bind': [`x/${SECURITY}`, `x/${idFor('u', 1)}`],
      },
    })
    // A cast of a transitive list is an advanced query.
    const headers = { consistencylevel: 'eventual' }
    const members = (path: string) =>
      listOf(send(`GET /groups/${outer.json.id}/${path}`, ['Group.Read.All'], { headers }))
    expect(members('members').map((one) => one['@odata.type'])).toEqual([
      '#microsoft.graph.group',
      '#microsoft.graph.user',
    ])
    expect(
      members('transitiveMembers')
        .map(({ id }) => id)
        .sort(),
    ).toEqual([SECURITY, idFor('u', 1), idFor('u', 2), APP].sort())
    expect(members('transitiveMembers/microsoft.graph.user?$select=mail&$count=true')).toHaveLength(2)
    send(`POST /groups/${SECURITY}/members/$ref`, GROUPS, { body: refTo(String(outer.json.id)) })
    expect(members('transitiveMembers')).toHaveLength(5)
  })

  test('the last owner of a Microsoft 365 group stays', () => {
    const { send } = world()
    send(`POST /groups/${UNIFIED}/owners/$ref`, GROUPS, { body: refTo(ADMIN) })
    expect(messageOf(send(`DELETE /groups/${UNIFIED}/owners/${ADMIN}/$ref`, GROUPS))).toBe(
      'The group must have at least one owner, hence this owner cannot be removed.',
    )
  })

  test('a Microsoft 365 group comes back from deletedItems with its members; a security group is gone', () => {
    const { send, tenant } = world()
    send(`POST /groups/${UNIFIED}/members/$ref`, GROUPS, { body: refTo(ADMIN) })
    expect(send(`DELETE /groups/${UNIFIED}`, GROUPS).status).toBe(204)
    expect(errorOf(send(`GET /groups/${UNIFIED}`, GROUPS))).toBe('404 Request_ResourceNotFound')
    const [kept = {}] = listOf(send('GET /directory/deletedItems/microsoft.graph.group', GROUPS))
    expect([kept.id, kept.deletedDateTime]).toEqual([UNIFIED, '2026-01-15T09:30:00Z'])
    expect(errorOf(send(`POST /directory/deletedItems/${UNIFIED}/restore`, ['User.ReadWrite.All']))).toBe(
      DENIED,
    )
    const restored = send(`POST /directory/deletedItems/${UNIFIED}/restore`, GROUPS)
    expect(restored.json).toMatchObject({
      '@odata.type': '#microsoft.graph.group',
      id: UNIFIED,
      deletedDateTime: null,
    })
    expect(listOf(send(`GET /groups/${UNIFIED}/members`, GROUPS))).toHaveLength(1)
    expect(tenant.get('groups', UNIFIED)).toEqual(world().tenant.get('groups', UNIFIED))

    send(`DELETE /groups/${SECURITY}`, GROUPS)
    expect(listOf(send('GET /directory/deletedItems/microsoft.graph.group', GROUPS))).toEqual([])
    expect(tenant.find('groups/members', 'groupId', SECURITY)).toEqual([])
    expect(tenant.changesSince().at(-1)).toMatchObject({
      kind: 'groups/members',
      cascade: true,
      after: undefined,
    })
  })

  test('after 30 days there is nothing to restore', () => {
    const { send, clock, appToken } = world()
    const token = appToken(GROUPS, { exp: 9_999_999_999 })
    const kept = () => listOf(send('GET /directory/deletedItems/microsoft.graph.group', [], { token }))
    send(`DELETE /groups/${UNIFIED}`, [], { token })
    clock.advance(30 * 24 * 3600_000 - 1)
    expect(kept()).toHaveLength(1)
    clock.advance(1)
    expect(kept()).toHaveLength(0)
    expect(errorOf(send(`POST /directory/deletedItems/${UNIFIED}/restore`, [], { token }))).toBe(
      '404 Request_ResourceNotFound',
    )
  })

  test('restoring is refused where the nickname was taken, and purging is for good', () => {
    const { send } = world()
    send(`DELETE /groups/${UNIFIED}`, GROUPS)
    send('POST /groups', GROUPS, { body: { ...M365, mailNickname: 'Sales' } })
    expect(errorOf(send(`POST /directory/deletedItems/${UNIFIED}/restore`, GROUPS))).toBe(
      '400 Request_BadRequest',
    )
    expect(send(`DELETE /directory/deletedItems/${UNIFIED}`, GROUPS).status).toBe(204)
    expect(errorOf(send(`GET /directory/deletedItems/${UNIFIED}`, GROUPS))).toBe(
      '404 Request_ResourceNotFound',
    )
  })

  test('the Exchange Administrator role reaches Microsoft 365 groups only, for an app and for a user with a scope', () => {
    const { send, appToken, userToken } = world()
    const security = { displayName: 'S', mailNickname: 's', mailEnabled: false, securityEnabled: true }
    for (const token of [
      appToken([], exchangeAdministrator),
      userToken('Group.ReadWrite.All', ['Exchange Administrator']),
    ]) {
      const mailNickname = `n${token.length}`
      expect(send('POST /groups', [], { token, body: { ...M365, mailNickname } }).status).toBe(201)
      expect(errorOf(send('POST /groups', [], { token, body: security }))).toBe(DENIED)
      expect(errorOf(send(`DELETE /groups/${SECURITY}`, [], { token }))).toBe(DENIED)
      expect(errorOf(send(`POST /groups/${SECURITY}/members/$ref`, [], { token, body: refTo(ADMIN) }))).toBe(
        DENIED,
      )
      expect(
        send(`PATCH /groups/${UNIFIED}`, [], { token, body: { description: mailNickname } }).status,
      ).toBe(204)
    }
    // Member users make groups without any role (documented).
    const own = { token: userToken('Group.ReadWrite.All', []), body: { ...M365, mailNickname: 'own' } }
    expect(errorOf(send('POST /groups', [], own))).toBe('201')
    expect(
      errorOf(
        send('POST /groups', [], {
          token: userToken('Group.Read.All', ['Global Administrator']),
          body: M365,
        }),
      ),
    ).toBe(DENIED)
    expect(errorOf(send('POST /groups', ['Group.Read.All'], { body: M365 }))).toBe(DENIED)
  })
})
