/** `$expand`: what may be named, which options may be inside, and how answers show it. */
import { describe, expect, test } from 'vitest'
import { roleTemplate } from '../../entra/well-known.ts'
import { ADMIN, errorOf, idFor, listOf, world } from '../testing/world.ts'

const READ = ['Directory.Read.All', 'RoleManagement.ReadWrite.Directory', 'User.Read.All']
const EVENTUAL = { headers: { consistencylevel: 'eventual' } }
const by = { at: 0, actor: { type: 'system', id: 'x', displayName: 'x' }, call: 'x', requestId: 'x' } as const

/** Users 1 to n, each managed by the next. */
function chain(n: number, closed = false) {
  const w = world()
  for (let i = 1; i < n + (closed ? 1 : 0); i++) {
    const [id, managerId] = [idFor('u', i), idFor('u', i === n ? 1 : i + 1)]
    w.tenant.commit(by, 'users/manager', id, { id, managerId })
  }
  return (expand: string, headers = EVENTUAL) =>
    w.send(`GET /users/${idFor('u', 1)}?$select=id&$count=true&$expand=${expand}`, READ, headers)
}

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + depthOf(Reflect.get(value, 'manager')) : 0

describe('$levels of managers', () => {
  test.each([
    ['manager', 1],
    ['manager($levels=2)', 2],
    ['manager($select=id;$levels=max)', 3],
    ['manager($levels=1000)', 3],
  ])('%s reaches as far as asked, and ends where there is nobody above', (expand, depth) => {
    expect(depthOf(chain(4)(expand).json.manager)).toBe(depth)
  })

  test('shows what is selected at every level', () => {
    expect(chain(3)('manager($levels=max;$select=id)').json.manager).toEqual({
      '@odata.type': '#microsoft.graph.user',
      id: idFor('u', 2),
      manager: { '@odata.type': '#microsoft.graph.user', id: idFor('u', 3) },
    })
  })

  test('asks for ConsistencyLevel, and ends in a circle too', () => {
    const ask = chain(2, true)
    expect(errorOf(ask('manager($levels=2)', { headers: { consistencylevel: '' } }))).toBe(
      '400 Request_UnsupportedQuery',
    )
    expect(depthOf(ask('manager($levels=50)').json.manager)).toBe(50)
  })

  test.each(['0', '1001', '-1', 'x', ''])('no %j levels', (levels) => {
    expect(errorOf(chain(2)(`manager($levels=${levels})`))).toBe('400 BadRequest')
  })
})

/** Example 2 of the page on managers asks for the header, a count and levels at once; that page is the exception. */
test.each([
  ['/groups?$expand=members', '200'],
  ['/groups?$expand=members&$count=true', '400 Request_UnsupportedQuery'],
  ['/users?$expand=memberOf&$top=5&$count=true', '400 Request_UnsupportedQuery'],
  ["/groups?$expand=members&$filter=startswith(displayName,'F')", '200'],
  ["/groups?$expand=members&$filter=endsWith(mail,'x')&$count=true", '400 Request_UnsupportedQuery'],
  ['/groups?$expand=members&$search="displayName:Fin"', '400 Request_UnsupportedQuery'],
  ["/users?$expand=manager($levels=max)&$filter=id eq 'x'&$count=true", '200'],
])('%s as an advanced query', (path, answer) => {
  const { send } = world()
  expect(errorOf(send(`GET ${path}`, READ, EVENTUAL))).toBe(answer)
  if (path.includes('$count=true') && !/endsWith|levels/.test(path))
    expect(errorOf(send(`GET ${path}`, READ))).toBe('200')
})

describe('what is no directory object', () => {
  const w = world()
  const path = '/roleManagement/directory/roleAssignments'
  const ask = (line: string) => w.send(`GET ${line}`, READ)

  test('expands several navigations, each with a selection of its own', () => {
    const heard = ask(
      `${path}?$filter=principalId eq '${ADMIN}'&$select=id&$expand=principal($select=id),roleDefinition($select=displayName)`,
    )
    expect(heard.json['@odata.context']).toMatch(/\(id,principal\(id\),roleDefinition\(displayName\)\)$/)
    const { id: _, ...shown } = listOf(heard)[0] ?? {}
    expect(shown).toEqual({
      principal: { '@odata.type': '#microsoft.graph.user', id: ADMIN },
      roleDefinition: { displayName: 'Global Administrator' },
    })
  })

  test('expands inside what is expanded, and shows it once', () => {
    const role = roleTemplate('Helpdesk Administrator')
    const shown = ask(
      `/roleManagement/directory/roleDefinitions/${role}?$select=id&$expand=inheritsPermissionsFrom($select=id)`,
    )
    expect(shown.json.inheritsPermissionsFrom).toEqual([{ id: roleTemplate('Directory Readers') }])
    expect(shown.text.match(/inheritsPermissionsFrom"/g)).toHaveLength(1)
    const policy = ask(
      `/policies/roleManagementPolicyAssignments?$filter=roleDefinitionId eq '${role}'&$expand=policy($expand=rules)`,
    )
    expect(policy.json['@odata.context']).toMatch(/\(policy\(rules\(\)\)\)$/)
    expect(listOf(policy)[0]?.policy).toMatchObject({
      rules: expect.arrayContaining([
        expect.objectContaining({
          '@odata.type': '#microsoft.graph.unifiedRoleManagementPolicyExpirationRule',
          id: 'Expiration_EndUser_Assignment',
        }),
      ]),
    })
  })

  test.each([
    ['principal,principal', '400 ExpandNotSupported'],
    ['principal($filter=id eq null)', '400 ExpandNotSupported'],
    ['principal($levels=2)', '400 ExpandNotSupported'],
    ['principal($expand=manager)', '400 BadRequest'],
    ['principal(', '400 ExpandNotSupported'],
    ['principal)', '400 ExpandNotSupported'],
    ["principal('", '400 ExpandNotSupported'],
    [`${'principal($expand='.repeat(9)}x${')'.repeat(9)}`, '400 ExpandNotSupported'],
    [Array.from({ length: 11 }, () => 'principal').join(), '400 ExpandNotSupported'],
    ['principal($select=nosuch)', '400 BadRequest'],
    ['__proto__', '400 BadRequest'],
  ])('%s is refused', (expand, error) => {
    expect(errorOf(ask(`${path}?$expand=${encodeURIComponent(expand)}`))).toBe(error)
  })
})
