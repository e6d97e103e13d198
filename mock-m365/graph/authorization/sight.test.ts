/** How much of a directory object is shown, and who sees the members of a group with hidden membership. */
import { describe, expect, test } from 'vitest'
import { ADMIN, APP, errorOf, idFor, listOf, SECURITY, type World, world } from '../testing/world.ts'

const EVENTUAL = { headers: { consistencylevel: 'eventual' } }
const [ONE, TWO] = [idFor('u', 1), idFor('u', 2)]

describe('members of a type that the caller may not read', () => {
  const { send, userToken } = world()
  const LIMITED = { users: null, servicePrincipals: null }
  const name = (path: string, permissions: readonly string[], token?: string) => {
    const heard = send(`GET ${path}`, permissions, token === undefined ? {} : { token })
    const rows = listOf(heard)
    const of = (type: string) =>
      rows.find((one) => one['@odata.type'] === `#microsoft.graph.${type}`)?.displayName
    expect(rows.every(({ id }) => typeof id === 'string')).toBe(true)
    return { users: of('user'), servicePrincipals: of('servicePrincipal') }
  }
  const MEMBERS = `/groups/${SECURITY}/members`

  test.each([
    [['GroupMember.ReadBasic.All'], LIMITED],
    [['GroupMember.Read.All'], LIMITED],
    [['GroupMember.Read.All', 'User.Read.All'], { users: 'User 001', servicePrincipals: null }],
    [['GroupMember.Read.All', 'User.ReadBasic.All'], { users: 'User 001', servicePrincipals: null }],
    [['Group.Read.All', 'Application.Read.All'], { users: null, servicePrincipals: 'App 1' }],
    [['Directory.Read.All'], { users: 'User 001', servicePrincipals: 'App 1' }],
  ])('%j', (permissions, shown) => {
    expect(name(MEMBERS, permissions)).toEqual(shown)
    expect(name(`/groups/${SECURITY}/transitiveMembers`, permissions)).toEqual(shown)
  })

  test('keep their type and id, and every property that is asked for, as null', () => {
    const path = `GET ${MEMBERS}/microsoft.graph.user?$select=id,displayName,businessPhones,accountEnabled`
    expect(listOf(send(path, ['GroupMember.Read.All']))[0]).toEqual({
      '@odata.type': '#microsoft.graph.user',
      id: ONE,
      displayName: null,
      businessPhones: [],
      accountEnabled: null,
    })
  })

  test('are not found by what is not shown', () => {
    const filtered = `GET ${MEMBERS}/microsoft.graph.user?$count=true&$filter=displayName eq 'User 001'`
    expect(listOf(send(filtered, ['GroupMember.Read.All'], EVENTUAL))).toEqual([])
    expect(listOf(send(filtered, ['User.Read.All', 'GroupMember.Read.All'], EVENTUAL))).toHaveLength(1)
  })

  test('are limited wherever a navigation leads to them', () => {
    const groups = (path: string, permissions: string[]) =>
      listOf(send(`GET ${path}`, permissions)).map(({ displayName }) => displayName)
    expect(groups(`/users/${ONE}/memberOf`, ['User.Read.All'])).toEqual([null])
    expect(groups(`/users/${ONE}/memberOf`, ['GroupMember.Read.All'])).toEqual(['Finance'])
    expect(groups(`/users/${ADMIN}/memberOf`, ['User.Read.All'])).toEqual([null])
    const expanded = send(`GET /groups/${SECURITY}?$expand=members`, ['GroupMember.Read.All'])
    expect(expanded.json.members).toContainEqual(expect.objectContaining({ id: ONE, displayName: null }))
    expect(expanded.json.displayName).toBe('Finance')
  })

  test('are judged by the scopes of a person, who sees the own object in full', () => {
    const token = userToken('GroupMember.Read.All User.Read', ['Directory Readers'], { oid: ONE })
    expect(name(MEMBERS, [], token)).toEqual({ users: 'User 001', servicePrincipals: null })
    const other = userToken('GroupMember.Read.All User.Read', ['Directory Readers'], { oid: TWO })
    expect(name(MEMBERS, [], other).users).toBeNull()
  })
})

