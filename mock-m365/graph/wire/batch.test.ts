/** `$batch`: its checks as a whole, the answers to its requests, and what the cloud sees of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ADMIN, errorOf, type Heard, idFor, messageOf, USERS, world } from '../testing/world.ts'

interface Response {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: { readonly [name: string]: unknown }
}

const responsesOf = ({ json }: Heard): Response[] => (Array.isArray(json.responses) ? json.responses : [])
const PERMISSIONS = ['User.Read.All', 'Group.ReadWrite.All']
const newGroup = (n: number) => ({
  displayName: `Group ${n}`,
  mailEnabled: false,
  mailNickname: `batched${n}`,
  securityEnabled: true,
})
const JSON_BODY = { 'content-type': 'application/json' }

describe('$batch', () => {
  const { send, cloud, tenant, appToken, userToken } = world()
  const batch = (requests: unknown, headers = {}) =>
    send('POST /$batch', PERMISSIONS, { body: { requests }, headers })

  test('every way of writing the address leads to the same', () => {
    const urls = [`/users/${ADMIN}`, `users/${ADMIN}`, `/v1.0/users/${ADMIN}`, `/beta/users/${ADMIN}`]
    const responses = responsesOf(
      batch([...urls, `users/${ADMIN}?$select=id`].map((url, id) => ({ id, method: 'get', url }))),
    )
    expect(responses.map(({ id, status }) => [id, status])).toEqual(
      [0, 1, 2, 3, 4].map((id) => [String(id), 200]),
    )
    for (const { body } of responses) expect(body?.id).toBe(ADMIN)
    expect(responses[3]?.body?.['@odata.context']).toContain('/beta/$metadata')
    expect(Object.keys(responses[4]?.body ?? {})).toEqual(['@odata.context', 'id'])
    expect(responses[0]?.headers).toMatchObject({ 'Cache-Control': 'no-cache', 'x-ms-resource-unit': '1' })
  })

  test('each has its own headers, status and body', () => {
    const eventual = { ConsistencyLevel: 'eventual' }
    const responses = responsesOf(
      batch([
        { id: 'counted', method: 'GET', url: '/users/$count', headers: eventual },
        { id: 'uncounted', method: 'GET', url: '/users/$count' },
        { id: 'no such', method: 'GET', url: '/users/nobody' },
        { id: 'wrong verb', method: 'PUT', url: '/users', headers: JSON_BODY, body: {} },
        { id: 'made', method: 'POST', url: '/groups', headers: JSON_BODY, body: newGroup(1) },
      ]),
    )
    expect(responses.map(({ id, status }) => [id, status])).toEqual([
      ['counted', 200],
      ['uncounted', 400],
      ['no such', 404],
      ['wrong verb', 405],
      ['made', 201],
    ])
    expect(responses[0]?.body).toBe(String(USERS))
    expect(responses[4]?.headers.Location).toContain('Microsoft.DirectoryServices.Group')
    expect(tenant.find('groups', 'mailNickname', 'batched1')).toHaveLength(1)
  })

  test.each([
    ['no list', { requests: {} }],
    ['one that is no object', { requests: [1] }],
    [
      'a write without its type',
      { requests: [{ id: '1', method: 'POST', url: '/groups', body: newGroup(0) }] },
    ],
    [
      'a write without a body',
      { requests: [{ id: '1', method: 'POST', url: '/groups', headers: JSON_BODY }] },
    ],
    ['one without id', { requests: [{ method: 'GET', url: '/users' }] }],
    ['one without method', { requests: [{ id: '1', url: '/users' }] }],
    ['one without url', { requests: [{ id: '1', method: 'GET' }] }],
    ['headers that are none', { requests: [{ id: '1', method: 'GET', url: '/users', headers: 'x' }] }],
    ['the same id twice', { requests: ['a', 'A'].map((id) => ({ id, method: 'GET', url: '/users' })) }],
    [
      'more than twenty',
      { requests: Array.from({ length: 21 }, (_, id) => ({ id, method: 'GET', url: '/me' })) },
    ],
    ['a dependency on nothing', { requests: [{ id: '1', method: 'GET', url: '/users', dependsOn: ['2'] }] }],
    [
      'a circle',
      {
        requests: [
          { id: '1', method: 'GET', url: '/users', dependsOn: ['2'] },
          { id: '2', method: 'GET', url: '/users', dependsOn: ['1'] },
        ],
      },
    ],
  ])('with %s is refused as a whole', (_, body) => {
    const heard = send('POST /$batch', PERMISSIONS, { body })
    expect(errorOf(heard)).toBe('400 BadRequest')
    expect(messageOf(heard)).toMatch(/batch|^Write request id : 1 does not contain/i)
  })

  test.each([
    '/$batch',
    '%24batch',
    '/v1.0/$BATCH/',
    '/myorganization/%24b%61tch',
    'https://graph.microsoft.com/v1.0/me',
  ])('within a batch %s is refused', (url) => {
    const inner = { id: '1', method: 'POST', url, headers: JSON_BODY, body: { requests: [] } }
    const [response] = responsesOf(batch([inner]))
    expect(response?.status).toBe(400)
  })

  test('a chain runs in its order however it is listed, and breaks where a link fails', () => {
    const step = (n: number, url: string, ...dependsOn: string[]) => ({
      id: `s${n}`,
      method: 'GET',
      url,
      dependsOn,
    })
    const responses = responsesOf(
      batch([
        step(3, '/users', 'S2'),
        step(1, '/users'),
        step(2, '/users/nobody', 's1'),
        step(4, '/users', 's3'),
      ]),
    )
    expect(responses.map(({ id, status }) => [id, status])).toEqual([
      ['s3', 424],
      ['s1', 200],
      ['s2', 404],
      ['s4', 424],
    ])
    expect(responses[0]?.body).toMatchObject({ error: { code: 'FailedDependency' } })
  })

  test('all may wait for one; two ways of waiting are refused', () => {
    const get = (id: string, ...dependsOn: string[]) => ({
      id,
      method: 'GET',
      url: '/users?$top=1',
      dependsOn,
    })
    const fine = responsesOf(batch([get('a', 'c'), get('b', 'c'), get('c'), get('d')]))
    expect(fine.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(errorOf(batch([get('a'), get('b', 'a'), get('c', 'b'), get('d', 'b')]))).toBe('400 BadRequest')
    expect(errorOf(batch([get('a'), get('b'), get('c', 'a', 'b')]))).toBe('400 BadRequest')
  })

  test('the token counts for each, and the batch itself needs one', () => {
    expect(
      errorOf(send('POST /$batch', [], { body: { requests: [] }, headers: { authorization: '' } })),
    ).toBe('401 InvalidAuthenticationToken')
    const requests = [
      { id: 'mine', method: 'GET', url: '/me' },
      { id: 'roles', method: 'GET', url: '/directoryRoles' },
    ]
    const token = userToken('User.Read', [])
    const responses = responsesOf(send('POST /$batch', [], { body: { requests }, token }))
    expect(responses.map(({ status }) => status)).toEqual([200, 403])
    expect(appToken([])).not.toBe('')
  })

  test('every request is a call of its own to the cloud, and faults strike it there', () => {
    const w = world()
    const hit = { name: 'lost-answer', play: ({ call, requestId }: never) => play(call, requestId) }
    const play = (call: { run: (id: string) => object }, id: string) => ({ ...call.run(id), lost: true })
    Reflect.set(w.cloud, 'faults', {
      fired: [],
      hit: ({ operation }: { operation: string }) => (operation === 'POST /groups' ? hit : undefined),
    })
    const arrival = (requests: unknown) => ({
      method: 'POST',
      host: 'graph.microsoft.com',
      origin: 'https://graph.microsoft.com',
      path: '/v1.0/$batch',
      query: '',
      headers: { authorization: `Bearer ${w.appToken(PERMISSIONS)}`, ...JSON_BODY },
      body: JSON.stringify({ requests }),
      at: w.clock.now(),
    })
    const answer = w.cloud.handle(
      arrival([
        { id: '1', method: 'GET', url: '/users' },
        { id: '2', method: 'POST', url: '/groups', headers: JSON_BODY, body: newGroup(2) },
      ]),
    )
    expect(w.cloud.calls.map(({ operation, fault }) => [operation, fault])).toEqual([
      ['GET /users', undefined],
      ['POST /groups', 'lost-answer'],
      ['POST /$batch', undefined],
    ])
    expect(answer.lost).toBe(true)
    expect(w.tenant.find('groups', 'mailNickname', 'batched2')).toHaveLength(1)
  })

  test('whatever is sent is answered, and nothing but an answer comes of it', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '1',
        '2',
        'GET',
        'POST',
        '/users',
        'users?$top=1',
        '/$batch',
        '/v1.0/',
        '//',
        '?',
        '__proto__',
      ),
      fc.string({ maxLength: 8 }),
    )
    const value = fc.oneof(word, fc.jsonValue({ maxDepth: 2 }), fc.array(word, { maxLength: 3 }))
    const request = fc.dictionary(
      fc.constantFrom('id', 'method', 'url', 'headers', 'body', 'dependsOn', '__proto__'),
      value,
    )
    const sane = fc.record({ id: word, method: word, url: word }, { requiredKeys: ['id', 'method', 'url'] })
    const requests = fc.oneof(
      fc.array(fc.oneof(request, sane), { maxLength: 22 }),
      fc.jsonValue({ maxDepth: 2 }),
    )
    fc.assert(
      fc.property(requests, (sent) => {
        const heard = batch(sent)
        expect([200, 400]).toContain(heard.status)
        for (const { status } of responsesOf(heard)) expect(status).toBeLessThan(500)
      }),
      { numRuns: 1500 },
    )
    expect(cloud.calls.length).toBeGreaterThan(0)
    expect(idFor('u', 1)).not.toBe(ADMIN)
  })
})
