/** Contacts and mail users: recipients whose mailbox is elsewhere. */
import { describe, expect, test } from 'vitest'
import { fatesOf, type MailWorld, mailWorld } from '../testing/mail.ts'
import { GUEST, people } from '../testing/people.ts'
import { errorText } from '../testing/world.ts'

const CARL = { Name: 'Carl Outside', ExternalEmailAddress: 'carl@fabrikam.com' }

describe('a contact', () => {
  test('is made, found in every way, changed and removed', () => {
    const { send, tenant } = people()
    const [made] = send('New-MailContact', { ...CARL, FirstName: 'Carl' }).json.value
    expect(made).toMatchObject({
      Name: 'Carl Outside',
      Alias: 'CarlOutside',
      DisplayName: 'Carl Outside',
      ExternalEmailAddress: 'SMTP:carl@fabrikam.com',
      PrimarySmtpAddress: 'carl@fabrikam.com',
      EmailAddresses: ['SMTP:carl@fabrikam.com'],
      RecipientType: 'MailContact',
      RecipientTypeDetails: 'MailContact',
      MessageFormat: 'Mime',
      MaxReceiveSize: 'Unlimited',
      ObjectClass: ['top', 'person', 'organizationalPerson', 'contact'],
    })
    for (const Identity of [
      'Carl Outside',
      'CarlOutside',
      'CARL@fabrikam.com',
      made?.Guid,
      made?.DistinguishedName,
    ])
      expect(send('Get-MailContact', { Identity }).json.value).toEqual([made])
    expect(send('Get-Recipient', { RecipientTypeDetails: 'MailContact' }).json.value).toMatchObject([
      { ExternalEmailAddress: 'SMTP:carl@fabrikam.com', IsValidSecurityPrincipal: false },
    ])
    expect(send('Get-Mailbox', { Identity: 'CarlOutside' }).status).toBe(404)
    const add = { '@odata.type': '#Exchange.GenericHashTable', Add: ['carl@contoso.com', 'carl@old.example'] }
    const change = {
      Identity: 'CarlOutside',
      ExternalEmailAddress: 'smtp:carl@tailspin.com',
      MailTip: 'Outside',
    }
    expect(send('Set-MailContact', change).status).toBe(200)
    expect(send('Set-MailContact', { Identity: 'CarlOutside', EmailAddresses: add }).status).toBe(200)
    expect(send('Get-MailContact').json.value).toMatchObject([
      {
        ExternalEmailAddress: 'SMTP:carl@tailspin.com',
        EmailAddresses: ['SMTP:carl@tailspin.com', 'smtp:carl@contoso.com', 'smtp:carl@old.example'],
        MailTip: 'Outside',
      },
    ])
    send('Add-DistributionGroupMember', {
      Identity: 'List',
      Member: 'CarlOutside',
      BypassSecurityGroupManagerCheck: true,
    })
    expect(send('Get-DistributionGroupMember', { Identity: 'List' }).json.value).toHaveLength(3)
    expect(send('Remove-MailContact', { Identity: 'CarlOutside' }).status).toBe(200)
    expect(send('Get-DistributionGroupMember', { Identity: 'List' }).json.value).toHaveLength(2)
    expect([tenant.list('contacts'), send('Get-MailContact').json.value]).toEqual([[], []])
    const left = (kind: string) =>
      JSON.stringify(tenant.list(kind)).includes(String(made?.ExternalDirectoryObjectId))
    expect([left('groups/members'), left('Recipient')]).toEqual([false, false])
  })

  test.each([
    [{ Name: 'Carl' }],
    [{ Name: 'Carl', ExternalEmailAddress: 'nowhere' }],
    [{ ...CARL, Alias: 'a b' }],
    [{ ...CARL, PrimarySmtpAddress: 'carl@contoso.com' }],
    [{ ...CARL, MessageFormat: 'Text', MessageBodyFormat: 'Html' }],
    [{ ...CARL, MessageFormat: 'Mime', MacAttachmentFormat: 'UuEncode' }],
    [{ ...CARL, MacAttachmentFormat: 'Zip' }],
  ])('is refused for %j', (parameters) => {
    const { send, tenant } = people()
    const before = tenant.position
    expect(send('New-MailContact', parameters).status).toBe(400)
    expect(tenant.position).toBe(before)
  })

  test('has a name and an address of its own', () => {
    const { send } = people()
    send('New-MailContact', CARL)
    expect(errorText(send('New-MailContact', CARL))).toContain('already exists')
    expect(errorText(send('New-MailContact', { ...CARL, Name: 'Other' }))).toBe(
      'The proxy address "SMTP:carl@fabrikam.com" is already being used by the proxy addresses or LegacyExchangeDN of "Carl Outside". Please choose another proxy address.',
    )
    const taken = { Name: 'Other', ExternalEmailAddress: 'gus@fabrikam.com' }
    expect(send('New-MailContact', taken).status).toBe(400)
  })
})

