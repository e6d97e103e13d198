import { describe, expect, test } from 'vitest'
import { browser, returned } from './testing/applications.ts'
import {
  GRAPH,
  type Heard,
  INLINE,
  passwordOf,
  ready,
  said,
  TENANT_ID,
  upnOf,
  type World,
  world,
} from './testing/world.ts'

/** Ids and resources are written here again: the table under test is not used. */
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
const AZURE_POWERSHELL = '1950a258-227b-4e31-a9cf-717495945fc2'
const TOOLS = [
  ['Azure CLI', AZURE_CLI],
  ['Azure PowerShell', AZURE_POWERSHELL],
  ['Visual Studio', '04f0c124-f2bc-4f59-8241-bf6df9866bbd'],
  ['Visual Studio, older', '872cd9fa-d31f-45e0-9eab-6e460a02d1f1'],
  ['Visual Studio Code', 'aebc6443-996d-45c2-90f0-388ff96faa56'],
] as const
const RESOURCES = [
  'https://management.core.windows.net/',
  'https://management.azure.com',
  'https://vault.azure.net',
  'https://storage.azure.com',
  'https://graph.windows.net',
  'https://database.windows.net/',
] as const

const signedIn = (at: World, client_id: string, scope: string): Heard =>
  at.send('POST /organizations/oauth2/v2.0/token', {
    form: {
      grant_type: 'password',
      client_id,
      username: upnOf('nobody'),
      password: passwordOf('nobody'),
      scope,
    },
  })
const outcome = (heard: Heard): string => said(heard).trim()
const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())

describe('first-party clients and resources', () => {
  test.each(TOOLS)('%s gets tokens for Azure and Graph without anybody’s consent', (_name, appId) => {
    const at = world()
    for (const resource of RESOURCES) {
      const heard = signedIn(at, appId, `${resource}/.default openid profile offline_access`)
      expect([resource, outcome(heard)]).toEqual([resource, '200'])
      const claims = claimsOf(heard.json.access_token)
      expect(claims).toMatchObject({ aud: resource, appid: appId, scp: 'user_impersonation', ver: '1.0' })
    }
    const graph = signedIn(at, appId, `${GRAPH}/.default`)
    expect(claimsOf(graph.json.access_token).scp).toMatch(/openid profile/)
    const [principal] = at.tenant.find('servicePrincipals', 'appId', appId)
    expect(at.tenant.find('oauth2PermissionGrants', 'clientId', principal?.id)).toEqual([])
  })

  test('Azure CLI signs in on the page as `az login` asks, and shows no consent', () => {
    const tab = browser(world())
    tab.open(
      `/organizations/oauth2/v2.0/authorize?${new URLSearchParams({
        client_id: AZURE_CLI,
        response_type: 'code',
        redirect_uri: 'http://localhost:8400',
        scope: 'https://management.core.windows.net//.default offline_access openid profile',
        state: 'of az',
        prompt: 'select_account',
      })}`,
    )
    const answer = tab.submit({ username: upnOf('nobody'), password: passwordOf('nobody') })
    expect(returned(answer)).toMatchObject({ state: 'of az', code: expect.stringMatching(/./) })
  })

  test('nobody can consent to more than is agreed between Microsoft’s own', () => {
    const at = world()
    const scope = `${GRAPH}/Sites.FullControl.All`
    const heard = signedIn(at, AZURE_CLI, scope)
    expect(outcome(heard)).toBe('400 invalid_request 65002')
    expect(heard.json.error_description).toContain(
      `AADSTS65002: Consent between first party application '${AZURE_CLI}' and first party resource '00000003-0000-0000-c000-000000000000' must be configured via preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens for that API. Trace`,
    )
    const tab = browser(at)
    const query = { client_id: AZURE_CLI, response_type: 'code', redirect_uri: 'http://localhost:1', scope }
    tab.open(`/organizations/oauth2/v2.0/authorize?${new URLSearchParams(query)}`)
    const answer = returned(tab.submit({ username: upnOf('admin'), password: passwordOf('admin') }))
    expect(answer).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('AADSTS65002'),
    })
  })

  test('a refresh token of one of the family is good for another, and for nobody else', () => {
    const at = world()
    const { json } = signedIn(at, AZURE_CLI, `${RESOURCES[0]}/.default offline_access`)
    expect(json.foci).toBe('1')
    const redeemed = (client_id: string) =>
      outcome(
        at.send(`POST /${TENANT_ID}/oauth2/v2.0/token`, {
          form: {
            grant_type: 'refresh_token',
            client_id,
            refresh_token: String(json.refresh_token),
            scope: `${GRAPH}/.default`,
          },
        }),
      )
    expect(redeemed(AZURE_POWERSHELL)).toBe('200')
    expect(redeemed('14d82eec-204b-4c2f-b7e8-296a70dab67e')).toBe('400 invalid_grant 70000')
  })

  test('an application gets a token of its own for a resource that the mock does not serve', () => {
    const at = ready()
    const heard = at.send(`POST /${TENANT_ID}/oauth2/v2.0/token`, {
      form: {
        grant_type: 'client_credentials',
        client_id: INLINE.clientId,
        client_secret: INLINE.clientSecret,
        scope: 'https://management.azure.com/.default',
      },
    })
    expect(outcome(heard)).toBe('200')
    const claims = claimsOf(heard.json.access_token)
    expect(claims).toMatchObject({ aud: 'https://management.azure.com', idtyp: 'app' })
    expect(claims.roles).toBeUndefined()
  })

  test('principals are named by their URIs', () => {
    const [graph] = world().tenant.find('servicePrincipals', 'appId', '00000003-0000-0000-c000-000000000000')
    expect(graph?.servicePrincipalNames).toEqual(
      expect.arrayContaining(['00000003-0000-0000-c000-000000000000', GRAPH, `${GRAPH}/`]),
    )
  })
})
