import { describe, expect, test } from 'vitest'
import { PAGE, WEB, withApplications } from './testing/applications.ts'
import { codeFor, ORIGIN, send, WEB_CLIENT } from './testing/flows.ts'
import { CLIENT_CREDENTIALS, type Heard, ready, said, TENANT_ID, V2, world } from './testing/world.ts'

const readers = ({ headers }: Heard) => headers['Access-Control-Allow-Origin']
const PAGE_FORM = { grant_type: 'authorization_code', client_id: PAGE.appId, redirect_uri: PAGE.redirectUri }

describe('what pages of other origins may read', () => {
  test('a single-page application reads tokens, and what the service says no with', () => {
    const at = withApplications()
    const redeemed = send(at, codeFor(at, 'page'), ORIGIN)
    expect([redeemed.status, readers(redeemed)]).toEqual([200, '*'])
    expect(redeemed.headers).toMatchObject({
      'Access-Control-Expose-Headers': 'Content-Length,Content-Encoding,x-ms-request-id,x-ms-srs',
      'Access-Control-Allow-Methods': 'POST, OPTIONS',
    })
    const refused = send(at, { ...PAGE_FORM, code: 'of nobody', code_verifier: 'v'.repeat(43) }, ORIGIN)
    expect([said(refused), readers(refused)]).toEqual(['400 invalid_grant 9002313', '*'])
    const withoutScope = send(at, { client_id: PAGE.appId }, ORIGIN)
    expect([said(withoutScope), readers(withoutScope)]).toEqual(['400 invalid_request 900144', '*'])
  })

  test('an application without such an address is read by nobody', () => {
    const form = { ...CLIENT_CREDENTIALS }
    expect(readers(ready().send(V2, { form, ...ORIGIN }))).toBeUndefined()
    const refused = ready().send(V2, { form: { ...form, client_secret: 'wrong' }, ...ORIGIN })
    expect([refused.status, readers(refused)]).toEqual([401, undefined])
  })

  test('why a page may not redeem the code of a web application, it may read', () => {
    const at = withApplications()
    const heard = send(at, { ...codeFor(at, 'web'), ...WEB_CLIENT }, ORIGIN)
    expect([said(heard), readers(heard)]).toEqual(['400 invalid_request 9002326', '*'])
    expect(heard.json.error_description).toContain(
      "permitted only for the 'Single-Page Application' client-type. Request origin: 'https://spa.example'. Trace",
    )
    expect(WEB.appId).not.toBe(PAGE.appId)
  })

  test('without an origin nothing is said of readers', () => {
    const at = withApplications()
    expect(readers(send(at, { ...PAGE_FORM, code: 'x' }))).toBeUndefined()
  })

  test.each(['oauth2/v2.0/token', 'oauth2/token'])('%s answers the question before the request', (path) => {
    const heard = world().send(`OPTIONS /${TENANT_ID}/${path}`, {
      headers: {
        origin: 'https://spa.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-anchormailbox',
      },
    })
    expect(heard.status).toBe(200)
    expect(heard.headers).toMatchObject({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'POST, OPTIONS',
      'Access-Control-Allow-Headers': 'x-anchormailbox',
    })
  })

  test.each([
    '/common/discovery/instance?authorization_endpoint=https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    '/common/discovery/instance?authorization_endpoint=https://unknown.example/',
    `/${TENANT_ID}/v2.0/.well-known/openid-configuration`,
    '/nowhere.example/v2.0/.well-known/openid-configuration',
    `/${TENANT_ID}/discovery/v2.0/keys`,
    '/common/discovery/keys',
  ])('metadata are everybody’s: %s', (target) => {
    const sending = { headers: { origin: 'https://spa.example' } }
    expect(readers(world().send(`GET ${target}`, sending))).toBe('*')
    expect(world().send(`OPTIONS ${target}`, sending)).toMatchObject({
      status: 200,
      headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET, OPTIONS' },
    })
  })

  test('a page reads that the service is too busy', () => {
    const at = world([{ operation: 'POST /oauth2/v2.0/token', occurrence: 0, fault: 'throttled' }])
    const heard = at.send(V2, { form: PAGE_FORM, ...ORIGIN })
    expect([heard.status, readers(heard)]).toEqual([429, '*'])
  })

  test('device codes are for devices', () => {
    const at = withApplications()
    const heard = at.send('POST /common/oauth2/v2.0/devicecode', {
      form: { client_id: PAGE.appId },
      ...ORIGIN,
    })
    expect(readers(heard)).toBeUndefined()
    expect(at.send('OPTIONS /common/oauth2/v2.0/devicecode', ORIGIN).status).toBe(400)
  })
})