describe('a group with hidden membership', () => {
  const HIDDEN = 'Member.Read.Hidden'
  const READ = ['Directory.Read.All']
  function hiding(): World & { readonly id: string } {
    const made = world()
    const { json } = made.send('POST /groups', ['Group.ReadWrite.All'], {
      body: {
        displayName: 'Secret',
        mailNickname: 'secret',
        mailEnabled: true,
        securityEnabled: true,
        groupTypes: ['Unified'],
        visibility: 'HiddenMembership',
        'members@odata.bind': [`x/${ONE}`],
        'owners@odata.bind': [`x/${TWO}`],
      },
    })
    return { ...made, id: String(json.id) }
  }
  const { send, id, userToken } = hiding()
  const check = { body: { groupIds: [id, SECURITY] } }
  const ids = { body: { ids: [id, SECURITY] } }
  const only = { body: { securityEnabledOnly: false } }

  /** Every place where membership can be read: its answer without the permission, and with it. */
  const PLACES: readonly (readonly [line: string, without: number, withIt: number, sending: object])[] = [
    [`GET /groups/${id}/members`, 0, 1, {}],
    [`GET /groups/${id}/members/microsoft.graph.user`, 0, 1, {}],
    [`GET /groups/${id}/members/$ref`, 0, 1, {}],
    [`GET /groups/${id}/transitiveMembers`, 0, 1, {}],
    [`GET /groups/${id}/owners`, 1, 1, {}],
    [`GET /users/${ONE}/memberOf`, 1, 2, {}],
    [`GET /users/${ONE}/transitiveMemberOf`, 1, 2, {}],
    [`POST /users/${ONE}/checkMemberGroups`, 1, 2, check],
    [`POST /users/${ONE}/checkMemberObjects`, 1, 2, ids],
    [`POST /users/${ONE}/getMemberGroups`, 1, 2, only],
    [`POST /directoryObjects/${ONE}/getMemberObjects`, 1, 2, only],
  ]

  test.each(PLACES)('%s', (line, without, withIt, sending) => {
    expect(listOf(send(line, READ, sending))).toHaveLength(without)
    expect(listOf(send(line, [...READ, HIDDEN], sending))).toHaveLength(withIt)
  })

  test('is counted and expanded no further than it is seen', () => {
    const counted = (permissions: string[]) =>
      send(`GET /groups/${id}/members/$count`, permissions, EVENTUAL).text
    const expanded = (permissions: string[]) => send(`GET /groups/${id}?$expand=members`, permissions).json
    expect([counted(READ), counted([...READ, HIDDEN])]).toEqual(['0', '1'])
    expect([expanded(READ).members, expanded([...READ, HIDDEN]).members]).toEqual([
      [],
      [expect.objectContaining({ id: ONE })],
    ])
  })

  test('tells its changes without its members', () => {
    const at = hiding()
    const told = (permissions: string[], line = 'GET /groups/delta?$select=displayName,members,owners') => {
      const heard = at.send(line, permissions)
      const row = listOf(heard).find((one) => one.id === at.id)
      return { row, link: `GET ${heard.json['@odata.deltaLink']}` }
    }
    const [before, seeing] = [told(READ), told([...READ, HIDDEN])]
    expect([before.row?.['members@delta'], seeing.row?.['members@delta']]).toEqual([
      undefined,
      [{ '@odata.type': '#microsoft.graph.user', id: ONE }],
    ])
    expect(before.row?.['owners@delta']).toHaveLength(1)
    at.send(`DELETE /groups/${at.id}/members/${ONE}/$ref`, ['Group.ReadWrite.All'])
    expect(told(READ, before.link).row).toBeUndefined()
    expect(told([...READ, HIDDEN], seeing.link).row?.['members@delta']).toHaveLength(1)
  })

  test.each([
    ['a member', ONE, [], 1],
    ['an owner', TWO, [], 1],
    ['anybody else', idFor('u', 3), [], 0],
    ['an administrator of users', idFor('u', 3), ['User Administrator'], 1],
    ['a reader of the directory', idFor('u', 3), ['Directory Readers'], 0],
  ])('%s with the scope', (_, oid, roles, seen) => {
    const members = (scopes: string) =>
      listOf(send(`GET /groups/${id}/members`, [], { token: userToken(scopes, roles, { oid }) }))
    expect(members(`Directory.Read.All ${HIDDEN}`)).toHaveLength(seen)
    expect(members('Directory.Read.All')).toEqual([])
  })
})

