/** A tenant with more users than a page holds, served by both ports, in which one application has its permissions. */
import { ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedCloud } from '#mock-m365'
import { environmentFor, useMock } from '#mock-m365/serve'
import { GRAPH, GRAPH_DEFAULT, LOGIN, type World } from './client.ts'

/** Microsoft Graph Command Line Tools, a public client that every tenant has. */
const PUBLIC_CLIENT_ID = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'
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
    const world: World = {
      origin,
      cloud,
      tenantId: tenant.tenantId,
      domain,
      application,
      person: { username, password, clientId: PUBLIC_CLIENT_ID },
      environment: { ...environmentFor({ proxy, caFile }), PATH: process.env.PATH ?? '', HOME: folder },
      folder,
    }
    await permit(world)
    return { ...world, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** As an administrator does it with Graph: the service principal, then one app role assignment per permission. */
async function permit({ tenantId, application, person }: World): Promise<void> {
  const { clientId: client_id, ...credentials } = person
  const form = { grant_type: 'password', client_id, scope: GRAPH_DEFAULT, ...credentials }
  const { access_token } = await answered(`${LOGIN}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const graph = (path: string, body?: object) =>
    answered(`${GRAPH}/v1.0${path}`, {
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
  const resource = await graph(`/servicePrincipals(appId='${GRAPH_APP_ID}')?$select=id,appRoles`)
  const principal = await graph('/servicePrincipals', { appId: application.clientId })
  const appRoles: { id: string; value: string }[] = resource.appRoles
  for (const { id: appRoleId } of appRoles.filter(({ value }) => PERMISSIONS.includes(value)))
    await graph(`/servicePrincipals/${principal.id}/appRoleAssignments`, {
      principalId: principal.id,
      resourceId: resource.id,
      appRoleId,
    })
}

async function answered(url: string, init: RequestInit) {
  const response = await fetch(url, init)
  const text = await response.text()
  ok(response.ok, `${url} answered ${response.status}: ${text}`)
  return JSON.parse(text)
}
