import { describe, expect, test } from 'vitest'
import { authorizeUrl, browser, NATIVE, returned, WEB, withApplications } from '../testing/applications.ts'
import { ADMIN, NOBODY } from '../testing/browser.ts'
import { deviceFor } from '../testing/flows.ts'
import { GRAPH, PASSWORD, TENANT_ID, V2, type World } from '../testing/world.ts'

const POLICY = '/policies/adminConsentRequestPolicy'
const REQUESTS = '/identityGovernance/appConsent/appConsentRequests'
const ENABLED = {
  isEnabled: true,
  notifyReviewers: false,
  remindersEnabled: false,
  requestDurationInDays: 5,
  reviewers: [],
}
/** Scopes that users may not consent to. */
const asked = authorizeUrl({ scope: `openid ${GRAPH}/Directory.ReadWrite.All` })

/** Graph for the administrator, with a client that has all the permissions needed here. */
function graphOf(at: World) {
  for (const one of at.tenant.list('oauth2PermissionGrants'))
    at.change('oauth2PermissionGrants', 'id', String(one.id), {
      scope: `${one.scope} ConsentRequest.ReadWrite.All Policy.ReadWrite.ConsentRequest`,
    })
  return (method: string, path: string, body?: object, form = PASSWORD) => {
    const { json } = at.send(V2, { form })
    const answer = at.cloud.handle({
      method,
      host: 'graph.microsoft.com',
      origin: GRAPH,
      path: `/v1.0${path}`,
      query: '',
      headers: { authorization: `Bearer ${json.access_token}`, 'content-type': 'application/json' },
      body: body === undefined ? '' : JSON.stringify(body),
      at: at.clock.now(),
    })
    const text = String(answer.body)
    return { status: answer.status, json: text === '' ? {} : JSON.parse(text) }
  }
}

function enabled() {
  const at = withApplications()
  const graph = graphOf(at)
  expect(graph('PUT', POLICY, ENABLED).status).toBe(204)
  return { at, graph }
}

/** A person asks for approval. */
function wish(at: World, reason: string) {
  const tab = browser(at)
  tab.open(asked)
  const page = tab.submit(NOBODY)
  return { page, sent: tab.submit({ decision: 'request', reason }), tab }
}

