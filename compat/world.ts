/** A tenant with more users than a page holds, served by both ports, in which one application has its permissions. */
import { ok } from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedCloud } from '#mock-m365'
import { environmentFor, selfSigned, useMock } from '#mock-m365/serve'
import { GRAPH, GRAPH_DEFAULT, LOGIN, type OwnApplication, type World } from './client.ts'

/** Microsoft Graph Command Line Tools, a public client that every tenant has. */
const PUBLIC_CLIENT_ID = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'
const DAY_MS = 86_400_000
const PERMISSIONS = ['User.ReadWrite.All', 'Group.ReadWrite.All']
/** With the embedded ones they are more than Graph's default page of 100. */
const PEOPLE = Array.from({ length: 120 }, (_, i) => `Person ${i + 1}`)

/** Real sockets and the real clock: some clients check times. `close` puts this process back as it was. */
export async function openWorld(): Promise<World & { close(): Promise<void> }> {
  const surroundings = { clock: { now: Date.now }, ids: { uuid: randomUUID } }
  const { cloud, tenants, origin, proxy, caFile, undo } = await useMock(embeddedCloud(surroundings, PEOPLE))
  const folder = mkdtempSync(join(tmpdir(), 'casproof-compat-'))
  const close = async () => {
    await undo()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const [tenant] = tenants
    const account = tenant?.accounts.find(({ roles }) => roles.includes('Global Administrator'))
    const application = tenant?.applications[0]
    const domain = tenant?.domains[0]
    ok(account && application && domain, 'the first embedded tenant has an administrator and an application')
    const { userPrincipalName: username, password } = account
    const found = {
      origin,
      cloud,
      tenantId: tenant.tenantId,
      domain,
      application,
      person: { username, password, clientId: PUBLIC_CLIENT_ID },
      environment: { ...environmentFor({ proxy, caFile }), PATH: process.env.PATH ?? '', HOME: folder },
      folder,
    }
    const graph = await graphAs(found)
    await permit(graph, application.clientId)
    return { ...found, own: await register(graph), close }
  } catch (error) {
    await close()
    throw error
  }
}

type Graph = Awaited<ReturnType<typeof graphAs>>

/** Graph as the administrator uses it. */
async function graphAs({ tenantId, person }: Pick<World, 'tenantId' | 'person'>) {
  const { clientId: client_id, ...credentials } = person
  const form = { grant_type: 'password', client_id, scope: GRAPH_DEFAULT, ...credentials }
  const { access_token } = await answered(`${LOGIN}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return (path: string, body?: object, method = 'POST') =>
    answered(`${GRAPH}/v1.0${path}`, {
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body && { method, body: JSON.stringify(body) }),
    })
}

/** The service principal, then one app role assignment per permission. */
async function permit(graph: Graph, appId: string): Promise<void> {
  const resource = await graph(`/servicePrincipals(appId='${GRAPH_APP_ID}')?$select=id,appRoles`)
  const principal = await graph('/servicePrincipals', { appId })
  const appRoles: { id: string; value: string }[] = resource.appRoles
  for (const { id: appRoleId } of appRoles.filter(({ value }) => PERMISSIONS.includes(value)))
    await graph(`/servicePrincipals/${principal.id}/appRoleAssignments`, {
      principalId: principal.id,
      resourceId: resource.id,
      appRoleId,
    })
}

/** An application with an API, and everything by which it can sign in. */
async function register(graph: Graph): Promise<OwnApplication> {
  const [redirectUri, publicRedirectUri] = ['https://own.example/signed-in', 'http://localhost/signed-in']
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [from, to] = [Date.now() - DAY_MS, Date.now() + 90 * DAY_MS]
  const der = selfSigned(key, { commonName: 'own', from, to })
  const { id, appId } = await graph('/applications', {
    displayName: 'Own',
    web: { redirectUris: [redirectUri] },
    publicClient: { redirectUris: [publicRedirectUri] },
    keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: der.toString('base64') }],
  })
  await graph('/servicePrincipals', { appId })
  const scope = { adminConsentDisplayName: 'Use it', adminConsentDescription: 'Use it as the person' }
  const oauth2PermissionScopes = [
    { ...scope, id: randomUUID(), value: 'access_as_user', type: 'User', isEnabled: true },
  ]
  const identifierUri = `api://${appId}`
  await graph(
    `/applications/${id}`,
    { identifierUris: [identifierUri], api: { oauth2PermissionScopes } },
    'PATCH',
  )
  const { secretText } = await graph(`/applications/${id}/addPassword`, {
    passwordCredential: { displayName: 'compat' },
  })
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const body = der.toString('base64').replaceAll(/.{64}(?!$)/g, '$&\n')
  return {
    clientId: appId,
    clientSecret: secretText,
    redirectUri,
    publicRedirectUri,
    api: `${identifierUri}/access_as_user`,
    certificate: {
      pem: `${privateKey}-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
      privateKey,
      sha1: createHash('sha1').update(der).digest('hex'),
      sha256: createHash('sha256').update(der).digest('hex'),
    },
  }
}

async function answered(url: string, init: RequestInit) {
  const response = await fetch(url, init)
  const text = await response.text()
  ok(response.ok, `${url} answered ${response.status}: ${text}`)
  return text === '' ? {} : JSON.parse(text)
}
