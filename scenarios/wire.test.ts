/** The same product and the same mock over real sockets: TLS, certificates by name, Microsoft's own clients. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inlineService, memoryStore, network } from '#cas-core'
import { STANDING } from './expected.ts'
import { administrator, assignExchangeRole } from './harness/administrator.ts'
import { type Ready, served } from './harness/served.ts'

const home = mkdtempSync(join(tmpdir(), 'casproof-'))
let stop: () => Promise<void>
let ready: Ready

beforeAll(async () => {
  const server = await served({ ...process.env, CASPROOF_HOME: home })
  ready = server.ready
  stop = server.stop
})

afterAll(async () => {
  await stop()
  rmSync(home, { recursive: true, force: true })
})

const tenantNamed = (name: string) => {
  const found = ready.tenants.find(({ displayName }) => displayName === name)
  if (!found) throw new Error(`serve has no tenant ${name}`)
  return found
}

test('serve --json says where, what to trust, and how to sign in', () => {
  expect(ready.origin).toMatch(/^https:\/\/localhost:\d+$/)
  expect(readFileSync(ready.caFile, 'utf8')).toContain('BEGIN CERTIFICATE')
  const { applications, accounts, domains } = tenantNamed('Contoso')
  expect(domains).toContain('contoso.com')
  expect(applications[0]).toMatchObject({ displayName: 'Trend Micro Cloud App Security' })
  expect(accounts.find(({ roles }) => roles.includes('Global Administrator'))).toBeDefined()
})

describe('an unmodified MSAL Node', () => {
  /** Runs a module's text in a separate process, where nothing but the CA is configured. */
  const inOwnProcess = async (text: string): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', text], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: ready.caFile },
    })
    return JSON.parse(stdout)
  }

  test('signs an administrator in and reads the organization', async () => {
    const { tenantId, accounts } = tenantNamed('Fabrikam')
    const admin = accounts.find(({ roles }) => roles.includes('Global Administrator'))
    const answer = await inOwnProcess(`
      import { PublicClientApplication } from '@azure/msal-node'
      const authority = '${ready.origin}/${tenantId}'
      const client = new PublicClientApplication({ auth: {
        clientId: '14d82eec-204b-4c2f-b7e8-296a70dab67e', authority, knownAuthorities: ['${new URL(ready.origin).host}'] } })
      const { accessToken, account } = await client.acquireTokenByUsernamePassword({
        scopes: ['https://graph.microsoft.com/.default'], username: '${admin?.userPrincipalName}', password: '${admin?.password}' })
      const headers = { Authorization: 'Bearer ' + accessToken }
      const organization = await (await fetch('${ready.origin}/v1.0/organization', { headers })).json()
      console.log(JSON.stringify([account.tenantId, organization.value[0].displayName]))`)
    expect(answer).toEqual([tenantId, 'Fabrikam'])
  })

  test('is told what Entra tells of an application without consent', async () => {
    const { tenantId, applications } = tenantNamed('Northwind')
    const [application] = applications
    const answer = await inOwnProcess(`
      import { ConfidentialClientApplication } from '@azure/msal-node'
      const client = new ConfidentialClientApplication({ auth: { clientId: '${application?.clientId}',
        clientSecret: '${application?.clientSecret}', authority: '${ready.origin}/${tenantId}',
        knownAuthorities: ['${new URL(ready.origin).host}'] } })
      const error = await client.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] }).catch((e) => e)
      console.log(JSON.stringify([error.errorCode, error.errorNo]))`)
    expect(answer).toEqual(['invalid_client', 7000229])
  })
})