describe('where the tenant takes requests for consent', () => {
  test('the policy is off until it is set, and counts its versions', () => {
    const at = withApplications()
    const graph = graphOf(at)
    expect(graph('GET', POLICY).json).toMatchObject({ isEnabled: false, version: 0, reviewers: [] })
    graph('PUT', POLICY, ENABLED)
    expect(graph('GET', POLICY).json).toEqual({
      '@odata.context': `${GRAPH}/v1.0/$metadata#policies/adminConsentRequestPolicy/$entity`,
      ...ENABLED,
      version: 1,
    })
  })

  test('the page asks why, and the request stands in Graph with who and why', () => {
    const { at, graph } = enabled()
    const { page, sent, tab } = wish(at, 'I need <it>')
    expect([
      page.status,
      page.text.includes('AADSTS90095'),
      page.text.includes('Directory.ReadWrite.All'),
    ]).toEqual([403, true, true])
    expect(sent.text).toContain('Request sent')
    const { value, ...head } = graph('GET', REQUESTS).json
    expect(head['@odata.count']).toBe(1)
    expect(value).toEqual([
      {
        id: expect.any(String),
        appId: WEB.appId,
        appDisplayName: 'Web',
        consentType: 'Dynamic',
        pendingScopes: [{ displayName: 'Directory.ReadWrite.All' }],
        'userConsentRequests@odata.context': expect.stringContaining('/userConsentRequests'),
        userConsentRequests: [expect.objectContaining({ reason: 'I need <it>' })],
      },
    ])
    const users = graph('GET', `${REQUESTS}/${value[0].id}/userConsentRequests`).json.value
    expect(users).toMatchObject([
      {
        reason: 'I need <it>',
        status: 'InProgress',
        createdBy: { user: { userPrincipalName: NOBODY.username } },
      },
    ])
    expect(graph('GET', `${REQUESTS}/${value[0].id}/userConsentRequests/${users[0].id}`).json.id).toBe(
      users[0].id,
    )
    expect(returned(tab.submit({ decision: 'return' }))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringMatching(/^AADSTS90095: /),
      state: 'a state',
    })
  })

  test('asked twice it is one request, and without a reason none', () => {
    const { at, graph } = enabled()
    expect(wish(at, '  ').sent.text).toContain('Approval required')
    expect(graph('GET', REQUESTS).json.value).toEqual([])
    wish(at, 'once')
    wish(at, 'twice')
    const [{ id }] = graph('GET', REQUESTS).json.value
    expect(graph('GET', `${REQUESTS}/${id}/userConsentRequests`).json['@odata.count']).toBe(1)
  })

  test('an administrator’s consent for all completes it, and the person is let in', () => {
    const { at, graph } = enabled()
    wish(at, 'please')
    const tab = browser(at)
    tab.open(
      `/${TENANT_ID}/v2.0/adminconsent?${new URLSearchParams({
        client_id: WEB.appId,
        redirect_uri: WEB.redirectUri,
        scope: `${GRAPH}/Directory.ReadWrite.All`,
      })}`,
    )
    expect(returned(tab.submit({ ...ADMIN, decision: 'accept' }))).toMatchObject({ admin_consent: 'True' })
    const [{ id, pendingScopes }] = graph('GET', REQUESTS).json.value
    const [one] = graph('GET', `${REQUESTS}/${id}/userConsentRequests`).json.value
    expect([pendingScopes, one.status, typeof one.completedDateTime]).toEqual([[], 'Completed', 'string'])
    // https://learn.microsoft.com/graph/api/userconsentrequest-get: v1.0 has stages, beta steps.
    expect(one.approval).toMatchObject({
      id: one.approvalId,
      stages: [
        {
          reviewResult: 'Approve',
          status: 'Completed',
          justification: 'Admin consent granted.',
          reviewedBy: { userPrincipalName: ADMIN.username },
        },
      ],
    })
    const again = browser(at)
    again.open(asked)
    expect(returned(again.submit(NOBODY))).toHaveProperty('code')
  })

  test('what nobody answers in the days of the policy has expired', () => {
    const { at, graph } = enabled()
    wish(at, 'please')
    const [{ id }] = graph('GET', REQUESTS).json.value
    at.clock.advance(5 * 86_400_000)
    expect(graph('GET', `${REQUESTS}/${id}/userConsentRequests`).json.value[0].status).toBe('Expired')
  })

  test('a device’s person asks the same way', () => {
    const { at } = enabled()
    const { userCode } = deviceFor(at)
    const tab = browser(at)
    at.cloud.services.entra.signIns.deviceCodes.replace(
      at.cloud.services.entra.signIns.userCodes.get(userCode, at.clock.now()) ?? '',
      {
        appId: NATIVE.appId,
        segment: TENANT_ID,
        userCode,
        scope: `${GRAPH}/Directory.ReadWrite.All`,
        resource: undefined,
        at: at.clock.now(),
        polledAt: undefined,
        state: 'pending',
      },
    )
    tab.open('/common/oauth2/deviceauth')
    tab.submit({ user_code: userCode })
    expect(tab.submit(NOBODY).text).toContain('Approval required')
    expect(tab.submit({ decision: 'request', reason: 'please', user_code: userCode }).text).toContain(
      'Request sent',
    )
  })
})

describe('Graph refuses', () => {
  const BODIES: [string, object][] = [
    ['an unknown property', { ...ENABLED, other: 1 }],
    ['a version, which is read-only', { version: 3 }],
    ['days that are no number', { requestDurationInDays: '5' }],
    ['a prototype', JSON.parse('{"__proto__":1}')],
  ]
  test.each(BODIES)('%s in the policy', (_what, body) => {
    const { graph } = enabled()
    expect(graph('PUT', POLICY, body).status).toBe(400)
  })

  test('who has no role, what is not there, and options that are not emulated', () => {
    const { at, graph } = enabled()
    const person = { ...PASSWORD, ...NOBODY }
    expect(graph('PUT', POLICY, ENABLED, person).status).toBe(403)
    expect(graph('GET', `${REQUESTS}/${TENANT_ID}`).status).toBe(404)
    expect(at.tenant.list('appConsentRequests')).toEqual([])
  })
})
