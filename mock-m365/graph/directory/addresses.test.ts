/**
 * A tenant has one address space: two recipients never have the same address, whether Graph or Exchange makes
 * them.
 */
import { expect, test } from 'vitest'
import { people } from '../../exchange/testing/people.ts'
import { errorText } from '../../exchange/testing/world.ts'
import { errorOf, idFor, messageOf, world } from '../testing/world.ts'

const ALL = ['Directory.ReadWrite.All', 'User.ReadWrite.All', 'Group.ReadWrite.All']
const TAKEN = 'Another object with the same value for property proxyAddresses already exists.'

const unified = (mailNickname: string) => ({
  displayName: `Group ${mailNickname}`,
  mailNickname,
  mailEnabled: true,
  securityEnabled: false,
  groupTypes: ['Unified'],
})
const person = (userPrincipalName: string, more = {}) => ({
  displayName: 'Somebody',
  accountEnabled: true,
  mailNickname: 'somebody',
  userPrincipalName,
  passwordProfile: { password: 'Correct-horse-7' },
  ...more,
})

test('a group cannot take an address of a user, nor a user that of a group', () => {
  const w = world()
  const made = w.send('POST /groups', ALL, { body: unified('admin') })
  expect([errorOf(made), messageOf(made)]).toEqual(['400 Request_BadRequest', TAKEN])
  expect(w.send('POST /groups', ALL, { body: unified('builders') }).status).toBe(201)
  for (const body of [
    person('Builders@contoso.com'),
    person('x@contoso.com', { mail: 'builders@contoso.com' }),
  ])
    expect(messageOf(w.send('POST /users', ALL, { body }))).toBe(TAKEN)
  const renamed = w.send(`PATCH /users/${idFor('u', 7)}`, ALL, {
    body: { userPrincipalName: 'builders@contoso.com' },
  })
  expect(messageOf(renamed)).toBe(TAKEN)
  expect(w.send('POST /users', ALL, { body: person('free@contoso.com') }).status).toBe(201)
})

test('another mail becomes the primary address, and the former one stays', () => {
  const w = world()
  const user = `/users/${idFor('u', 7)}`
  const [before] = [w.send(`GET ${user}?$select=mail,proxyAddresses`, ALL).json]
  expect(w.send(`PATCH ${user}`, ALL, { body: { mail: 'new.name@contoso.com' } }).status).toBe(204)
  const { mail, proxyAddresses } = w.send(`GET ${user}?$select=mail,proxyAddresses`, ALL).json
  const former = (Array.isArray(before?.proxyAddresses) ? before.proxyAddresses : []).map(String)
  expect([mail, proxyAddresses]).toEqual([
    'new.name@contoso.com',
    ['SMTP:new.name@contoso.com', ...former.map((proxy) => proxy.replace('SMTP:', 'smtp:'))],
  ])
})

test('an address brings no mailbox', () => {
  const w = world()
  const made = w.send('POST /users', ALL, { body: person('new@contoso.com') })
  const user = `/users/${made.json.id}`
  expect(w.send(`PATCH ${user}`, ALL, { body: { mail: 'new@contoso.com' } }).status).toBe(204)
  expect(w.send(`GET ${user}?$select=proxyAddresses`, ALL).json.proxyAddresses).toEqual([
    'SMTP:new@contoso.com',
  ])
  expect(w.send(`GET ${user}/messages`, ['Mail.Read']).status).toBe(404)
})

test('Exchange refuses an alias that would take an address of the directory', () => {
  const { asUser } = people()
  for (const [cmdlet, parameters] of [
    ['New-DistributionGroup', { Name: 'Twin', Alias: 'Anna' }],
    ['New-UnifiedGroup', { DisplayName: 'Twin', Alias: 'anna.old' }],
    ['New-Mailbox', { Name: 'Twin', Alias: 'list', Shared: true }],
  ] as const) {
    const answer = asUser(cmdlet, parameters)
    expect([answer.status, errorText(answer)], cmdlet).toEqual([
      400,
      expect.stringMatching(/^The proxy address "SMTP:.+" is already being used by the proxy addresses/),
    ])
  }
})
