import { describe, expect, test } from 'vitest'
import { type Claims, issueToken } from '../entra/tokens/tokens.ts'
import { EXCHANGE_APP_ID, roleTemplate } from '../entra/well-known.ts'
import type { Microsoft365 } from '../services.ts'
import { claimsOf, START, TENANT_ID, WIDS_MARKER, world } from './testing/world.ts'

describe('authorization', () => {
  const tokenFor = (cloud: Microsoft365, changes: Partial<Claims>) =>
    issueToken(cloud.services.entra, claimsOf(changes))
  const role = (...names: string[]) => ({ wids: [WIDS_MARKER, ...names.map(roleTemplate)] })
  const rule = { Name: 'r', SetSCL: 5 }

  test.each([
    ['no application permission', { roles: [] }, 401, 401],
    ['the sibling permission of another version', { roles: ['Exchange.ManageAsAppV2'] }, 401, 401],
    ['no directory role', role(), 403, 403],
    ['a role of another service', role('User Administrator'), 403, 403],
    ['Global Reader', role('Global Reader'), 200, 403],
    ['Security Reader', role('Security Reader'), 200, 403],
    ['Exchange Administrator', role('Exchange Administrator'), 200, 200],
    ['Global Administrator', role('Global Administrator'), 200, 200],
    ['another audience', { aud: 'https://graph.microsoft.com' }, 401, 401],
    ['the audience as an application id', { aud: EXCHANGE_APP_ID }, 200, 200],
    ['the audience with a slash', { aud: 'https://outlook.office.com/' }, 200, 200],
    ['another tenant', { tid: '99999999-9999-4999-8999-999999999999' }, 401, 401],
    ['an expired token', { exp: START / 1000 }, 401, 401],
    ['Security Administrator, who may not change rules', role('Security Administrator'), 200, 403],
    ['Compliance Administrator, by Compliance Management', role('Compliance Administrator'), 200, 200],
    ['Exchange Recipient Administrator', role('Exchange Recipient Administrator'), 403, 403],
    ['Helpdesk Administrator', role('Helpdesk Administrator'), 403, 403],
    ['a user', { idtyp: 'user', scp: 'openid Exchange.Manage', roles: [] }, 200, 200],
    ['a user without the scope', { idtyp: 'user', scp: 'openid', roles: ['Exchange.ManageAsApp'] }, 401, 401],
  ] as [string, Partial<Claims>, number, number][])('%s', (_name, changes, read, write) => {
    const { cloud, send } = world()
    const token = tokenFor(cloud, changes)
    expect([
      send('Get-TransportRule', {}, { token }).status,
      send('New-TransportRule', rule, { token }).status,
    ]).toEqual([read, write])
  })

  test('a security reader reads rules and no connectors, a security administrator sets filters', () => {
    const { cloud, send } = world()
    const reader = tokenFor(cloud, role('Security Reader'))
    expect(send('Get-InboundConnector', {}, { token: reader }).status).toBe(403)
    const administrator = tokenFor(cloud, role('Security Administrator'))
    const filter = { Identity: 'Default', IPAllowList: ['203.0.113.9'] }
    const set = (token: string) => send('Set-HostedConnectionFilterPolicy', filter, { token }).status
    expect([set(reader), set(administrator)]).toEqual([403, 200])
  })

  test('a role that is given later is in no token that was issued before', () => {
    const { cloud, send } = world()
    const before = tokenFor(cloud, role())
    const after = tokenFor(cloud, role('Exchange Administrator'))
    const statuses = [before, after, before].map((token) => send('Get-TransportRule', {}, { token }).status)
    expect(statuses).toEqual([403, 200, 403])
  })

  test('refusals look as they do: a challenge without body, and NUL bytes', () => {
    const { cloud, send } = world()
    const wrong = send('Get-TransportRule', {}, { token: tokenFor(cloud, { aud: 'x' }) })
    expect(wrong.headers['WWW-Authenticate']).toContain(`client_id="${EXCHANGE_APP_ID}"`)
    expect(wrong.headers['x-ms-diagnostics']).toMatch(/^2000003;reason="The audience/)
    expect(wrong.text).toBe('')
    expect(send('Get-TransportRule', {}, { token: 'nonsense' }).status).toBe(401)
    const unknown = send('Get-Weather')
    expect([unknown.status, unknown.text]).toEqual([403, '\0'.repeat(470)])
  })

  test('the tenant is named by id or verified domain, with POST and beta alone', () => {
    const { send } = world()
    const at = (path: string, method = 'POST') => send('Get-AcceptedDomain', {}, { path, method }).status
    expect(at(`/AdminApi/Beta/${TENANT_ID.toUpperCase()}/invokecommand/`)).toBe(200)
    expect(at('/adminapi/beta/contoso.com/InvokeCommand')).toBe(200)
    expect(at('/adminapi/beta/fabrikam.com/InvokeCommand')).toBe(401)
    expect(at(`/adminapi/v1.0/${TENANT_ID}/InvokeCommand`)).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/InvokeCommand`, 'GET')).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/Mailbox`)).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/InvokeCommand/more`)).toBe(404)
    expect(at(`/adminapi/beta/${TENANT_ID}/InvokeCommand('x')`)).toBe(404)
    expect(at(`/adminapi/beta/${TENANT_ID}/Nothing`)).toBe(404)
    expect(at('/adminapi/beta//InvokeCommand')).toBe(404)
    expect(at(`/adminapi/v3.0/${TENANT_ID}/InvokeCommand`)).toBe(404)
  })
})
