/** One contract for all resources, and the shape of every answer on the wire. */
import { describe, expect, test } from 'vitest'
import type { Access } from './authorization/access.ts'
import { RESOURCES } from './resources/index.ts'
import { ADMIN, errorOf, idFor, listOf, messageOf, NOW, TENANT_ID, USERS, world } from './testing/world.ts'
import { entitiesOf, idOf } from './verbs/entities.ts'
import type { Resource } from './verbs/resource.ts'

const first = (set: ReadonlySet<string>): string => [...set][0] ?? ''
const listed = RESOURCES.flatMap((resource) =>
  resource.list ? [[resource.segment, resource, resource.list] as const] : [],
)
const firstOf = (resource: Resource, { tenant } = world()) => {
  const [entity] = entitiesOf(tenant, resource, NOW)
  if (!entity)
    throw new Error(`no ${resource.kind} in testing/world.ts: add one to the entities of the test world`)
  return entity
}

describe.each(listed)('/%s', (segment, resource, access: Access) => {
  const { send, userToken } = world()
  const granted = [first(access.application)]
  const id = encodeURIComponent(idOf(firstOf(resource)))

  test('lists, with the properties of the table in its order and nothing else', () => {
    const heard = send(`GET /${segment}`, granted)
    expect(heard.status).toBe(200)
    expect(heard.json['@odata.context']).toBe(`https://graph.microsoft.com/v1.0/$metadata#${segment}`)
    const rows = listOf(heard)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(Object.keys(row)).toEqual([...resource.schema.shown])
    expect(heard.text).not.toContain('do not show')
  })

  test('answers one object by its id, in parentheses too, as the list shows it', () => {
    const [listedFirst] = listOf(send(`GET /${segment}`, granted))
    for (const path of [
      `${segment}/${id}`,
      `${segment}('${id}')`,
      `myorganization/${segment.toUpperCase()}/${id}/`,
    ]) {
      const { '@odata.context': context, ...entity } = send(`GET /${path}`, granted).json
      expect(context).toBe(`https://graph.microsoft.com/v1.0/$metadata#${segment}/$entity`)
      expect(entity).toEqual(listedFirst)
    }
  })

  test('shows what $select names, in the order asked, and refuses names that are none', () => {
    const names = [...resource.schema.properties.keys()].slice(0, 3).reverse()
    const [row = {}] = listOf(send(`GET /${segment}?%24select=${names.join('%2C').toUpperCase()}`, granted))
    expect(Object.keys(row)).toEqual(names)
    const refused = send(`GET /${segment}?$select=__proto__`, granted)
    expect(errorOf(refused)).toBe('400 BadRequest')
    expect(messageOf(refused)).toBe(
      `Parsing OData Select and Expand failed: Could not find a property named '__proto__' on type 'microsoft.graph.${resource.type}'.`,
    )
  })

  test('gives every page once, one at a time', () => {
    const seen: unknown[] = []
    let next: unknown = `/${segment}?$top=1&$select=id`
    for (let pages = 0; typeof next === 'string' && pages <= USERS; pages++) {
      const heard = send(`GET ${next}`, granted)
      seen.push(...listOf(heard).map((row) => row.id))
      next = heard.json['@odata.nextLink']
    }
    expect(next).toBeUndefined()
    const { tenant } = world()
    expect(seen).toEqual(entitiesOf(tenant, resource, NOW).map((one) => one.id))
  })

  test('knows what is not there', () => {
    const heard = send(`GET /${segment}/00000000-0000-4000-8000-00000000dead`, granted)
    expect(errorOf(heard)).toBe('404 Request_ResourceNotFound')
    expect(messageOf(heard)).toBe(
      "Resource '00000000-0000-4000-8000-00000000dead' does not exist or one of its queried reference-property objects are not present.",
    )
  })

  test('is refused without a permission, and with each of its own allowed', () => {
    const refused = send(`GET /${segment}`, ['Mail.Read'])
    expect(errorOf(refused)).toBe('403 Authorization_RequestDenied')
    expect(messageOf(refused)).toBe('Insufficient privileges to complete the operation.')
    for (const permission of access.application)
      expect(send(`GET /${segment}`, [permission]).status).toBe(200)
    expect(
      errorOf(send(`GET /${segment}`, [], { token: userToken('Mail.Read', ['Global Administrator']) })),
    ).toBe('403 Authorization_RequestDenied')
    const member = userToken(first(access.delegated), [], { oid: idFor('u', 1) })
    expect(send(`GET /${segment}`, [], { token: member }).status).toBe(access.members ? 200 : 403)
  })

  test('refuses methods and writes that it does not have', () => {
    const heard = send(`PUT /${segment}`, granted, { body: {} })
    expect(errorOf(heard)).toBe('405 Request_BadRequest')
    for (const [method, operation] of [
      ['PATCH', resource.update],
      ['DELETE', resource.delete],
    ] as const)
      if (!operation) expect(send(`${method} /${segment}/${id}`, granted, { body: {} }).status).toBe(405)
  })

  test('states where it comes from', () => {
    expect(resource.source).toMatch(/^https:\/\/learn\.microsoft\.com\/graph\//)
  })
})

describe.each(
  RESOURCES.flatMap((resource) =>
    resource.create ? [[resource.segment, resource, resource.create] as const] : [],
  ),
)('POST /%s', (segment, resource, create) => {
  const { send } = world()

  test('asks for what is required, refuses what is unknown, read-only or of the wrong type', () => {
    const post = (body: unknown) =>
      messageOf(send(`POST /${segment}`, [first(create.access.application)], { body }))
    const names = [...resource.schema.properties]
    const required = names.find(([, property]) => property.required)?.[0]
    expect(post({})).toBe(
      `A value is required for property '${required}' of resource '${resource.schema.title}'.`,
    )
    expect(post('{"__proto__":{"a":1}}')).toBe("Invalid property '__proto__'.")
    expect(post({ constructor: 1 })).toBe("Invalid property 'constructor'.")
    // A domain's id is its name, which the caller chooses.
    if (resource.schema.properties.get('id')?.readOnly)
      expect(post({ id: 'x' })).toBe("Property 'id' is read-only and cannot be set.")
    expect(post({ [required ?? '']: { a: 1 } })).toMatch(/^Cannot convert the value of property/)
    expect(post('')).toBe('Empty Payload. JSON content expected.')
    for (const body of [
      '[]',
      '"x"',
      'null',
      '{',
      '{"a":'.repeat(40),
      '['.repeat(100_000),
      `{"displayName":${'['.repeat(40)}${']'.repeat(40)}}`,
    ])
      expect(post(body)).toMatch(/^Unable to read JSON request payload/)
  })
})

describe('the wire', () => {
  const { send, appToken, cloud } = world()
  const READ = ['User.Read.All', 'Group.Read.All']

  test('a success carries the headers of the directory', () => {
    const { headers } = send('GET /users?$top=5', READ, { headers: { 'client-request-id': 'my-own-id' } })
    expect(headers).toMatchObject({
      'client-request-id': 'my-own-id',
      'OData-Version': '4.0',
      'Content-Type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
      'x-ms-resource-unit': '1',
      'Cache-Control': 'no-cache',
    })
    expect(send('GET /users', READ).headers['x-ms-resource-unit']).toBe('2')
    const broken = send('GET /users', READ, {
      headers: { 'client-request-id': 'x\r\nSet-Cookie: y' },
    }).headers
    expect(broken['client-request-id']).toBe(broken['request-id'])
    expect(JSON.parse(headers['x-ms-ags-diagnostic'] ?? '')).toHaveProperty('ServerInfo.DataCenter')
  })

  test('an error carries ids and a time without zone', () => {
    const { headers, json } = send('GET /xyz', READ)
    const id = headers['request-id']
    expect(json).toEqual({
      error: {
        code: 'BadRequest',
        message: "Resource not found for the segment 'xyz'.",
        innerError: { date: '2026-01-15T09:30:00', 'request-id': id, 'client-request-id': id },
      },
    })
    expect(headers['Content-Type']).toBe('application/json')
    expect(headers['OData-Version']).toBeUndefined()
  })

  test('without metadata the context goes, and the next link stays', () => {
    const heard = send('GET /users', READ, { headers: { accept: 'application/json;odata.metadata=none' } })
    expect(Object.keys(heard.json)).toEqual(['@odata.nextLink', 'value'])
    expect(heard.headers['Content-Type']).toContain('odata.metadata=none')
  })

  test.each([
    ['', 'Access token is empty.'],
    ['Bearer nonsense', /^IDX14100: JWT is not well formed/],
    ['Bearer a.b.c', /^IDX14100: JWT is not well formed/],
    [`Bearer ${appToken(READ).slice(0, -8)}AAAAAAAA`, 'Access token validation failure. Invalid signature.'],
    [`Bearer ${appToken(READ, { exp: NOW / 1000 })}`, 'Lifetime validation failed, the token is expired.'],
    [
      `Bearer ${appToken(READ, { aud: 'https://outlook.office365.com' })}`,
      'Access token validation failure. Invalid audience.',
    ],
  ])('token %# is refused in Microsoft’s words', (authorization, message) => {
    const heard = send('GET /users', READ, { headers: { authorization } })
    expect(errorOf(heard)).toBe('401 InvalidAuthenticationToken')
    expect(messageOf(heard)).toMatch(message)
    expect(heard.headers['WWW-Authenticate']).toContain('client_id="00000003-0000-0000-c000-000000000000"')
  })

  test('an unknown segment is told before the token is looked at', () => {
    for (const path of [
      '/xyz',
      '/users/delta/x',
      '/groups(nickname=%27x%27)',
      '/%E0%A4%A',
      '/users/$ref',
      '/',
    ])
      expect(errorOf(send(`GET ${path}`, [], { headers: { authorization: '' } }))).toBe('400 BadRequest')
  })

  test('operations are named by their template, and unknown ones by one name', () => {
    send(`GET /GROUPS(uniqueName='x')`, READ)
    send(`DELETE /groups/x/members/y/$ref`, READ)
    send('POST /directoryObjects/getByIds', READ, { body: { ids: [] } })
    send(`GET /no/such/${'path/'.repeat(20)}`, READ)
    expect(
      cloud.calls.slice(-4).map(({ operation, writes, tenantId }) => [operation, writes, tenantId]),
    ).toEqual([
      ["GET /groups(uniqueName='{uniqueName}')", false, TENANT_ID],
      ['DELETE /groups/{id}/members/{id}/$ref', true, TENANT_ID],
      ['POST /directoryObjects/getByIds', false, TENANT_ID],
      ['GET /{unknown}', false, TENANT_ID],
    ])
  })

  test('too many requests answer 429 in the documented body', () => {
    const { send: throttled } = (() => {
      const w = world()
      const hit = {
        name: 'throttled',
        play: ({ arrival, service, requestId }: never) =>
          Reflect.apply(Reflect.get(service, 'throttled'), service, [arrival, 7, requestId]),
      }
      Reflect.set(w.cloud, 'faults', { fired: [], hit: () => hit })
      return w
    })()
    const { status, headers, json } = throttled('GET /users', READ)
    expect([status, headers['Retry-After']]).toEqual([429, '7'])
    expect(json.error).toMatchObject({
      code: 'TooManyRequests',
      message: 'Please retry again later.',
      innerError: { code: '429', status: '429', message: 'Please retry after' },
    })
  })

  test('/me needs a user', () => {
    const { send: ask, userToken } = world()
    expect(messageOf(ask('GET /me', READ))).toBe(
      '/me request is only valid with delegated authentication flow.',
    )
    const heard = ask('GET /me?$select=id', [], { token: userToken('User.Read', []) })
    expect(heard.json.id).toBe(ADMIN)
    expect(heard.json['@odata.context']).toMatch(/#users\(id\)\/\$entity$/)
  })
})

describe('queries', () => {
  const { send } = world()
  const ask = (query: string, headers = {}) =>
    send(`GET /${query}`, ['User.Read.All', 'Group.Read.All', 'RoleManagement.Read.Directory'], { headers })
  const EVENTUAL = { consistencylevel: 'eventual' }
  const UNSUPPORTED = '400 Request_UnsupportedQuery'

  test.each([
    ["users?$filter=mail eq 'USER3@contoso.com'", 1],
    ["users?$filter=startswith(displayName,'user 01')&$top=999", 10],
    ['users?%24filter=accountEnabled+eq+false', 1],
    ["users?$filter=proxyAddresses/any(p:p eq 'smtp:user5@contoso.com')", 1],
    [`users?$filter=id in ('${ADMIN}','${idFor('u', 9)}')`, 2],
    ["groups?$filter=groupTypes/any(c:c eq 'Unified')", 1],
    ["groups?$filter=mailEnabled eq true and startsWith(displayName,'all')", 1],
    ["roleManagement/directory/roleDefinitions?$filter=displayName eq 'Exchange Administrator'", 1],
    [`roleManagement/directory/roleAssignments?$filter=principalId eq '${ADMIN}'`, 1],
  ])('%s finds %i', (query, count) => {
    expect(listOf(ask(query))).toHaveLength(count)
  })

  test.each([
    ["users?$count=true&$filter=department ne 'Finance'&$top=999", 125],
    ['users?$count=true&$filter=department eq null&$top=999', 125],
    ["users?$count=true&$filter=endsWith(mail,'9@contoso.com')", 25],
    ['users?$search="displayName:admin"', 1],
    ['users?$search="displayName:user" AND ("mail:user11" OR "mail:user12@")&$top=999', 12],
    ['users?$count=true&$orderby=createdDateTime desc&$top=3', 3],
    ['users?$count=true&$filter=accountEnabled eq true&$orderby=displayName', 100],
    ['users?$count=true&$filter=not (accountEnabled eq true)', 1],
  ])('%s is an advanced query with %i answers', (query, count) => {
    expect(listOf(ask(query, EVENTUAL))).toHaveLength(count)
    expect(errorOf(ask(query))).toBe(UNSUPPORTED)
  })

  test.each([
    ['users?$filter=displayName', '400 BadRequest'],
    ["users?$filter=nosuch eq 'x'", '400 BadRequest'],
    ['users?$filter=displayName eq 5', '400 BadRequest'],
    ["users?$filter=contains(displayName,'x')", UNSUPPORTED],
    ["users?$filter=displayName gt 'x'", UNSUPPORTED],
    ["users?$filter=securityIdentifier eq 'x'", UNSUPPORTED],
    ["users?$filter=proxyAddresses/all(p:p eq 'x')", UNSUPPORTED],
    ["users?$filter=proxyAddresses eq 'x'", UNSUPPORTED],
    [`users?$filter=${Array.from({ length: 16 }, (_, n) => `mail eq '${n}'`).join(' or ')}`, UNSUPPORTED],
    [
      "roleManagement/directory/roleDefinitions?$filter=displayName eq 'a' or displayName eq 'b'",
      UNSUPPORTED,
    ],
    ['groups?$orderby=mail', UNSUPPORTED],
    ['users?$top=1000', UNSUPPORTED],
    ['users?$top=0', UNSUPPORTED],
    ['users?$top=x', UNSUPPORTED],
    ['users?$expand=photo', '400 ExpandNotSupported'],
    ['users?$expand=__proto__', '400 BadRequest'],
    ['users?$skip=5', '400 BadRequest'],
    ['users?$select=id&%24SELECT=mail', '400 BadRequest'],
    ['users?$skiptoken=%00%FF', '400 BadRequest'],
    ['users?$skiptoken=AAAA', '400 Directory_ExpiredPageToken'],
    ['users/$count', '400 Request_BadRequest'],
  ])('%s is refused', (query, error) => {
    expect(errorOf(ask(query))).toBe(error)
  })

  test('a count comes with the header, on the first page only, and silently not without it', () => {
    expect(ask('users/$count', EVENTUAL).text).toBe(String(USERS))
    const heard = ask('users?$count=true', EVENTUAL)
    expect(heard.json['@odata.count']).toBe(USERS)
    const next = String(heard.json['@odata.nextLink']).slice('https://graph.microsoft.com/v1.0/'.length)
    expect(ask(next, EVENTUAL).json['@odata.count']).toBeUndefined()
    expect(ask('users?$count=true').json['@odata.count']).toBeUndefined()
  })

  test('an advanced query’s next page needs the header again', () => {
    const heard = ask("users?$count=true&$top=2&$filter=department ne 'Finance'", EVENTUAL)
    const next = String(heard.json['@odata.nextLink']).slice('https://graph.microsoft.com/v1.0/'.length)
    expect(errorOf(ask(next))).toBe('400 Directory_ExpiredPageToken')
    expect(listOf(ask(next, EVENTUAL))).toHaveLength(2)
  })

  test('pages go on from the list as it was, whatever is removed or listed meanwhile', () => {
    const own = world()
    const list = (target: string) => own.send(`GET ${target}`, ['User.Read.All'])
    const older = list('/users?$top=200&$select=id')
    const actor = { type: 'system', id: 'x', displayName: 'x' } as const
    const write = { at: NOW, actor, call: 'x', requestId: 'x' }
    own.tenant.commit(write, 'users', idFor('u', 1), undefined)
    own.tenant.commit(write, 'users', idFor('u', 240), undefined)
    const newer = list('/users?$top=200&$select=id')
    for (const [heard, expected] of [
      [older, USERS],
      [newer, USERS - 2],
      [older, USERS],
    ] as const) {
      const rows = [...listOf(heard), ...listOf(list(String(heard.json['@odata.nextLink'])))]
      expect(new Set(rows.map(({ id }) => id)).size).toBe(expected)
    }
  })

  test('a page token serves the query that it was made for, and no other', () => {
    const token = String(ask('users?$top=2').json['@odata.nextLink']).split('$skiptoken=')[1]
    expect(ask(`users?$top=2&$skiptoken=${token}`).status).toBe(200)
    expect(errorOf(ask(`users?$top=2&$filter=accountEnabled eq true&$skiptoken=${token}`))).toBe(
      '400 Directory_ExpiredPageToken',
    )
  })

  test('$expand brings one navigation, and no more', () => {
    const own = world()
    const ask = (query: string) =>
      own.send(`GET /${query}`, ['Group.Read.All', 'RoleManagement.Read.Directory'])
    const [group = {}] = listOf(ask("groups?$filter=displayName eq 'Finance'&$expand=members&$select=id"))
    expect(group.members).toHaveLength(3)
    expect(errorOf(ask('groups?$expand=members,owners'))).toBe('400 ExpandNotSupported')
    const [held = {}] = listOf(
      ask(
        `roleManagement/directory/roleAssignments?$filter=principalId eq '${ADMIN}'&$expand=roleDefinition`,
      ),
    )
    expect(held.roleDefinition).toMatchObject({ displayName: 'Global Administrator' })
  })
})
