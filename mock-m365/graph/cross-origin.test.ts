import { describe, expect, test } from 'vitest'
import { type Heard, world } from './testing/world.ts'

const ORIGIN = { origin: 'https://spa.example' }
const READ = ['User.Read.All']
const readers = ({ headers }: Heard) => headers['Access-Control-Allow-Origin']

describe('what pages of other origins may read', () => {
  test.each([
    ['an answer', 200, '/users?$top=1', READ],
    ['a refusal', 403, '/users?$top=1', []],
    ['what is not there', 404, '/users/nobody@contoso.com', READ],
    ['what no service knows', 400, '/nowhere', READ],
  ])('%s', (_what, status, path, permissions) => {
    const heard = world().send(`GET ${path}`, permissions, { headers: ORIGIN })
    expect([heard.status, readers(heard)]).toEqual([status, '*'])
    for (const name of [
      'ETag',
      'Location',
      'request-id',
      'client-request-id',
      'Retry-After',
      'WWW-Authenticate',
    ])
      expect(heard.headers['Access-Control-Expose-Headers']?.split(', ')).toContain(name)
  })

  test('a request without a token, and one without an origin', () => {
    const refused = world().send('GET /me', [], { headers: { ...ORIGIN, authorization: '' } })
    expect([refused.status, readers(refused)]).toEqual([401, '*'])
    expect(readers(world().send('GET /users?$top=1', READ))).toBeUndefined()
  })

  test('the question before the request needs no token and does nothing', () => {
    const at = world()
    const before = at.tenant.position
    const heard = at.send('OPTIONS /groups', [], {
      headers: {
        ...ORIGIN,
        authorization: '',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,sdkversion',
      },
    })
    expect(heard.status).toBe(200)
    expect(heard.headers).toMatchObject({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'authorization,content-type,sdkversion',
    })
    expect(heard.headers['Access-Control-Allow-Methods']?.split(', ')).toEqual(
      expect.arrayContaining(['GET', 'POST', 'PATCH', 'DELETE', 'PUT']),
    )
    expect(at.tenant.position).toBe(before)
  })
})
