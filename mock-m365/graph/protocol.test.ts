/** OData features of every resource: annotations, expansions, references, casts, support. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { supportOf, supportRows } from './odata/filter-support.ts'
import { RESOURCES } from './resources/index.ts'
import {
  ADMIN,
  APP,
  errorOf,
  idFor,
  listOf,
  messageOf,
  NOW,
  SECURITY,
  TENANT_ID,
  world,
} from './testing/world.ts'

const PERMISSIONS = ['Directory.Read.All', 'User.Read.All', 'Group.Read.All', 'RoleManagement.Read.Directory']
const EVENTUAL = { consistencylevel: 'eventual' }
const { send } = world()
const ask = (target: string, headers = {}) => send(`GET ${target}`, PERMISSIONS, { headers })

describe('odata.metadata', () => {
  const accepting = (metadata: string) => ({ accept: `application/json;odata.metadata=${metadata}` })

  test('none leaves out what is not data, and keeps counts and links', () => {
    const heard = ask('/groups?$expand=members&$top=1', accepting('none'))
    expect(heard.text).not.toContain('@odata.context')
    expect(heard.text).not.toContain('@odata.type')
    expect(heard.json['@odata.nextLink']).toBeDefined()
    const counted = ask('/users?$count=true&$top=1', { ...accepting('none'), ...EVENTUAL })
    expect(Object.keys(counted.json)).toEqual(['@odata.count', '@odata.nextLink', 'value'])
  })

  test('full names every object’s type and place', () => {
    const heard = ask(`/users/${ADMIN}?$select=id`, accepting('full'))
    const address = `https://graph.microsoft.com/v2/${TENANT_ID}/directoryObjects/${ADMIN}/Microsoft.DirectoryServices.User`
    expect(heard.json).toEqual({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users(id)/$entity',
      '@odata.type': '#microsoft.graph.user',
      '@odata.id': address,
      '@odata.editLink': address,
      id: ADMIN,
    })
    expect(heard.headers['Content-Type']).toContain('odata.metadata=full;')
    const [app] = listOf(ask(`/groups/${SECURITY}/members?$filter=id eq '${APP}'`, accepting('full')))
    expect(app?.['@odata.type']).toBe('#microsoft.graph.servicePrincipal')
  })
})

describe('$expand', () => {
  test('shows the properties asked for inside it, and says so in the context', () => {
    const heard = ask(
      "/groups?$filter=displayName eq 'Finance'&$select=id&$expand=members($select=id,displayName)",
    )
    expect(heard.json['@odata.context']).toMatch(/#groups\(id,members\(id,displayName\)\)$/)
    const [group] = listOf(heard)
    expect(group?.members).toContainEqual({
      '@odata.type': '#microsoft.graph.user',
      id: idFor('u', 1),
      displayName: 'User 001',
    })
  })

  test('shows twenty objects and no link to more', () => {
    const w = world()
    const by = {
      at: 0,
      actor: { type: 'system', id: 'x', displayName: 'x' },
      call: 'x',
      requestId: 'x',
    } as const
    for (let n = 10; n < 60; n++) {
      const memberId = idFor('u', n)
      w.tenant.commit(by, 'groups/members', `${SECURITY}/${memberId}`, { groupId: SECURITY, memberId })
    }
    const heard = w.send(`GET /groups/${SECURITY}?$expand=members`, PERMISSIONS)
    expect(heard.json.members).toHaveLength(20)
    expect(heard.text).not.toContain('nextLink')
  })

  test.each([
    'members,owners',
    'members($expand=memberOf)',
    'members($top=5)',
    'members($levels=max)',
    '*',
    '',
  ])('%j is refused', (expand) => {
    expect(errorOf(ask(`/groups?$expand=${expand}`))).toBe('400 ExpandNotSupported')
  })

  test('goes with no advanced query, and asks only for properties that there are', () => {
    expect(errorOf(ask('/groups?$expand=members&$search="displayName:x"', EVENTUAL))).toBe(
      '400 Request_UnsupportedQuery',
    )
    expect(errorOf(ask('/groups?$expand=members($select=nosuch)'))).toBe('400 BadRequest')
  })
})

describe('navigations', () => {
  test('/$ref says where the objects are, page by page', () => {
    const heard = ask(`/groups/${SECURITY}/members/$ref?$top=2`)
    expect(heard.json['@odata.context']).toBe('https://graph.microsoft.com/v1.0/$metadata#Collection($ref)')
    expect(listOf(heard)[0]).toEqual({
      '@odata.id': `https://graph.microsoft.com/v2/${TENANT_ID}/directoryObjects/${idFor('u', 1)}/Microsoft.DirectoryServices.User`,
    })
    expect(listOf(ask(String(heard.json['@odata.nextLink'])))).toHaveLength(1)
  })

  test('a cast shows the type and no other; of a transitive list it is an advanced query', () => {
    expect(listOf(ask(`/groups/${SECURITY}/members/microsoft.graph.user`))).toHaveLength(2)
    expect(listOf(ask(`/groups/${SECURITY}/members/microsoft.graph.servicePrincipal`))).toHaveLength(1)
    const cast = `/groups/${SECURITY}/transitiveMembers/microsoft.graph.user`
    expect(messageOf(ask(cast))).toBe('Unsupported Query.')
    expect(errorOf(ask(`${cast}?$count=true`))).toBe('400 Request_UnsupportedQuery')
    expect(listOf(ask(`${cast}?$count=true`, EVENTUAL))).toHaveLength(2)
    expect(ask(`${cast}/$count`, EVENTUAL).text).toBe('2')
    expect(errorOf(ask(`${cast}/$count`))).toBe('400 Request_BadRequest')
  })
})

describe('$search', () => {
  const found = (search: string) =>
    listOf(ask(`/users?$search=${encodeURIComponent(search)}&$top=999&$select=displayName`, EVENTUAL)).length

  test.each([
    ['"displayName:user 001"', 1],
    ['"displayName:001 user"', 1],
    ['"displayName:ser"', 0],
    ['"displayName:USER" AND "mail:user1@"', 1],
    ['"mail:ser1@"', 0],
    ['"displayName:admin" OR "mail:user1@contoso.com"', 2],
    ['("displayName:admin" OR "mail:user1@") AND "displayName:user"', 1],
  ])('%s finds %i', (search, count) => {
    expect(found(search)).toBe(count)
  })

  test.each([
    'displayName:x',
    '"displayName"',
    '"x"',
    '"nosuch:x"',
    '"displayName:x" and "mail:y"',
    '"displayName:x',
    '(',
  ])('%s is refused', (search) => {
    expect(errorOf(ask(`/users?$search=${encodeURIComponent(search)}`, EVENTUAL))).toBe('400 BadRequest')
  })

  test('joins with a filter', () => {
    const both = `/users?$search="displayName:user"&$filter=accountEnabled eq false&$count=true`
    expect(listOf(ask(both, EVENTUAL))).toHaveLength(1)
  })
})

describe('what the published table says of filters holds', () => {
  const typed = new Map(RESOURCES.map((one) => [one.type, one]))
  const literal = (operator: string, name: string, type: string) => {
    const schema = typed.get(type)?.schema
    const property = schema?.properties.get(name.split('/')[0] ?? '')
    if (property?.type === 'Boolean') return 'true'
    if (property?.type === 'DateTimeOffset') return '2026-01-15T00:00:00Z'
    return operator === 'null' ? 'null' : "'x'"
  }
  const clause = (operator: string, path: string, value: string) => {
    if (operator === 'startsWith') return `startsWith(${path},'x')`
    return operator === 'null' ? `${path} eq null` : `${path} ${operator} ${value}`
  }
  const filterOf = (type: string, name: string, operator: string) => {
    const value = literal(operator, name, type)
    const path = name.replace('{n}', '1')
    const star = path.indexOf('/*')
    if (star < 0) return clause(operator, path, value)
    return `${path.slice(0, star)}/any(p:${clause(operator, `p${path.slice(star + 2)}`, value)})`
  }
  const OPERATORS = ['eq', 'startsWith', 'ge', 'le', 'null'] as const
  const cases = supportRows().flatMap(([type, name]) => {
    const resource = typed.get(type)
    if (!resource?.list || !resource.schema.properties.has(name.split('/')[0] ?? '')) return []
    return OPERATORS.flatMap((operator) => {
      const stated = supportOf(type, name, operator)
      return stated ? [{ resource, type, name, operator, stated }] : []
    })
  })

  test('for each property that is served', () => {
    const wrong: string[] = []
    for (const { resource, type, name, operator, stated } of cases) {
      const permission = [...(resource.list?.application ?? [])].at(-1) ?? ''
      const target = `GET /${resource.segment}?$count=true&$filter=${encodeURIComponent(filterOf(type, name, operator))}`
      const plain = send(target, [permission]).status
      const advanced = send(target, [permission], { headers: EVENTUAL }).status
      const expected = { default: [200, 200], advanced: [400, 200], unsupported: [400, 400] }[stated]
      if (plain !== expected[0] || advanced !== expected[1])
        wrong.push(`${type} ${name} ${operator} ${stated}: ${plain}, ${advanced}`)
    }
    expect(wrong).toEqual([])
    expect(cases.length).toBeGreaterThan(150)
  })

  const published = new URL('../../../shared/data/graph-filter-support.json', import.meta.url)
  test.skipIf(!existsSync(published))('and it is the published one (skipped where that is absent)', () => {
    const { objects } = JSON.parse(readFileSync(published, 'utf8'))
    const types: Readonly<Record<string, string>> = {
      'administrative-unit': 'administrativeUnit',
      'organizational-contacts': 'orgContact',
      'service-principal': 'servicePrincipal',
    }
    let rows = 0
    for (const [object, properties] of Object.entries<Record<string, Record<string, string>>>(objects))
      for (const [name, words] of Object.entries(properties)) {
        rows++
        const own = name
          .replace(/\/any\((\w):\1/, '/*')
          .replace(')', '')
          .replace('1-15', '{n}')
        for (const operator of OPERATORS)
          expect([name, operator, supportOf(types[object] ?? object, own, operator)]).toEqual([
            name,
            operator,
            words[operator],
          ])
      }
    expect(rows).toBe(supportRows().length)
  })
})

describe('bad input', () => {
  const { userToken, appToken } = world()

  test('a body over four megabytes is refused for its size', () => {
    const heard = send('POST /groups', ['Group.ReadWrite.All'], { body: ' '.repeat(4 * 1024 * 1024 + 1) })
    expect(errorOf(heard)).toBe('413 RequestEntityTooLarge')
  })

  test.each([
    [
      'of an unknown tenant',
      appToken(PERMISSIONS, { tid: idFor('s', 77) }),
      '401 Authorization_IdentityNotFound',
    ],
    [
      'of an unknown app',
      appToken(PERMISSIONS, { oid: idFor('s', 77) }),
      '401 Authorization_IdentityNotFound',
    ],
    [
      'of a user through an unknown app',
      userToken('User.Read', [], { appid: 'x' }),
      '401 Authorization_IdentityNotFound',
    ],
    [
      'of another resource',
      appToken(PERMISSIONS, { aud: 'https://vault.azure.net' }),
      '401 InvalidAuthenticationToken',
    ],
  ])('a token %s is refused', (_, token, error) => {
    expect(errorOf(send('GET /users', [], { token }))).toBe(error)
  })
})

test('a client that understands challenges gets one when its token no longer holds', () => {
  const w = world()
  // Tokens say that they were issued five minutes before they were.
  const capable = { xms_cc: ['cp1'], iat: NOW / 1000 - 360 }
  const token = w.appToken(PERMISSIONS, capable)
  const ask = () => w.send('GET /users', [], { token })
  expect(ask().status).toBe(200)
  const by = {
    at: NOW,
    actor: { type: 'system', id: 'x', displayName: 'x' },
    call: 'x',
    requestId: 'x',
  } as const
  const own = w.tenant.get('servicePrincipals', APP)
  w.tenant.commit(by, 'servicePrincipals', APP, { ...own, accountEnabled: false })
  const heard = ask()
  expect(errorOf(heard)).toBe('401 InvalidAuthenticationToken')
  const [, claims = ''] =
    /error="insufficient_claims", claims="([^"]+)"$/.exec(heard.headers['WWW-Authenticate'] ?? '') ?? []
  expect(JSON.parse(Buffer.from(claims, 'base64').toString())).toEqual({
    access_token: { nbf: { essential: true, value: String(NOW / 1000) } },
  })
  // Without the capability the directory refuses in its usual form.
  expect(errorOf(w.send('GET /users', PERMISSIONS))).toBe('401 Authorization_IdentityDisabled')
  w.tenant.commit(by, 'servicePrincipals', APP, own)
  w.tenant.commit(by, 'users', ADMIN, {
    ...w.tenant.get('users', ADMIN),
    signInSessionsValidFromDateTime: '2026-01-15T09:29:30Z',
  })
  const me = (iat: number) =>
    w.send('GET /me', [], { token: w.userToken('User.Read', [], { ...capable, iat }) }).status
  expect([me(NOW / 1000 - 360), me(NOW / 1000 - 310)]).toEqual([401, 200])
})

test('what is kept elsewhere is shown of one user, and refused in a list', () => {
  expect(errorOf(ask('/users?$select=id,skills'))).toBe('501 NotImplemented')
  expect(ask(`/users/${ADMIN}?$select=id,skills`).json.skills).toEqual([])
})
