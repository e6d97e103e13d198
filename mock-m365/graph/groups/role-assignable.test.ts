/** Role-assignable groups: their properties, and who may change them. */
import { describe, expect, test } from 'vitest'
import { ADMIN, errorOf, idFor, messageOf, SECURITY, world } from '../testing/world.ts'

const GROUP = {
  displayName: 'Helpdesk',
  mailNickname: 'helpdesk',
  mailEnabled: false,
  securityEnabled: true,
  isAssignableToRole: true,
}
const PLAIN = ['Group.ReadWrite.All']
const ASSIGNING = [...PLAIN, 'RoleManagement.ReadWrite.Directory']
const DENIED = '403 Authorization_RequestDenied'
const refTo = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` })

describe('a role-assignable group', () => {
  test('is made private, and stays what it is', () => {
    const { send } = world()
    const { status, json } = send('POST /groups', ASSIGNING, { body: GROUP })
    expect([status, json.isAssignableToRole, json.visibility]).toEqual([201, true, 'Private'])
    const change = { body: { isAssignableToRole: false } }
    expect(messageOf(send(`PATCH /groups/${json.id}`, ASSIGNING, change))).toBe(
      "Property 'isAssignableToRole' is read-only and cannot be set.",
    )
    const becoming = { body: { isAssignableToRole: true } }
    expect(errorOf(send(`PATCH /groups/${SECURITY}`, ASSIGNING, becoming))).toBe('400 Request_BadRequest')
  })

  test('may be a Microsoft 365 group that is security-enabled', () => {
    const { send } = world()
    const unified = { ...GROUP, groupTypes: ['Unified'], mailEnabled: true }
    expect(send('POST /groups', ASSIGNING, { body: unified }).json.visibility).toBe('Private')
    const mailOnly = { ...unified, mailNickname: 'other', securityEnabled: false }
    expect(messageOf(send('POST /groups', ASSIGNING, { body: mailOnly }))).toMatch(/'securityEnabled'/)
    const open = { ...unified, mailNickname: 'other', visibility: 'Public' }
    expect(messageOf(send('POST /groups', ASSIGNING, { body: open }))).toMatch(/'visibility'/)
  })

  test.each([
    ['POST /groups', GROUP],
    ['PATCH /groups/{id}', { description: 'x' }],
    ['POST /groups/{id}/members/$ref', refTo(ADMIN)],
    ['DELETE /groups/{id}/members/{member}/$ref', undefined],
    ['POST /groups/{id}/owners/$ref', refTo(ADMIN)],
    ['DELETE /groups/{id}', undefined],
  ])('%s asks for the permission to manage roles besides', (line, body) => {
    const { send } = world()
    const bind = { 'members@odata.bind': [`x/${idFor('u', 1)}`] }
    const { id } = send('POST /groups', ASSIGNING, {
      body: { ...GROUP, mailNickname: 'first', ...bind },
    }).json
    const path = line.replace('{id}', String(id)).replace('{member}', idFor('u', 1))
    const sending = body === undefined ? {} : { body }
    expect(errorOf(send(path, PLAIN, sending))).toBe(DENIED)
    expect(send(path, ASSIGNING, sending).status).toBeLessThan(300)
  })

  test('is made by who assigns roles, and by no other administrator', () => {
    const { send, userToken } = world()
    const as = (scopes: string, role: string, mailNickname: string) =>
      errorOf(
        send('POST /groups', [], { token: userToken(scopes, [role]), body: { ...GROUP, mailNickname } }),
      )
    const scopes = ASSIGNING.join(' ')
    expect(as(scopes, 'Privileged Role Administrator', 'a')).toBe('201')
    expect(as(scopes, 'Global Administrator', 'b')).toBe('201')
    expect(as(scopes, 'Groups Administrator', 'c')).toBe(DENIED)
    expect(as('Group.ReadWrite.All', 'Global Administrator', 'd')).toBe(DENIED)
  })

  test('holds no groups', () => {
    const { send } = world()
    const { id } = send('POST /groups', ASSIGNING, { body: GROUP }).json
    const nested = send(`POST /groups/${id}/members/$ref`, ASSIGNING, { body: refTo(SECURITY) })
    expect(messageOf(nested)).toMatch(/^An invalid operation was included/)
  })

  test('needs a licence, and is one of 500 at most', () => {
    const free = world({ subscribedSkus: [] })
    expect(errorOf(free.send('POST /groups', ASSIGNING, { body: GROUP }))).toBe(DENIED)
    const groups = Array.from({ length: 500 }, (_, n) => ({ id: idFor('g', n), isAssignableToRole: true }))
    const full = world({ groups })
    expect(errorOf(full.send('POST /groups', ASSIGNING, { body: GROUP }))).toBe('403 Directory_QuotaExceeded')
  })
})
