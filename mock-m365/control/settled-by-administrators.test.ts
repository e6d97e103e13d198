/** What an administrator of a served tenant settles through Graph acts on the requests that come next. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { servedControl, type Told } from './testing/served-control.ts'

const served = await servedControl(Date.now())
const {
  microsoft,
  contoso: { tenantId, accounts },
} = served
beforeEach(served.renew)
afterAll(served.close)

const GRAPH_TOOLS = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
const signIn = (account = accounts[0]) =>
  microsoft(
    `POST /${tenantId}/oauth2/v2.0/token`,
    String(
      new URLSearchParams({
        grant_type: 'password',
        client_id: GRAPH_TOOLS,
        scope: 'https://graph.microsoft.com/.default',
        username: account?.userPrincipalName ?? '',
        password: account?.password ?? '',
      }),
    ),
  )
/** Sends requests to Graph with a token of one account. */
const graphAs = async (account = accounts[0]) => {
  const { json } = await signIn(account)
  const headers = { authorization: `Bearer ${json.access_token}` }
  return (line: string, body?: object) => microsoft(line.replace(' /', ' /v1.0/'), body, headers)
}
const MORE_SCOPES =
  'Policy.Read.All Policy.ReadWrite.ConditionalAccess Policy.ReadWrite.SecurityDefaults RoleManagementPolicy.ReadWrite.Directory'

/** An administrator who has let the tool ask for what these settings take, as tools' own setup pages say. */
async function administrator() {
  const graph = await graphAs()
  const client = await graph(`GET /servicePrincipals(appId='${GRAPH_TOOLS}')`)
  const { json } = await graph(`GET /servicePrincipals/${client.json.id}/oauth2PermissionGrants`)
  const [{ id, scope }] = Object(json.value)
  const granted = await graph(`PATCH /oauth2PermissionGrants/${id}`, { scope: `${scope} ${MORE_SCOPES}` })
  expect(granted.status).toBe(204)
  return graphAs()
}
const errorNumber = ({ json }: Told) => Object(json.error_codes)[0]

const POLICIES = '/identity/conditionalAccess/policies'
const MFA_FOR_ALL = {
  displayName: 'MFA for all',
  state: 'enabled',
  conditions: {
    clientAppTypes: ['all'],
    users: { includeUsers: ['All'] },
    applications: { includeApplications: ['All'] },
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
}

describe('a sign-in by password alone', () => {
  test('is refused as long as Conditional Access asks for a second factor', async () => {
    const graph = await administrator()
    const made = await graph(`POST ${POLICIES}`, MFA_FOR_ALL)
    expect(made.status).toBe(201)
    const refused = await signIn()
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_grant'])
    expect([50076, 50079]).toContain(errorNumber(refused))
    // A token that was there before goes on until it expires.
    expect((await graph(`DELETE ${POLICIES}/${made.json.id}`)).status).toBe(204)
    expect((await signIn()).status).toBe(200)
  })

  test('is refused to administrators under security defaults', async () => {
    const graph = await administrator()
    const DEFAULTS = '/policies/identitySecurityDefaultsEnforcementPolicy'
    expect((await graph(`PATCH ${DEFAULTS}`, { isEnabled: true })).status).toBe(204)
    expect([50076, 50079]).toContain(errorNumber(await signIn()))
    expect((await graph(`PATCH ${DEFAULTS}`, { isEnabled: false })).status).toBe(204)
    expect((await signIn()).status).toBe(200)
  })
})

test('settings of groups say who may make one', async () => {
  const graph = await administrator()
  const group = { mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] }
  const somebody = await graphAs(accounts.find(({ roles }) => roles.length === 0))
  const make = async (name: string) => {
    const { status, json } = await somebody('POST /groups', {
      ...group,
      displayName: name,
      mailNickname: name,
    })
    return [status, Object(json.error).code]
  }
  expect(await make('before')).toEqual([201, undefined])
  const values = [{ name: 'EnableGroupCreation', value: 'false' }]
  const made = await graph('POST /groupSettings', {
    templateId: '62375ab9-6b52-47ed-826b-58e47e0e304b',
    values,
  })
  expect(made.status).toBe(201)
  expect(await make('after')).toEqual([403, 'Authorization_RequestDenied'])
})

test('rules of PIM say how long an eligible role lasts, once the licence that PIM asks for is bought', async () => {
  const READER = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b'
  const graph = await administrator()
  const filter = `$filter=${encodeURIComponent(`scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq '${READER}'`)}`
  const list = () => graph(`GET /policies/roleManagementPolicyAssignments?${filter}`)
  expect((await list()).status).toBe(400)
  const licences = ['ENTERPRISEPACK', 'AAD_PREMIUM_P2']
  expect((await served.ask(`PUT /tenants/${tenantId}/licences`, { licences })).status).toBe(200)
  const [{ policyId }] = Object((await list()).json.value)
  const rule = `/policies/roleManagementPolicies/${policyId}/rules/Expiration_Admin_Eligibility`
  const { '@odata.context': _, ...kept } = (await graph(`GET ${rule}`)).json
  const { json: people } = await graph('GET /users?$select=id')
  const [, { id: principalId }] = Object(people.value)
  const eligible = async (duration: string) => {
    const { status, json } = await graph('POST /roleManagement/directory/roleEligibilityScheduleRequests', {
      action: 'adminAssign',
      justification: 'a reader',
      roleDefinitionId: READER,
      directoryScopeId: '/',
      principalId,
      scheduleInfo: { expiration: { type: 'afterDuration', duration } },
    })
    return [status, Object(json.error).code]
  }
  const change = { ...kept, isExpirationRequired: true, maximumDuration: 'P15D' }
  expect((await graph(`PATCH ${rule}`, change)).status).toBe(204)
  expect(await eligible('P30D')).toEqual([400, 'RoleAssignmentRequestPolicyValidationFailed'])
  expect(await eligible('P15D')).toEqual([201, undefined])
})
