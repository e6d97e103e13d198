import { describe, expect, test } from 'vitest'
import { authorizeUrl, browser, returned, WEB, withApplications } from '../testing/applications.ts'
import { ADMIN } from '../testing/browser.ts'
import {
  CONSENT_V1,
  consentAs,
  EXCHANGE,
  GRAPH,
  INLINE,
  NOW,
  TENANT_ID,
  type World,
  world,
} from '../testing/world.ts'

const EXCHANGE_APP = '00000002-0000-0ff1-ce00-000000000000'
const remove = (at: World, appId: string) => {
  const [principal] = at.tenant.find('servicePrincipals', 'appId', appId)
  const actor = { type: 'system', id: 'test', displayName: 'test' } as const
  const write = { at: at.clock.now(), actor, call: 'test', requestId: '' }
  at.tenant.commit(write, 'servicePrincipals', String(principal?.id), undefined)
}
const SERVICE_ABSENT = `AADSTS650052: The app is trying to access a service '${EXCHANGE_APP}'(Office 365 Exchange Online) that your organization '${TENANT_ID}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal. Trace ID: `

describe('consent to what the tenant lacks', () => {
  test.each([
    ['the older endpoint', CONSENT_V1],
    [
      'everything by one name',
      `${CONSENT_V1.replace('/adminconsent', '/v2.0/adminconsent')}&scope=${EXCHANGE}/.default`,
    ],
  ])('%s: the application hears which service, and nothing is written', (_what, line) => {
    const at = world()
    remove(at, EXCHANGE_APP)
    const { position } = at.tenant
    const answer = returned(consentAs(at, 'admin', { line }))
    expect(answer).toMatchObject({ error: 'invalid_client', admin_consent: 'True', state: 'a state' })
    expect(answer?.error_description).toContain(SERVICE_ABSENT)
    expect(answer).not.toHaveProperty('tenant')
    expect(at.tenant.position).toBe(position)
    expect(at.send(`GET ${line}`).status).toBe(200)
  })

  test('at sign-in it goes back as well', () => {
    const at = withApplications()
    remove(at, EXCHANGE_APP)
    const tab = browser(at)
    tab.open(authorizeUrl({ scope: `${EXCHANGE}/.default`, redirect_uri: WEB.redirectUri }))
    expect(returned(tab.submit(ADMIN))).toMatchObject({
      error: 'invalid_client',
      error_description: expect.stringContaining(SERVICE_ABSENT),
    })
  })

  test('everything of a service of which the registration requires nothing cannot be asked', () => {
    const tab = browser(withApplications())
    tab.open(authorizeUrl({ scope: `${EXCHANGE}/.default` }))
    const answer = returned(tab.submit(ADMIN))
    expect(answer).toMatchObject({ error: 'invalid_resource', state: 'a state' })
    expect(answer?.error_description).toContain(
      'AADSTS650057: Invalid resource. The client has requested access',
    )
    expect(answer?.error_description).toContain(
      `Client app ID: ${WEB.appId}(Web). Resource value from request: ${EXCHANGE_APP}. Resource app ID: ${EXCHANGE_APP}. List of valid resources from app registration: 00000003-0000-0000-c000-000000000000. Trace`,
    )
  })

  test('what nobody registered is another refusal', () => {
    const at = withApplications()
    const tab = browser(at)
    tab.open(authorizeUrl({ scope: 'api://nobody/.default' }))
    expect(returned(tab.submit(ADMIN))?.error_description).toContain('AADSTS500011')
  })
})

describe('consent while the tenant still shows a deleted principal', () => {
  const LAG = { rules: [{ kind: 'servicePrincipals', reader: 'entra', seconds: 300 }] } as const

  test('is refused for as long as the replica lags, and then passes', () => {
    const at = world([], LAG)
    expect(returned(consentAs(at))).toHaveProperty('tenant')
    at.clock.advance(3600_000)
    remove(at, INLINE.clientId)
    at.clock.advance(20_000)
    const answer = returned(consentAs(at))
    expect(answer).toMatchObject({ admin_consent: 'True', state: 'a state' })
    expect(answer?.error_description).toMatch(
      new RegExp(
        `^AADSTS650051: .*service principal name is already present for the tenant ${TENANT_ID}\\. Trace ID: `,
      ),
    )
    expect(at.tenant.find('servicePrincipals', 'appId', INLINE.clientId)).toEqual([])
    at.clock.advance(300_000)
    expect(returned(consentAs(at))).toHaveProperty('tenant', TENANT_ID)
  })

  test('without delay it passes at once', () => {
    const at = world()
    consentAs(at)
    remove(at, INLINE.clientId)
    expect(returned(consentAs(at))).toHaveProperty('tenant', TENANT_ID)
    expect(at.clock.now()).toBe(NOW)
  })
})

describe('requests in other forms', () => {
  test.each([
    ['request_uri', 'https://app.example/request', 'request_uri_not_supported'],
    ['request', 'e30.e30.', 'request_not_supported'],
    ['resource', GRAPH, 'invalid_request'],
  ])('%s is not supported', (name, value, error) => {
    const answer = returned(browser(withApplications()).open(authorizeUrl({ [name]: value })))
    expect(answer).toMatchObject({ error, state: 'a state' })
    expect(answer?.error_description).toContain(
      `AADSTS901002: The '${name}' request parameter is not supported.`,
    )
  })
})