test('mail users are shown with where their mail goes, and mailboxes are none', () => {
  const { send } = people()
  const rows = send('Get-MailUser').json.value
  expect(rows.map(({ ExternalDirectoryObjectId }) => ExternalDirectoryObjectId)).toEqual(['u1', GUEST])
  expect(rows[1]).toMatchObject({
    RecipientTypeDetails: 'GuestMailUser',
    ExternalEmailAddress: 'SMTP:gus@fabrikam.com',
    UserPrincipalName: 'gus_fabrikam.com#EXT#@contoso.onmicrosoft.com',
  })
  expect(send('Get-MailUser', { Identity: 'bob@contoso.com' }).status).toBe(404)
  expect(send('Get-MailUser', { SoftDeletedMailUser: true }).json.value).toEqual([])
})

const contact = (w: MailWorld) => w.run('New-MailContact', CARL)
const nickname = (w: MailWorld) =>
  w.run('Set-MailContact', {
    Identity: 'Carl Outside',
    EmailAddresses: { '@odata.type': '#Exchange.GenericHashTable', Add: ['carl@contoso.com'] },
  })
const inGroup = (w: MailWorld) =>
  w.run('Add-DistributionGroupMember', {
    Identity: 'inner@contoso.com',
    Member: 'Carl Outside',
    BypassSecurityGroupManagerCheck: true,
  })
const forward = (w: MailWorld) =>
  w.run('Set-Mailbox', { Identity: 'ann@contoso.com', ForwardingAddress: 'Carl Outside' })
const lets = (w: MailWorld) =>
  w.run('Set-HostedOutboundSpamFilterPolicy', { Identity: 'Default', AutoForwardingMode: 'On' })
const toOutside = (w: MailWorld) =>
  w.run('New-TransportRule', { Name: 'out', SentToScope: 'NotInOrganization', DeleteMessage: true })

describe('mail to a contact', () => {
  test.each<readonly [string, readonly ((w: MailWorld) => void)[], object, readonly string[]]>([
    ['goes out', [contact], { to: ['carl@fabrikam.com'], submitted: true }, ['carl@fabrikam.com internet']],
    ['isn’t relayed for strangers', [contact], { to: ['carl@fabrikam.com'] }, ['carl@fabrikam.com rejected']],
    [
      'reaches it by an address here',
      [contact, nickname],
      { to: ['carl@contoso.com'] },
      ['carl@fabrikam.com internet'],
    ],
    [
      'reaches it in a group',
      [contact, inGroup],
      { to: ['inner@contoso.com'], submitted: true },
      ['ben@contoso.com inbox', 'carl@fabrikam.com internet'],
    ],
    [
      'is no mail within the organization',
      [contact, toOutside],
      { to: ['carl@fabrikam.com'], submitted: true },
      ['carl@fabrikam.com deleted'],
    ],
    [
      'is stopped where a mailbox forwards it',
      [contact, forward],
      {},
      ['ann@contoso.com redirected', 'carl@fabrikam.com rejected'],
    ],
    [
      'leaves where forwarding is allowed',
      [contact, forward, lets],
      {},
      ['ann@contoso.com redirected', 'carl@fabrikam.com internet'],
    ],
  ])('%s', (_, settings, message, ends) => {
    const w = mailWorld()
    for (const set of settings) set(w)
    expect(
      fatesOf(w.mail(message))
        .map((fate) => fate.split(' ').slice(0, 2).join(' '))
        .toSorted(),
    ).toEqual(ends)
  })
})
