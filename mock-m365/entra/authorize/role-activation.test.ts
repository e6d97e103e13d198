import { PublicClientApplication } from '@azure/msal-node'
import { expect, test } from 'vitest'
import type { Entity } from '../../base.ts'
import { fetchOf } from '../../fetch.ts'
import { browser, NATIVE, returned, withApplications } from '../testing/applications.ts'
import { decoded, NOBODY } from '../testing/browser.ts'
import { policy, withAuthenticator } from '../testing/flows.ts'
import { GRAPH, LOGIN, PASSWORD, TENANT_ID, V2, type World } from '../testing/world.ts'
import { GRAPH_APP_ID, roleTemplate } from '../well-known.ts'

const MFA = { grantControls: { builtInControls: ['mfa'] } }
const factor = JSON.stringify({ access_token: { amr: { essential: true, values: ['mfa'] } } })
const personId = (at: World, upn: string) => String(at.tenant.find('users', 'userPrincipalName', upn)[0]?.id)

/** The whole flow with unmodified MSAL: PIM refuses, the user authenticates, PIM gives the role. */
test.each([
  ['the second factor', ''],
  ['an authentication context', 'c1'],
])('MSAL activates a role that asks for %s', async (_, value) => {
  const at = withApplications()
  withAuthenticator(at, 'nobody')
  const graph = fetchOf(at.cloud)
  const userId = personId(at, NOBODY.username)
  const role = roleTemplate('Exchange Administrator')
  prepare(at, userId, role, value)
  const client = new PublicClientApplication({
    auth: { clientId: NATIVE.appId, authority: `${LOGIN}/${TENANT_ID}`, clientCapabilities: ['CP1'] },
    system: { networkClient: networkOf(at) },
  })
  const scopes = [`${GRAPH}/RoleAssignmentSchedule.ReadWrite.Directory`]
  const acquire = async (claims?: string) => {
    const redirectUri = 'http://localhost:49152/native'
    const asked = { scopes, redirectUri, ...(claims ? { claims } : {}) }
    const tab = browser(at)
    tab.open(await client.getAuthCodeUrl(asked))
    let page = tab.submit(NOBODY)
    if (page.text.includes('Verify your identity')) page = tab.submit({ factor: 'approve' })
    const code = String(returned(page)?.code)
    return (await client.acquireTokenByCode({ ...asked, code })).accessToken
  }
  const activate = async (token: string) => {
    const response = await graph(`${GRAPH}/v1.0/roleManagement/directory/roleAssignmentScheduleRequests`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        action: 'selfActivate',
        principalId: userId,
        roleDefinitionId: role,
        directoryScopeId: '/',
        justification: 'to mend the mail',
        scheduleInfo: { expiration: { type: 'afterDuration', duration: 'PT1H' } },
      }),
    })
    return (await response.json()) as { status?: string; error?: { code: string; message: string } }
  }
  const weak = await acquire()
  expect(decoded(weak)).toMatchObject({ amr: ['pwd'] })
  const { error } = await activate(weak)
  expect(error?.code).toBe(
    value ? 'RoleAssignmentRequestAcrsValidationFailed' : 'RoleAssignmentRequestPolicyValidationFailed',
  )
  // The message has the context; for the rule, clients request the second factor themselves.
  const claims = value ? new URLSearchParams(error?.message).get('claims') : factor
  const strong = await acquire(String(claims))
  expect(decoded(strong)).toMatchObject({ amr: ['pwd', 'mfa'], ...(value ? { acrs: [value] } : {}) })
  expect((await activate(strong)).status).toBe('Provisioned')
})

/** Consent to the scope, the licence, the eligibility, the role's rule, and the policy for the context. */
function prepare(at: World, userId: string, role: string, value: string): void {
  const write = {
    at: 0,
    actor: { type: 'system', id: '', displayName: '' },
    call: '',
    requestId: '',
  } as const
  const put = (kind: string, one: Entity) => at.tenant.commit(write, kind, String(one.id), one)
  const idOf = (appId: string) => String(at.tenant.find('servicePrincipals', 'appId', appId)[0]?.id)
  put('oauth2PermissionGrants', {
    id: 'grant',
    ...{ clientId: idOf(NATIVE.appId), resourceId: idOf(GRAPH_APP_ID) },
    ...{ consentType: 'AllPrincipals', principalId: null },
    scope: 'openid profile offline_access RoleAssignmentSchedule.ReadWrite.Directory',
  })
  const plan = { servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', servicePlanName: 'AAD_PREMIUM_P2' }
  put('subscribedSkus', { id: 'sku', ...{ capabilityStatus: 'Enabled', servicePlans: [plan] } })
  put('roleEligibilitySchedules', {
    id: 'eligible',
    ...{ principalId: userId, roleDefinitionId: role, directoryScopeId: '/', memberType: 'Direct' },
    scheduleInfo: { startDateTime: '2026-01-01T00:00:00Z', expiration: { type: 'noExpiration' } },
  })
  if (!value) return
  const token = at.send(V2, { form: { ...PASSWORD, scope: `${GRAPH}/.default` } }).json.access_token
  const graph = (method: string, path: string, body = '') =>
    at.cloud.handle({
      ...{ method, host: 'graph.microsoft.com', origin: GRAPH, path, query: '', body, at: at.clock.now() },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
  const [, policyId] = new RegExp(`"policyId":"([^"]+)"[^}]*"roleDefinitionId":"${role}"`).exec(
    String(graph('GET', '/v1.0/policies/roleManagementPolicyAssignments').body),
  ) ?? ['', '']
  const rule = `/v1.0/policies/roleManagementPolicies/${policyId}/rules/AuthenticationContext_EndUser_Assignment`
  const changed = graph('PATCH', rule, JSON.stringify({ isEnabled: true, claimValue: value }))
  if (changed.status !== 204) throw new Error(String(changed.body))
  policy(at, {
    ...MFA,
    conditions: {
      users: { includeUsers: ['All'] },
      applications: { includeAuthenticationContextClassReferences: [value] },
    },
  })
}

/** MSAL's network module, connected to the cloud. */
function networkOf(at: World) {
  const fetch = fetchOf(at.cloud)
  const send = async <T>(
    method: string,
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) => {
    const { headers = {}, body } = options ?? {}
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
    const answered = { status: response.status, headers: Object.fromEntries(response.headers) }
    return { ...answered, body: (await response.json()) as T }
  }
  return {
    sendGetRequestAsync: <T>(url: string, options?: object) => send<T>('GET', url, options),
    sendPostRequestAsync: <T>(url: string, options?: object) => send<T>('POST', url, options),
  }
}
