/** Mailboxes and groups have an address at the initial domain, made by Graph or Exchange. */
import { expect, test } from 'vitest'
import { fatesOf, mailWorld } from '../../testing/mail.ts'

const INITIAL = 'contoso.onmicrosoft.com'

function initialWorld() {
  const world = mailWorld()
  world.put('domains', INITIAL, { id: INITIAL, isVerified: true, isInitial: true })
  world.put('users', 'zoe', {
    id: 'zoe',
    userPrincipalName: 'zoe@contoso.com',
    mailNickname: 'zoe.new',
    assignedLicenses: [{ skuId: 's', disabledPlans: [] }],
  })
  world.put('users', 'guest', {
    id: 'guest',
    userPrincipalName: 'g',
    mail: 'g@x.example',
    mailNickname: 'guest',
    userType: 'Guest',
  })
  world.put('groups', 'dl', {
    id: 'dl',
    displayName: 'dl',
    mail: 'dl@contoso.com',
    mailNickname: 'dl',
    mailEnabled: true,
    groupTypes: [],
  })
  world.put('groups/members', 'dl/zoe', { groupId: 'dl', memberId: 'zoe' })
  return world
}

test.each([
  [`zoe.new@${INITIAL}`, `zoe.new@${INITIAL} inbox`],
  [`ZOE.NEW@${INITIAL}`, `zoe.new@${INITIAL} inbox`],
  [`guest@${INITIAL}`, `guest@${INITIAL} rejected 550 5.4.1 Recipient address rejected: Access denied`],
  [`nobody@${INITIAL}`, `nobody@${INITIAL} rejected 550 5.4.1 Recipient address rejected: Access denied`],
])('%s', (address, end) => {
  const { put, mail } = initialWorld()
  put('AcceptedDomain', INITIAL, { Guid: INITIAL, DomainName: INITIAL, DomainType: 'Authoritative' })
  expect(fatesOf(mail({ to: [address] }))).toEqual([end])
})

test('a group is expanded, and rules see the primary address of a mailbox', () => {
  const { put, run, mail } = initialWorld()
  put('AcceptedDomain', INITIAL, { Guid: INITIAL, DomainName: INITIAL, DomainType: 'Authoritative' })
  run('New-TransportRule', { Name: 'R', RecipientDomainIs: ['contoso.com'], Quarantine: true })
  expect(fatesOf(mail({ to: [`dl@${INITIAL}`], submitted: true }))).toEqual(['zoe@contoso.com quarantine'])
  expect(fatesOf(mail({ to: [`zoe.new@${INITIAL}`] }))).toEqual([`zoe.new@${INITIAL} quarantine`])
})
