import { constants, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { API, browser, certificateOfWeb, PAGE, WEB, withApplications } from '../testing/applications.ts'
import {
  assertionWith,
  atDevicePage,
  callOfApi,
  codeFor,
  DAY_MS,
  deviceFor,
  encoded,
  NATIVE_CLIENT,
  policy,
  refreshFor,
  send,
  WEB_CLIENT,
} from '../testing/flows.ts'
import {
  CLIENT_CREDENTIALS,
  GRAPH,
  INLINE,
  LOGIN,
  NOW,
  said,
  TENANT_ID,
  tokenArrival,
  type World,
} from '../testing/world.ts'

describe('what is given', () => {
  test('a refresh token is its client’s own', () => {
    const at = withApplications()
    expect(said(send(at, { ...refreshFor(at, 'native'), client_id: PAGE.appId }))).toBe(
      '400 invalid_grant 70000',
    )
  })

  test('a secret is no good before its time', () => {
    const at = withApplications()
    const later = {
      secretText: WEB.secret,
      startDateTime: '2026-02-01T00:00:00Z',
      endDateTime: '2027-02-01T00:00:00Z',
    }
    at.change('applications', 'appId', WEB.appId, { passwordCredentials: [later] })
    const form = { ...CLIENT_CREDENTIALS, ...WEB_CLIENT }
    expect(said(send(at, form))).toBe('401 invalid_client 7000215')
    at.clock.advance(17 * DAY_MS)
    expect(send(at, form).status).toBe(200)
  })

  test('a policy that is switched off, or that is about somebody else, changes nothing', () => {
    const at = withApplications()
    const grantControls = { builtInControls: ['block'] }
    policy(at, { grantControls, state: 'enabledForReportingButNotEnforced' })
    expect(send(at, assertionWith()).status).toBe(200)
    policy(at, {
      grantControls,
      conditions: { applications: { includeApplications: ['All'] }, users: { includeUsers: ['All'] } },
    })
    expect(send(at, assertionWith()).status).toBe(200)
  })

  test('a certificate by SHA-256 and PSS, for any name of the tenant and the service', () => {
    const { sha256, privateKey } = certificateOfWeb()
    const at = withApplications()
    for (const aud of [
      `${LOGIN}/contoso.com/oauth2/v2.0/token`,
      `https://sts.windows.net/${TENANT_ID}/`,
      `${LOGIN}/${TENANT_ID}/v2.0`,
    ]) {
      const form = assertionWith({ aud })
      const [, payload] = form.client_assertion?.split('.') ?? []
      const header = encoded({ alg: 'PS256', 'x5t#S256': Buffer.from(sha256, 'hex').toString('base64url') })
      const input = Buffer.from(`${header}.${payload}`)
      const key = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      const client_assertion = `${input}.${sign('sha256', input, key).toString('base64url')}`
      expect([aud, said(send(at, { ...form, client_assertion })).slice(0, 3)]).toEqual([aud, '200'])
    }
  })

  test('a refused redemption leaves the code good', () => {
    const at = withApplications()
    const form = codeFor(at, 'native')
    expect(send(at, { ...form, code_verifier: 'wrong' }).status).toBe(400)
    expect(send(at, form).status).toBe(200)
  })

  test('each refresh brings a new token, and the old one stays good', () => {
    const at = withApplications()
    const form = refreshFor(at, 'native')
    const { json } = send(at, form)
    expect(json.refresh_token).not.toBe(form.refresh_token)
    expect(send(at, form).status).toBe(200)
    expect(send(at, { ...form, refresh_token: String(json.refresh_token) }).status).toBe(200)
  })

  test('a refresh token is good for every resource that is consented to', () => {
    const at = withApplications()
    const form = refreshFor(at, 'native')
    expect(said(send(at, { ...form, scope: `${GRAPH}/Mail.Read` }))).toBe(
      '400 invalid_grant 65001 consent_required',
    )
    const { json } = send(at, { ...form, scope: `${API}/access_as_user` })
    expect(
      JSON.parse(Buffer.from(String(json.access_token).split('.')[1] ?? '', 'base64url').toString()).aud,
    ).toBe(WEB.appId)
  })

  test('without offline_access there is no refresh token, and without openid no id token', () => {
    const at = withApplications()
    const { json } = send(at, codeFor(at, 'web', `${GRAPH}/User.Read`))
    expect(Object.keys(json)).toEqual(['token_type', 'expires_in', 'ext_expires_in', 'access_token', 'scope'])
  })

  test('a device whose person has signed in gets its tokens once, whatever the grant is called', () => {
    for (const grant_type of ['device_code', 'urn:ietf:params:oauth:grant-type:device_code']) {
      const at = withApplications()
      const { json, poll, userCode } = deviceFor(at, 'common')
      expect(json).toMatchObject({
        expires_in: 900,
        interval: 5,
        verification_uri: 'https://login.microsoft.com/device',
      })
      expect(json.message).toContain(userCode)
      expect(userCode).toMatch(/^[A-Z]{9}$/)
      expect(atDevicePage(at, userCode, 'continue').text).toContain('You have signed in to Native')
      const line = 'POST /common/oauth2/v2.0/token'
      expect(send(at, { ...poll, grant_type }, {}, line).json).toHaveProperty('refresh_token')
      expect(said(send(at, { ...poll, grant_type }, {}, line))).toBe('400 invalid_grant 54005')
    }
  })

  test('on an address of the mock’s own the page is there', () => {
    const form = { client_id: NATIVE_CLIENT.client_id, scope: 'openid' }
    const origin = 'https://localhost:8443'
    const { json } = withApplications().send('POST /common/oauth2/v2.0/devicecode', { form, origin })
    expect(json.verification_uri).toBe(`${origin}/common/oauth2/deviceauth`)
    expect(json.message).toContain(`${origin}/common/oauth2/deviceauth`)
  })

  test('only tokens of the older form name the certificate by its thumbprint', () => {
    const at = withApplications()
    const headerOf = (token: unknown) =>
      JSON.parse(Buffer.from(String(token).split('.')[0] ?? '', 'base64url').toString())
    const ofApi = headerOf(callOfApi(at))
    expect(Object.keys(ofApi)).toEqual(['typ', 'alg', 'kid'])
    const { json } = send(at, codeFor(at, 'web'))
    expect(Object.keys(headerOf(json.access_token))).toEqual(['typ', 'alg', 'x5t', 'kid'])
    expect(Object.keys(headerOf(json.id_token))).toEqual(['typ', 'alg', 'kid'])
  })

  test('a wrong device code is asked for again, and a used one is none', () => {
    const at = withApplications()
    const tab = browser(at)
    expect(tab.open('/devicelogin').text).toContain('Enter code')
    expect(tab.submit({ user_code: 'WRONGCODE' }).text).toContain('AADSTS70018')
    const { userCode } = deviceFor(at)
    atDevicePage(at, userCode, 'decline')
    tab.open('/common/oauth2/deviceauth')
    expect(tab.submit({ user_code: userCode }).text).toContain('AADSTS70018')
  })

  test('a fork knows the codes and tokens that were out, and its use of them is its own', () => {
    const at = withApplications()
    const form = codeFor(at, 'web')
    const fork = { ...at, cloud: at.cloud.fork({ clock: at.clock, ids: at.cloud.ids }) }
    const sendTo = ({ cloud }: Pick<World, 'cloud'>) =>
      cloud.handle(tokenArrival(`${new URLSearchParams(form as Record<string, string>)}`, NOW)).status
    expect([sendTo(fork), sendTo(fork), sendTo(at), sendTo(at)]).toEqual([200, 400, 200, 400])
  })

  test('an application that is public and has a secret may use it', () => {
    const at = withApplications()
    at.change('applications', 'appId', INLINE.clientId, { isFallbackPublicClient: true })
    expect(said(send(at, CLIENT_CREDENTIALS))).toBe('401 invalid_client 7000229')
  })
})
