/** What is made of the answer of a consent page, with the tenant known and before it is. */
import { describe, expect, test } from 'vitest'
import { consentAnswer, consentPage } from './consent.ts'

const TENANT = '11111111-1111-4111-8111-11111111111a'
const application = { clientId: 'client', redirectUri: 'https://console.example/consented' }
const asked = { application, state: 'a state', tenantId: TENANT }
const came = (query: Record<string, string>, at = 'https://console.example/consented') =>
  `${at}?${new URLSearchParams(query)}`
const given = { admin_consent: 'True', tenant: TENANT, state: 'a state' }

describe('before the tenant is known', () => {
  test('the page is that of all organizations, and the answer tells the tenant', () => {
    const page = consentPage({ ...asked, scope: 'https://graph.microsoft.com/.default', tenantId: undefined })
    expect(page).toBe(
      'https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=client&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&redirect_uri=https%3A%2F%2Fconsole.example%2Fconsented&state=a+state',
    )
    expect(consentAnswer(came(given), { ...asked, tenantId: undefined })).toEqual({ tenantId: TENANT })
  })

  test('a tenant that has not the form of an id is no consent', () => {
    const answer = consentAnswer(came({ ...given, tenant: '../../evil' }), { ...asked, tenantId: undefined })
    expect(answer).toMatchObject({ code: 'answer without consent' })
  })
})

test('the tenant is the same in any case of its letters', () => {
  expect(consentAnswer(came({ ...given, tenant: TENANT.toUpperCase() }), asked)).toEqual({
    tenantId: TENANT.toUpperCase(),
  })
})

test.each([
  ['no address', 'not a url', 'answer came elsewhere'],
  ['another path', came(given, 'https://console.example/other'), 'answer came elsewhere'],
  ['another host', came(given, 'https://evil.example/consented'), 'answer came elsewhere'],
  ['another state', came({ ...given, state: 'other' }), 'answer to another request'],
  ['a refusal', came({ error: 'access_denied', state: 'a state' }), 'consent declined'],
  ['no consent', came({ ...given, admin_consent: 'False' }), 'answer without consent'],
  ['another tenant', came({ ...given, tenant: TENANT.replace('a', 'b') }), 'consent of another tenant'],
])('%s is told', (_, callback, code) => {
  expect(consentAnswer(callback, asked)).toMatchObject({ code })
})
