/** Mailboxes that Exchange makes and removes itself, with the accounts that belong to them. */
import { describe, expect, test } from 'vitest'
import { fatesOf, mailWorld } from '../testing/mail.ts'
import { BOB, people } from '../testing/people.ts'
import { errorText } from '../testing/world.ts'

describe('a new mailbox', () => {
  test.each([
    ['Shared', 'SharedMailbox', false],
    ['Room', 'RoomMailbox', true],
    ['Equipment', 'EquipmentMailbox', true],
  ])('-%s is a %s with an account', (kind, type, enabled) => {
    const { send, tenant } = people()
    const [made] = send('New-Mailbox', {
      Name: 'Sales Department',
      Alias: 'Sales.Dept',
      [kind]: true,
      ModeratedBy: ['Bob'],
    }).json.value
    expect(made).toMatchObject({
      Name: 'Sales Department',
      Alias: 'Sales.Dept',
      DisplayName: 'Sales Department',
      PrimarySmtpAddress: 'Sales.Dept@contoso.com',
      UserPrincipalName: 'Sales.Dept@contoso.com',
      RecipientTypeDetails: type,
      ModeratedBy: [BOB],
    })
    const id = String(made?.ExternalDirectoryObjectId)
    expect(tenant.get('users', id)?.accountEnabled).toBe(enabled)
    expect(send('Get-Mailbox', { Identity: 'Sales Department' }).json.value).toEqual([made])
    expect(send('Get-Mailbox', { RecipientTypeDetails: type }).json.value).toHaveLength(1)
    expect(send('Remove-Mailbox', { Identity: 'Sales.Dept' }).status).toBe(200)
    expect(send('Get-Mailbox', { Identity: 'Sales.Dept' }).status).toBe(404)
    expect(tenant.get('deletedItems', id)?.['@odata.type']).toBe('#microsoft.graph.user')
  })

  test('of a user has the account’s name for alias and address', () => {
    const { send } = people()
    const [made] = send('New-Mailbox', {
      Name: 'Help',
      MicrosoftOnlineServicesID: 'helpdesk@contoso.com',
      Password: 'AAEC',
    }).json.value
    expect([made?.Alias, made?.PrimarySmtpAddress, made?.RecipientTypeDetails]).toEqual([
      'helpdesk',
      'helpdesk@contoso.com',
      'UserMailbox',
    ])
    expect(JSON.stringify(made)).not.toContain('AAEC')
  })

  test.each([
    [{ Name: 'x' }, 'Parameter set cannot be resolved'],
    [{ Shared: true }, 'Parameter set cannot be resolved'],
    [{ Name: 'x', Shared: true, Room: true }, 'Parameter set cannot be resolved'],
    [{ Name: 'x', MicrosoftOnlineServicesID: 'x@contoso.com' }, 'Parameter set cannot be resolved'],
    [{ Name: 'x', Shared: true, PrimarySmtpAddress: 'x@fabrikam.com' }, 'not an accepted domain'],
    [{ Name: 'x', Shared: true, PrimarySmtpAddress: 'bob@contoso.com' }, 'is already being used by'],
    [{ Name: 'x', Shared: true, MicrosoftOnlineServicesID: 'zoe@contoso.com' }, 'already in use'],
    [{ Name: 'x', Shared: true, Archive: true }, 'Archive'],
  ])('is refused for %j', (parameters, text) => {
    const { send, tenant } = people()
    const before = tenant.position
    expect(errorText(send('New-Mailbox', parameters))).toContain(text)
    expect(tenant.position).toBe(before)
  })

  test('gets mail, and none once it is gone', () => {
    const w = mailWorld()
    w.run('New-Mailbox', { Name: 'Room 7', Room: true, PrimarySmtpAddress: 'room7@contoso.com' })
    const message = { to: ['room7@contoso.com'] }
    expect(fatesOf(w.mail(message))).toEqual(['room7@contoso.com inbox'])
    w.run('Remove-Mailbox', { Identity: 'room7@contoso.com' })
    expect(fatesOf(w.mail(message))[0]).toMatch(/rejected 550 5\.4\.1/)
  })
})

test('only mailboxes are removed, and those that are deleted already are the only ones to be purged', () => {
  const { send } = people()
  expect(send('Remove-Mailbox', { Identity: 'team' }).status).toBe(404)
  expect(send('Remove-Mailbox', { Identity: 'Bob', PermanentlyDelete: true }).status).toBe(404)
  expect(send('Remove-Mailbox', { Identity: 'Bob', WhatIf: true }).status).toBe(200)
  expect(send('Get-Mailbox', { Identity: 'Bob' }).status).toBe(200)
})

test('Set-Mailbox switches an account off, and asks for consent where a hold is to go', () => {
  const { send, tenant } = people()
  expect(send('Set-Mailbox', { Identity: 'Bob', AccountDisabled: true }).status).toBe(200)
  expect(tenant.get('users', BOB)?.accountEnabled).toBe(false)
  expect(send('Get-Mailbox', { Identity: 'Bob' }).json.value[0]?.AccountDisabled).toBe(true)
  const hold = { Identity: 'Bob', RemoveComplianceTagHoldApplied: true }
  expect(errorText(send('Set-Mailbox', hold))).toContain('ProvideConsent')
  expect(send('Set-Mailbox', { ...hold, ProvideConsent: true }).status).toBe(200)
  expect(send('Set-Mailbox', { Identity: 'Bob', PublicFolder: true }).status).toBe(404)
})
