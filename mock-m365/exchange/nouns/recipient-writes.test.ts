import { describe, expect, test } from 'vitest'
import { ANN, BOB, GUEST, type People, people, SECURITY, SEED } from '../testing/people.ts'
import { errorText, type Reply } from '../testing/world.ts'

const rows = (reply: Reply) => reply.json.value
const names = (reply: Reply, property = 'ExternalDirectoryObjectId') =>
  rows(reply).map((row) => row[property])
const hashtable = (change: object) => ({ '@odata.type': '#Exchange.GenericHashTable', ...change })

describe('Set-Mailbox', () => {
  const get = ({ send }: People) => rows(send('Get-Mailbox', { Identity: ANN }))[0]

  test.each([
    [
      { DisplayName: 'Anna B', Office: 'Rome' },
      { DisplayName: 'Anna B', Office: 'Rome' },
    ],
    [
      { CustomAttribute7: 'x', HiddenFromAddressListsEnabled: true },
      { CustomAttribute7: 'x', AddressListMembership: [] },
    ],
    [
      { ForwardingAddress: 'bob', DeliverToMailboxAndForward: true },
      { ForwardingAddress: BOB, DeliverToMailboxAndForward: true },
    ],
    [{ ForwardingSmtpAddress: 'x@fabrikam.com' }, { ForwardingSmtpAddress: 'smtp:x@fabrikam.com' }],
    [
      { Type: 'Shared' },
      { RecipientTypeDetails: 'SharedMailbox', RecipientType: 'UserMailbox', IsShared: true },
    ],
    [{ Type: 'Room' }, { RecipientTypeDetails: 'RoomMailbox', IsResource: true, ResourceType: 'Room' }],
    [{ GrantSendOnBehalfTo: hashtable({ Add: ['bob'] }) }, { GrantSendOnBehalfTo: [BOB] }],
    [
      { WindowsEmailAddress: 'new@contoso.com' },
      {
        PrimarySmtpAddress: 'new@contoso.com',
        EmailAddresses: ['SMTP:new@contoso.com', 'smtp:anna@contoso.com', 'smtp:Anna.Old@contoso.com'],
      },
    ],
    [
      { EmailAddresses: hashtable({ Add: ['a2@contoso.com'], Remove: ['smtp:anna.old@contoso.com'] }) },
      { EmailAddresses: ['SMTP:anna@contoso.com', 'smtp:a2@contoso.com'] },
    ],
    [{ EmailAddresses: ['a3@contoso.com'] }, { PrimarySmtpAddress: 'a3@contoso.com' }],
    [{ Name: 'Anna' }, { Name: 'Anna', Identity: 'Anna' }],
    [{ MaxSendSize: '10 MB' }, { MaxSendSize: '10 MB (10,485,760 bytes)' }],
  ])('%j', (parameters, expected) => {
    const w = people()
    expect(w.send('Set-Mailbox', { Identity: 'anna', ...parameters }).json).toMatchObject({
      value: [],
      '@adminapi.warnings': [],
    })
    expect(get(w)).toMatchObject(expected)
    expect(get(w)?.WhenChanged).toBe('2026-03-02T10:00:00.0000000+00:00')
    const again = w.send('Set-Mailbox', { Identity: ANN, ...parameters })
    expect(again.json['@adminapi.warnings']).toHaveLength(1)
  })

  test.each([
    [
      { EmailAddresses: hashtable({ Add: ['bob@contoso.com'] }) },
      /is already being used by the proxy addresses/,
    ],
    [{ WindowsEmailAddress: 'LIST@contoso.com' }, /"SMTP:LIST@contoso.com" is already being used .* "List"/],
    [{ EmailAddresses: hashtable({ Add: ['a@fabrikam.com'] }) }, /not an accepted domain/],
    [{ ForwardingAddress: 'nobody' }, /couldn't be found/],
    [{ Name: BOB }, /already exists/],
    [{ MaxSendSize: '200 MB' }, /150 MB/],
    [{ Alias: 'a b' }, /alias/],
    [{ Alias: 'x'.repeat(65) }, /too long/],
    [{ MicrosoftOnlineServicesID: 'anna@fabrikam.com' }, /accepted domain/],
    [{ RecipientLimits: 0 }, /between/],
  ])('%j is refused, and nothing changes', (parameters, text) => {
    const w = people()
    const { position } = w.tenant
    expect(errorText(w.send('Set-Mailbox', { Identity: 'anna', ...parameters }))).toMatch(text)
    expect(w.tenant.position).toBe(position)
  })

  test('protocols are switched off by Set-CASMailbox', () => {
    const { send } = people()
    send('Set-CASMailbox', { Identity: 'anna', PopEnabled: false, SmtpClientAuthenticationDisabled: true })
    const [shown] = rows(send('Get-CASMailbox', { Identity: 'anna' }))
    expect(shown).toMatchObject({
      PopEnabled: false,
      SmtpClientAuthenticationDisabled: true,
      ImapEnabled: true,
    })
  })
})

describe('distribution groups', () => {
  const BYPASS = { BypassSecurityGroupManagerCheck: true }

  test('are made, shown by Graph as groups that only mail, and removed with what hung on them', () => {
    const { send, tenant } = people()
    const [made] = rows(
      send('New-DistributionGroup', { Name: 'Sales Höch', Members: ['anna', 'guards'], ManagedBy: ['bob'] }),
    )
    expect(made).toMatchObject({
      Alias: 'SalesH?ch',
      PrimarySmtpAddress: 'SalesH_ch@contoso.com',
      GroupType: 'Universal',
      ManagedBy: [BOB],
      MemberJoinRestriction: 'Closed',
      MemberDepartRestriction: 'Open',
      RequireSenderAuthenticationEnabled: true,
    })
    const id = String(made?.ExternalDirectoryObjectId)
    expect(tenant.get('groups', id)).toMatchObject({
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: [],
    })
    expect(names(send('Get-DistributionGroupMember', { Identity: 'Sales Höch' }))).toEqual([ANN, SECURITY])
    expect(errorText(send('Remove-DistributionGroup', { Identity: id }))).toMatch(/manager of the group/)
    expect(send('Remove-DistributionGroup', { Identity: id, ...BYPASS }).status).toBe(200)
    expect(tenant.find('groups/members', 'groupId', id)).toEqual([])
    expect(tenant.get('Recipient', id)).toBeUndefined()
  })

  test.each([
    [
      { Name: 'x', Type: 'Security' },
      { GroupType: 'Universal, SecurityEnabled', MemberDepartRestriction: 'Closed' },
    ],
    [{ Name: 'x', RoomList: true }, { RecipientTypeDetails: 'RoomList' }],
    [
      { Name: 'x', Alias: 'y', DisplayName: 'z' },
      { Name: 'x', Alias: 'y', DisplayName: 'z', PrimarySmtpAddress: 'y@contoso.com' },
    ],
    [
      { Name: 'x', CopyOwnerToMember: true, MemberJoinRestriction: 'Open' },
      { MemberJoinRestriction: 'Open', ManagedBy: [] },
    ],
  ])('New-DistributionGroup %j', (parameters, expected) => {
    expect(rows(people().send('New-DistributionGroup', parameters))[0]).toMatchObject(expected)
  })

  test.each([
    [{}, 400],
    [{ Name: 'x'.repeat(65) }, 400],
    [{ Name: 'list' }, 400],
    [{ Name: 'x', Alias: 'anna' }, 400],
    [{ Name: 'x', PrimarySmtpAddress: 'x@fabrikam.com' }, 400],
    [{ Name: 'x', Members: ['team'] }, 400],
    [{ Name: 'x', Members: ['nobody'] }, 404],
    [{ Name: 'x', ManagedBy: ['gus@fabrikam.com'] }, 400],
    [{ Name: 'x', Type: 'Security', MemberDepartRestriction: 'Open' }, 400],
    [{ Name: 'x', MemberDepartRestriction: 'ApprovalRequired' }, 400],
    [{ Name: 'x', Members: Array.from({ length: 10_001 }, (_, i) => `m${i}`) }, 400],
  ])('New-DistributionGroup is refused, case %#', (parameters, status) => {
    const { send, tenant } = people()
    const { position } = tenant
    expect(send('New-DistributionGroup', parameters).status).toBe(status)
    expect(tenant.position).toBe(position)
  })

  test('members come and go once each', () => {
    const { send } = people()
    const add = { Identity: 'List', Member: 'bob', ...BYPASS }
    expect(
      send('Add-DistributionGroupMember', { ...add, BypassSecurityGroupManagerCheck: false }).status,
    ).toBe(400)
    expect(send('Add-DistributionGroupMember', add).status).toBe(200)
    expect(errorText(send('Add-DistributionGroupMember', add))).toMatch(
      /is already a member of the group "List"/,
    )
    expect(send('Remove-DistributionGroupMember', add).status).toBe(200)
    expect(errorText(send('Remove-DistributionGroupMember', add))).toMatch(/isn't a member/)
    expect(send('Add-DistributionGroupMember', { ...add, Member: 'team' }).status).toBe(400)
    expect(send('Add-DistributionGroupMember', { ...add, Member: 'List' }).status).toBe(400)
    send('Update-DistributionGroupMember', {
      Identity: 'List',
      Members: ['bob', 'gus@fabrikam.com'],
      ...BYPASS,
    })
    expect(names(send('Get-DistributionGroupMember', { Identity: 'List' }))).toEqual([BOB, GUEST])
  })

  test('an owner needs no switch, and settings read back', () => {
    const { send, asUser } = people()
    const set = {
      Identity: 'List',
      ManagedBy: ['bob'],
      ModeratedBy: ['anna'],
      ModerationEnabled: true,
      AcceptMessagesOnlyFromDLMembers: ['guards@contoso.com'],
      Description: 'All',
    }
    expect(asUser('Set-DistributionGroup', set).status).toBe(400)
    expect(send('Set-DistributionGroup', { ...set, ...BYPASS }).status).toBe(200)
    expect(
      asUser('Set-DistributionGroup', { Identity: 'List', PrimarySmtpAddress: 'all@contoso.com' }).status,
    ).toBe(200)
    expect(rows(send('Get-DistributionGroup', { ManagedBy: 'bob' }))[0]).toMatchObject({
      ManagedBy: [BOB],
      ModeratedBy: [ANN],
      ModerationEnabled: true,
      AcceptMessagesOnlyFromDLMembers: ['Guards'],
      Description: ['All'],
      EmailAddresses: ['SMTP:all@contoso.com', 'smtp:list@contoso.com'],
    })
  })
})

describe('Microsoft 365 groups', () => {
  test.each([
    ['New-UnifiedGroup', { DisplayName: 'Crew' }],
    ['Remove-UnifiedGroup', { Identity: 'team' }],
    ['Add-UnifiedGroupLinks', { Identity: 'team', LinkType: 'Members', Links: ['bob'] }],
    ['Remove-UnifiedGroupLinks', { Identity: 'team', LinkType: 'Members', Links: ['anna'] }],
  ])('%s is not for applications', (cmdlet, parameters) => {
    const { send, asUser, tenant } = people()
    const { position } = tenant
    expect(errorText(send(cmdlet, parameters))).toMatch(/Failed to retrieve executing user/)
    expect(tenant.position).toBe(position)
    if (cmdlet !== 'Remove-UnifiedGroupLinks') expect(asUser(cmdlet, parameters).status).toBe(200)
  })

  test('a user makes one, owns it, and Graph keeps it when it is removed', () => {
    const { asUser, tenant } = people()
    const [made] = rows(
      asUser('New-UnifiedGroup', { DisplayName: 'Crew 7', AccessType: 'Private', Members: ['anna'] }),
    )
    expect(made).toMatchObject({
      Alias: 'Crew7',
      AccessType: 'Private',
      ManagedBy: [BOB],
      GroupMemberCount: 2,
    })
    const id = String(made?.ExternalDirectoryObjectId)
    expect(tenant.get('groups', id)).toMatchObject({ groupTypes: ['Unified'], visibility: 'Private' })
    expect(asUser('New-UnifiedGroup', { DisplayName: 'Crew 7' }).status).toBe(400)
    asUser('Set-UnifiedGroup', {
      Identity: id,
      AccessType: 'Public',
      Notes: 'n',
      UnifiedGroupWelcomeMessageEnabled: false,
    })
    expect(rows(asUser('Get-UnifiedGroup', { Identity: id }))[0]).toMatchObject({
      AccessType: 'Public',
      Notes: 'n',
      WelcomeMessageEnabled: false,
    })
    asUser('Remove-UnifiedGroup', { Identity: id })
    expect(tenant.get('deletedItems', id)).toMatchObject({ '@odata.type': '#microsoft.graph.group' })
  })

  test('owners are members, there is always one, and guests are none', () => {
    const { asUser } = people()
    const link = (verb: string, LinkType: string, who: string) =>
      asUser(`${verb}-UnifiedGroupLinks`, { Identity: 'team', LinkType, Links: [who] }).status
    expect(link('Add', 'Owners', 'bob')).toBe(400)
    expect(link('Remove', 'Owners', 'anna')).toBe(400)
    expect(link('Remove', 'Members', 'anna')).toBe(400)
    expect(link('Add', 'Owners', 'gus@fabrikam.com')).toBe(400)
    expect(link('Add', 'Members', 'bob')).toBe(200)
    expect(link('Add', 'Owners', 'bob')).toBe(200)
    expect(link('Remove', 'Owners', 'anna')).toBe(200)
    expect(link('Add', 'Subscribers', 'anna')).toBe(200)
    expect(names(asUser('Get-UnifiedGroupLinks', { Identity: 'team', LinkType: 'Subscribers' }))).toEqual([
      ANN,
    ])
    expect(names(asUser('Get-UnifiedGroupLinks', { Identity: 'team', LinkType: 'Owners' }))).toEqual([BOB])
  })
})

describe('service principals', () => {
  test('point to one of the directory, once', () => {
    const { send, tenant } = people()
    const [AppId, ObjectId] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002']
    const asked = { AppId, ObjectId, DisplayName: 'Scanner' }
    expect(send('New-ServicePrincipal', asked).status).toBe(404)
    tenant.commit(SEED, 'servicePrincipals', ObjectId, { id: ObjectId, appId: AppId })
    expect(rows(send('New-ServicePrincipal', asked))[0]).toMatchObject(asked)
    expect(send('New-ServicePrincipal', asked).status).toBe(400)
    send('Set-ServicePrincipal', { Identity: AppId, DisplayName: 'Reader' })
    expect(names(send('Get-ServicePrincipal', { Identity: ObjectId }), 'DisplayName')).toEqual(['Reader'])
    send('Remove-ServicePrincipal', { Identity: 'Reader' })
    expect(rows(send('Get-ServicePrincipal'))).toEqual([])
  })
})
