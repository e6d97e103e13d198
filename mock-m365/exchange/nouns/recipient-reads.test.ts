import { describe, expect, test } from 'vitest'
import { ANN, BARE, BOB, GUEST, people, SECURITY, SEED, TEAM } from '../testing/people.ts'
import { errorText, type Reply } from '../testing/world.ts'

const rows = (reply: Reply) => reply.json.value
const names = (reply: Reply, property = 'ExternalDirectoryObjectId') =>
  rows(reply).map((row) => row[property])

describe('reading', () => {
  const { send, tenant } = people()

  test.each([
    ['Get-Mailbox', {}, [ANN, BOB]],
    ['Get-Mailbox', { RecipientTypeDetails: ['SharedMailbox'] }, []],
    ['Get-Mailbox', { GroupMailbox: true }, [TEAM]],
    ['Get-Mailbox', { Anr: 'an' }, [ANN]],
    ['Get-Mailbox', { Filter: "EmailAddresses -like '*old@contoso.com'" }, [ANN]],
    ['Get-Mailbox', { Filter: "PrimarySmtpAddress -eq 'BOB@contoso.com' -and IsShared -eq $false" }, [BOB]],
    ['Get-Mailbox', { Filter: 'ForwardingSmtpAddress -ne $null' }, []],
    ['Get-Mailbox', { Identity: 'anna', Archive: false }, [ANN]],
    ['Get-CASMailbox', { Identity: 'anna@contoso.com' }, [ANN]],
    ['Get-Recipient', { RecipientTypeDetails: ['GroupMailbox'] }, [TEAM]],
    ['Get-Recipient', { RecipientType: ['MailUniversalSecurityGroup', 'MailUser'] }, ['u1', GUEST, SECURITY]],
    ['Get-Recipient', { Identity: 'team' }, [TEAM]],
    ['Get-Recipient', { SortBy: 'displayname', RecipientTypeDetails: 'UserMailbox' }, [ANN, BOB]],
    ['Get-User', { Identity: 'zoe@contoso.com' }, [BARE]],
    [
      'Get-DistributionGroup',
      { Filter: "RecipientTypeDetails -eq 'MailUniversalSecurityGroup'" },
      [SECURITY],
    ],
    ['Get-UnifiedGroup', {}, [TEAM]],
    ['Get-DistributionGroupMember', { Identity: 'List' }, [ANN, SECURITY]],
    ['Get-UnifiedGroupLinks', { Identity: 'team', LinkType: 'Members' }, [ANN, GUEST]],
    ['Get-UnifiedGroupLinks', { Identity: 'team', LinkType: 'Owners' }, [ANN]],
  ])('%s %j', (cmdlet, parameters, expected) => {
    expect(names(send(cmdlet, parameters))).toEqual(expected)
  })

  test.each([
    ['Get-Mailbox', { Identity: 'list' }, 404],
    ['Get-Mailbox', { Identity: 'anna', SoftDeletedMailbox: true }, 404],
    ['Get-Mailbox', { Identity: 'anna', Filter: "Alias -eq 'anna'" }, 400],
    ['Get-Mailbox', { RecipientTypeDetails: ['Mailboxes'] }, 400],
    ['Get-Mailbox', { SortBy: 'Guid' }, 400],
    ['Get-Mailbox', { Filter: "Shoe -eq '42'" }, 400],
    ['Get-Mailbox', { Bogus: 1 }, 400],
    ['Get-UnifiedGroup', { Identity: 'list' }, 404],
    ['Get-DistributionGroup', { Identity: 'team' }, 404],
    ['Get-DistributionGroupMember', {}, 400],
    ['Get-RoleGroup', { Identity: 'Janitors' }, 404],
    ['Get-ManagementRole', { Identity: 'Cleaning' }, 404],
  ])('%s %j is refused', (cmdlet, parameters, status) => {
    expect(send(cmdlet, parameters).status).toBe(status)
  })

  test('objects have the properties of the captures, in their order', () => {
    const before = tenant.position
    const counts = ['Get-Mailbox', 'Get-Recipient', 'Get-DistributionGroup', 'Get-UnifiedGroup'].map(
      (cmdlet) => {
        const keys = Object.keys(rows(send(cmdlet, {}))[0] ?? {}).filter((key) => !key.includes('@'))
        return keys.length
      },
    )
    expect(counts).toEqual([256, 99, 91, 126])
    const [mailbox] = rows(send('Get-Mailbox', { Identity: ANN }))
    const keys = Object.keys(mailbox ?? {}).filter((key) => !key.includes('@'))
    expect(keys.slice(0, 4)).toEqual([
      ...['AcceptMessagesOnlyFromWithDisplayNames', 'AcceptMessagesOnlyFromSendersOrMembersWithDisplayNames'],
      ...['AcceptMessagesOnlyFromDLMembersWithDisplayNames', 'Database'],
    ])
    expect(keys.slice(-3)).toEqual(['OrganizationId', 'Guid', 'OriginatingServer'])
    expect(mailbox).toMatchObject({
      Name: ANN,
      EmailAddresses: ['SMTP:anna@contoso.com', 'smtp:Anna.Old@contoso.com'],
      Office: 'Oslo',
      RecipientType: 'UserMailbox',
      SKUAssigned: true,
      'ExchangeGuid@data.type': 'System.Guid',
      ForwardingAddress: null,
    })
    expect(rows(send('Get-UnifiedGroup'))[0]).toMatchObject({
      AccessType: 'Private',
      Name: `team_${TEAM}`,
      ManagedBy: [ANN],
      ManagedByDetails: ['Anna Example'],
      GroupMemberCount: 2,
      GroupExternalMemberCount: 1,
    })
    expect(tenant.position).toBe(before)
  })

  test('more than the size asked for is told by a warning, and pages are made as they are asked for', () => {
    const some = send('Get-Recipient', { ResultSize: 2 })
    expect([rows(some).length, some.json['@adminapi.warnings'].length]).toEqual([2, 1])
    const page = send(
      'Get-Recipient',
      { ResultSize: 'Unlimited' },
      { headers: { prefer: 'odata.maxpagesize=3' } },
    )
    expect([rows(page).length, page.json['@odata.nextLink'] !== undefined]).toEqual([3, true])
  })

  test('several with one display name are ambiguous', () => {
    const { send: ask, tenant: state } = people()
    const twin = {
      ...state.get('users', BOB),
      id: BARE,
      mail: 'b2@contoso.com',
      proxyAddresses: ['SMTP:b2@contoso.com'],
      mailNickname: 'b2',
    }
    state.commit(SEED, 'users', BARE, twin)
    expect(errorText(ask('Get-Mailbox', { Identity: 'Bob Example' }))).toMatch(/matches multiple entries/)
  })

  test('roles and role groups refer to each other', () => {
    const [group] = rows(send('Get-RoleGroup', { Identity: 'recipient management' }))
    const assignments = rows(send('Get-ManagementRoleAssignment', { RoleAssignee: 'Recipient Management' }))
    expect(assignments.map(({ Role }) => Role)).toEqual(group?.Roles)
    expect(names(send('Get-ManagementRole', { Identity: 'Transport*' }), 'Name')).toEqual([
      'Transport Hygiene',
      'Transport Rules',
    ])
    expect(send('Get-RoleGroupMember', { Identity: 'Organization Management' }).status).toBe(200)
  })
})
