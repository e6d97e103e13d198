/** Requests of clients before they run a cmdlet, and the public version of the API. */
import { describe, expect, test } from 'vitest'
import { issueToken } from '../../entra/tokens/tokens.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { claimsOf, errorText, TENANT_ID, type World, world } from '../testing/world.ts'
import { ENTRIES } from './cmdlets.ts'

const tokenOf = ({ cloud }: World, role: string, permission = 'Exchange.ManageAsApp') =>
  issueToken(cloud.services.entra, claimsOf({ wids: [roleTemplate(role)], roles: [permission] }))

describe('the module file', () => {
  const path = `/AdminApi/v1.0/${TENANT_ID}/EXOModuleFile`
  const cmdletsOf = (w: World, more: Parameters<World['ask']>[1] = {}) => {
    const [file] = w.ask(`GET ${path}?Version=3.4.0`, more).json.value
    return String(file?.exportedCmdlets).split(',').filter(Boolean)
  }

  test('lists what the caller may run', () => {
    const w = world()
    expect(cmdletsOf(w, { headers: { commandname: '*' } })).toEqual(ENTRIES.map(({ cmdlet }) => cmdlet.name))
    const security = cmdletsOf(w, { token: tokenOf(w, 'Security Reader') })
    expect(security).toEqual(expect.arrayContaining(['Get-TransportRule', 'Get-AcceptedDomain']))
    expect(security.filter((name) => !name.startsWith('Get-') || name.includes('boundConnector'))).toEqual([])
    expect(cmdletsOf(w, { token: tokenOf(w, 'User Administrator') })).toEqual([])
  })

  test.each([
    ['Get-TransportRule', ['Get-TransportRule']],
    ['get-*connector', ['Get-InboundConnector', 'Get-OutboundConnector']],
    ['*-AcceptedDomain, Nothing*', ['Get-AcceptedDomain']],
    ['Get-Transport*Rule*', ['Get-TransportRule']],
    ['Get-TransportRule*TransportRule', []],
    ['Get-(.*)+$', []],
  ])('%s chooses %j', (commandname, names) => {
    const found = cmdletsOf(world(), { headers: { commandname } })
    expect(found.filter((name) => names.includes(name))).toEqual(names)
    if (names.length === 0) expect(found).toEqual([])
  })

  test('is read by GET with a token that opens the endpoint', () => {
    const w = world()
    expect(w.ask(`GET ${path}`, { token: 'x' }).status).toBe(401)
    expect(w.ask(`GET ${path}`, { token: tokenOf(w, 'Exchange Administrator', 'Other') }).status).toBe(401)
    expect(w.ask(`POST ${path}`)).toMatchObject({ status: 405, headers: { Allow: 'GET' } })
    expect(w.ask(`GET ${path}('x')`).status).toBe(404)
  })
})

test('the banner says nothing', () => {
  const { status, json } = world().ask("GET EXOBanner('AutogenSession')?Version=3.4.0")
  expect([status, json.value]).toEqual([200, []])
})

test('the root names the entity sets, and what describes them is not known', () => {
  const { ask } = world()
  for (const path of ['', `/adminapi/beta/${TENANT_ID}`])
    expect(ask(`GET ${path}`).json.value).toContainEqual({
      name: 'Mailbox',
      kind: 'EntitySet',
      url: 'Mailbox',
    })
  expect(ask('GET $metadata').status).toBe(404)
})

describe('version 2.0', () => {
  const posted = (w: World, endpoint: string, CmdletName: string, Parameters = {}, token = v2Token(w)) =>
    w.ask(`POST /adminapi/v2.0/${TENANT_ID}/${endpoint}`, {
      token,
      body: JSON.stringify({ CmdletInput: { CmdletName, Parameters } }),
    })
  const v2Token = (w: World) => tokenOf(w, 'Exchange Administrator', 'Exchange.ManageAsAppV2')

  test('runs the cmdlets of an endpoint, for the new permission alone', () => {
    const w = world()
    const answer = posted(w, 'OrganizationConfig', 'get-organizationconfig')
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(`/adminapi/v2.0/${TENANT_ID}/$metadata#`)
    expect(posted(w, 'accepteddomain', 'Get-AcceptedDomain', { ResultSize: 1 }).json.value).toHaveLength(1)
    const old = tokenOf(w, 'Exchange Administrator')
    expect(posted(w, 'OrganizationConfig', 'Get-OrganizationConfig', {}, old).status).toBe(401)
    expect(w.send('Get-AcceptedDomain', {}, { token: v2Token(w) }).status).toBe(401)
    const delegated = issueToken(
      w.cloud.services.entra,
      claimsOf({ idtyp: 'user', scp: 'Exchange.ManageV2', wids: [roleTemplate('Global Reader')] }),
    )
    expect(posted(w, 'AcceptedDomain', 'Get-AcceptedDomain', {}, delegated).status).toBe(200)
  })

  test.each([
    ['OrganizationConfig', 'Set-OrganizationConfig', {}, 400, /not supported by the endpoint/],
    ['AcceptedDomain', 'Get-TransportRule', {}, 400, /not supported by the endpoint AcceptedDomain/],
    ['OrganizationConfig', 'Get-OrganizationConfig', { Identity: 'x' }, 400, /specified\. Identity$/],
    ['Mailbox', 'Set-Mailbox', { Identity: 'x', Type: 'Shared' }, 400, /specified\. Type$/],
  ])('%s refuses %s %j', (endpoint, cmdlet, parameters, status, text) => {
    const w = world()
    const answer = posted(w, endpoint, cmdlet, parameters)
    expect([answer.status, errorText(answer)]).toEqual([status, expect.stringMatching(text)])
  })

  test('has six endpoints, and what they would run and the mock does not is forbidden', () => {
    const w = world()
    const absent = posted(w, 'MailboxFolderPermission', 'Get-MailboxFolderPermission', { Identity: 'x' })
    expect([absent.status, absent.text]).toEqual([403, '\0'.repeat(470)])
    expect(posted(w, 'InvokeCommand', 'Get-AcceptedDomain').status).toBe(405)
    expect(posted(w, 'TransportRule', 'Get-TransportRule').status).toBe(404)
    expect(w.ask(`GET /adminapi/v2.0/${TENANT_ID}/Mailbox`).status).toBe(405)
    expect(
      w.send('Get-AcceptedDomain', {}, { path: `/adminapi/beta/${TENANT_ID}/AcceptedDomain` }).status,
    ).toBe(405)
  })
})