describe('a basic profile', () => {
  const { send, userToken } = world()
  const BASIC = ['User.ReadBasic.All']
  const SELECT = '$select=id,displayName,givenName,surname,mail,userPrincipalName,department,accountEnabled'

  test.each([`/users/${TWO}?${SELECT}`, `/users?${SELECT}&$filter=id eq '${TWO}'`])('%s', (path) => {
    const of = (permissions: readonly string[], token?: string) => {
      const { json } = send(`GET ${path}`, permissions, token === undefined ? {} : { token })
      const { '@odata.context': _, ...one } = Array.isArray(json.value) ? json.value[0] : json
      return one
    }
    const full = of(['User.Read.All'])
    expect(full).toMatchObject({ department: 'Finance', accountEnabled: true, mail: 'user2@contoso.com' })
    const basic = { ...full, department: null, accountEnabled: null }
    expect(of(BASIC)).toEqual(basic)
    expect(of([], userToken('User.ReadBasic.All', []))).toEqual(basic)
    expect(of([], userToken('User.ReadBasic.All', [], { oid: TWO }))).toEqual(full)
    expect(of(['User.ReadBasic.All', 'Directory.Read.All'])).toEqual(full)
  })

  test('has only null where nothing is selected and nothing is shown', () => {
    expect(send(`GET /users/${idFor('u', 3)}`, BASIC).json).toMatchObject({
      businessPhones: [],
      jobTitle: null,
    })
  })

  test.each([
    ['/users?$filter=accountEnabled eq true', '403 Authorization_RequestDenied'],
    [
      "/users?$filter=startswith(displayName,'U') and not(userType eq 'Guest')&$count=true",
      '403 Authorization_RequestDenied',
    ],
    ["/users?$filter=proxyAddresses/any(p:p eq 'x')", '403 Authorization_RequestDenied'],
    ['/users?$orderby=createdDateTime&$count=true', '403 Authorization_RequestDenied'],
    ['/users?$search="mobilePhone:1"&$count=true', '403 Authorization_RequestDenied'],
    ["/users/$count?$filter=department eq 'Finance'", '403 Authorization_RequestDenied'],
    ['/users/$count', '200'],
    ["/users?$filter=startswith(displayName,'U')", '200'],
    ['/users?$orderby=displayName', '200'],
    ['/users?$search="displayName:User"', '200'],
  ])('%s', (path, answer) => {
    expect(errorOf(send(`GET ${path}`, BASIC, EVENTUAL))).toBe(answer)
    expect(send(`GET ${path}`, ['User.Read.All'], EVENTUAL).status).toBe(200)
  })

  test('is all that is shown of other members', () => {
    const path = `GET /groups/${SECURITY}/members/microsoft.graph.user?$select=id,displayName,mail,department`
    const rows = listOf(send(path, [...BASIC, 'GroupMember.Read.All']))
    expect(rows).toContainEqual(
      expect.objectContaining({ displayName: 'User 002', mail: 'user2@contoso.com', department: null }),
    )
  })
})

test('an application with a role that reads the directory sees what the role shows', () => {
  const { send, appToken } = world()
  const roles = ['29232cdf-9323-42fd-ade2-1d097af3e4de']
  const token = appToken(['GroupMember.Read.All'], { wids: roles })
  const rows = listOf(send(`GET /groups/${SECURITY}/members`, [], { token }))
  expect(rows.find((one) => one.id === APP)?.displayName).toBe('App 1')
})
