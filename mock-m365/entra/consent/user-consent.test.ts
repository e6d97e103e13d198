import { describe, expect, test } from 'vitest'
import {
  API,
  authorizeUrl,
  browser,
  NATIVE,
  returned,
  WEB,
  withApplications,
} from '../testing/applications.ts'
import { ADMIN, decoded, NOBODY, redeem, signedInBrowser } from '../testing/browser.ts'
import { GRAPH, INLINE, TENANT_ID, upnOf, type World } from '../testing/world.ts'

describe('consent at sign-in', () => {
  const grants = (at: World, consentType: string) =>
    at.tenant
      .list('oauth2PermissionGrants')
      .filter((one) => one.consentType === consentType && one.clientId === WEB_PRINCIPAL)
  const WEB_PRINCIPAL = 'cccccccc-0000-4000-8000-cccccccccccc'
  const mailRead = authorizeUrl({ scope: `${GRAPH}/Mail.Read` })

  test('counts for the person alone, and adds to what was there', () => {
    const at = withApplications()
    const { tab } = signedInBrowser(at)
    tab.open(mailRead)
    expect(returned(tab.submit({ decision: 'accept' }))).toHaveProperty('code')
    const [one, ...more] = grants(at, 'Principal')
    expect(more).toEqual([])
    expect(one).toMatchObject({
      principalId: at.tenant.find('users', 'userPrincipalName', upnOf('nobody'))[0]?.id,
      scope: 'Mail.Read User.Read offline_access openid profile',
    })
    expect(grants(at, 'AllPrincipals')).toEqual([])
  })

  test('declined, it writes nothing', () => {
    const at = withApplications()
    const tab = browser(at)
    tab.open(authorizeUrl({}))
    const { position } = at.tenant
    tab.submit(NOBODY)
    expect(returned(tab.submit({ decision: 'decline' }))).toMatchObject({
      error: 'access_denied',
      error_subcode: 'cancel',
      state: 'a state',
    })
    expect(at.tenant.position).toBe(position)
  })

  test('an administrator’s counts for that person, or for all where the box is ticked', () => {
    const at = withApplications()
    signedInBrowser(at, ADMIN)
    expect([grants(at, 'Principal').length, grants(at, 'AllPrincipals').length]).toEqual([1, 0])
    const tab = browser(at)
    tab.open(authorizeUrl({ prompt: 'consent' }))
    expect(tab.submit(ADMIN).text).toContain('Consent on behalf of Contoso')
    tab.submit({ decision: 'accept', organization: 'on' })
    expect(grants(at, 'AllPrincipals')).toHaveLength(1)
    expect(returned(browserFor(at, NOBODY, authorizeUrl({})))).toHaveProperty('code')
  })

  test('what needs an administrator shows who can give it, and the way back', () => {
    const at = withApplications()
    const tab = browser(at)
    tab.open(authorizeUrl({ scope: `${GRAPH}/Directory.ReadWrite.All` }))
    const page = tab.submit(NOBODY)
    expect([page.status, page.text.includes('AADSTS90094')]).toEqual([403, true])
    const answer = returned(tab.submit({ decision: 'return' }))
    expect(answer).toMatchObject({ error: 'access_denied', state: 'a state' })
    expect(answer?.error_description).toContain('AADSTS90094')
  })

  test('an unverified publisher’s application gets no more than the basics from a person', () => {
    const ask = (scope: string) =>
      browserFor(
        withApplications(),
        NOBODY,
        authorizeUrl({ client_id: INLINE.clientId, redirect_uri: INLINE.redirectUri, scope }),
      ).text
    expect(ask(`openid ${GRAPH}/User.Read`)).toContain('Permissions requested')
    expect(ask(`${GRAPH}/Mail.Read`)).toContain('AADSTS900941')
  })

  test('the older endpoint’s admin_consent gives all that is required, app roles too', () => {
    const at = withApplications()
    const tab = browser(at)
    const asked = {
      client_id: INLINE.clientId,
      redirect_uri: INLINE.redirectUri,
      prompt: 'admin_consent',
      resource: GRAPH,
    }
    tab.open(authorizeUrl(asked, { version: 1 }))
    tab.submit(ADMIN)
    expect(returned(tab.submit({ decision: 'accept' }))).toMatchObject({
      admin_consent: 'True',
      code: expect.any(String),
    })
    expect(at.tenant.find('appRoleAssignments', 'principalId', at.principal())).toHaveLength(6)
    expect(browserFor(withApplications(), NOBODY, authorizeUrl(asked, { version: 1 })).text).toContain(
      'AADSTS90093',
    )
  })

  test('a resource’s own registration can ask for none, and then its tokens are of its form', () => {
    const at = withApplications()
    const scope = `openid ${API}/access_as_user`
    const address = { client_id: NATIVE.appId, redirect_uri: NATIVE.redirectUri, scope }
    const tab = browser(at)
    tab.open(authorizeUrl(address))
    tab.submit(NOBODY)
    const code = returned(tab.submit({ decision: 'accept' }))?.code
    const form = { client_id: NATIVE.appId, client_secret: undefined, redirect_uri: NATIVE.redirectUri }
    const { json } = redeem(at, code, form)
    expect(decoded(json.access_token)).toMatchObject({
      aud: WEB.appId,
      azp: NATIVE.appId,
      azpacr: '0',
      iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
      scp: 'access_as_user',
      ver: '2.0',
    })
  })

  function browserFor(at: World, person: Readonly<Record<string, string>>, target: string) {
    const tab = browser(at)
    tab.open(target)
    return tab.submit(person)
  }
})