test('the four stages through MSAL, the Graph client and undici over TLS, under Microsoft’s host names', async () => {
  const { port } = new URL(ready.origin)
  const wire = network({
    ca: readFileSync(ready.caFile, 'utf8'),
    connectTo: { host: '127.0.0.1', port: Number(port) },
  })
  const facts = tenantNamed('Contoso')
  const [application] = facts.applications
  if (!application) throw new Error('serve has no application')
  const ports = {
    // absence is confirmed a minute later, which nobody waits for here
    clock: { now: Date.now, sleep: async () => undefined },
    ids: { uuid: () => crypto.randomUUID() },
    fetch: wire.fetch,
    ...memoryStore().of('account'),
    log: { info: () => undefined, warn: () => undefined },
  }
  const service = inlineService(ports, {
    tenantId: facts.tenantId,
    site: 'EU',
    directions: 'both',
    application,
    vendorKey: 'a key',
    policies: [{ name: 'All', kind: 'ATP', direction: 'inbound', enabled: true, targets: { all: true } }],
  })
  const admin = administrator(wire.fetch, facts, 'admin')
  for (const purpose of ['mail flow', 'data sync'] as const) {
    const answer = await admin.consent(service.consentUrl(purpose, 'state'), 'accept')
    if ('refusal' in answer) throw new Error(answer.refusal)
    await service.acceptConsent(purpose, answer.callback, 'state')
    if (purpose === 'mail flow')
      expect((await assignExchangeRole(admin, application.clientId)).status).toBe(201)
  }
  const ruleNames = async () => {
    const { body } = await admin.exchange('Get-TransportRule', {})
    return (body.value as { Name: string }[]).map(({ Name }) => Name).sort()
  }
  expect(await service.provision()).toMatchObject({ outcome: 'done' })
  expect(await ruleNames()).toEqual([...STANDING.granted.TransportRule].sort())
  expect(await service.synchronize()).toMatchObject({ outcome: 'done', done: [] })
  expect(await service.deprovision()).toMatchObject({ outcome: 'done' })
  expect(await ruleNames()).toEqual([...STANDING.deprovisioned.TransportRule].sort())
  expect(await service.cleanUp(admin)).toMatchObject({ outcome: 'done' })
  expect(await ruleNames()).toEqual([])
  await wire.close()
})

test('casproof stage, one process a stage, remembers in its journal what was done', async () => {
  const facts = tenantNamed('Fabrikam')
  const [application] = facts.applications
  const { port } = new URL(ready.origin)
  const wire = network({
    ca: readFileSync(ready.caFile, 'utf8'),
    connectTo: { host: '127.0.0.1', port: Number(port) },
  })
  const admin = administrator(wire.fetch, facts, 'admin')
  const account = join(home, 'account.json')
  const policies = [
    { name: 'All', kind: 'ATP', direction: 'outbound', enabled: true, targets: { all: true } },
  ]
  const settings = {
    tenantId: facts.tenantId,
    site: 'UK',
    directions: 'both',
    application,
    vendorKey: 'a key',
    policies,
  }
  writeFileSync(account, JSON.stringify(settings))
  const stage = async (name: string, ...more: string[]) => {
    const fixed = ['--account', account, '--journal', join(home, 'journal'), '--ca', ready.caFile]
    const argv = [
      'cli/main.ts',
      'stage',
      name,
      ...fixed,
      '--connect-to',
      `127.0.0.1:${port}`,
      '--json',
      ...more,
    ]
    const env = { ...process.env, CASPROOF_PASSWORD: admin.password }
    const { stdout } = await promisify(execFile)(process.execPath, argv, { env }).catch((failed) => failed)
    return JSON.parse(stdout)
  }
  for (const purpose of ['mail flow', 'data sync']) {
    const { message } = await stage('consent-url', '--purpose', purpose)
    const answer = await admin.consent(message, 'accept')
    if ('refusal' in answer) throw new Error(answer.refusal)
    expect(await stage('accept-consent', '--purpose', purpose, '--callback', answer.callback)).toMatchObject({
      outcome: 'done',
    })
    if (purpose === 'mail flow') {
      expect(await stage('provision')).toMatchObject({ outcome: 'refused' })
      await assignExchangeRole(admin, application?.clientId ?? '')
    }
  }
  expect((await stage('provision')).done).toHaveLength(15)
  expect(await stage('provision')).toMatchObject({ outcome: 'done', done: [] })
  expect(await stage('clean-up', '--username', admin.username)).toMatchObject({ outcome: 'refused' })
  expect((await stage('deprovision')).done).toHaveLength(8)
  expect((await stage('clean-up', '--username', admin.username)).done).toHaveLength(7)
  await wire.close()
})
