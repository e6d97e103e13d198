import { describe, expect, test } from 'vitest'
import { world } from '../testing/world.ts'

describe('entries of the Tenant Allow/Block List', () => {
  const NEW = 'New-TenantAllowBlockListItems'
  const get = 'Get-TenantAllowBlockListItems'
  const block = { ListType: 'Sender', Block: true, Entries: ['fabrikam.com', 'a@b.example'] }

  test('are made, found, changed and removed by value or id', () => {
    const { send, tenant } = world()
    const made = send(NEW, { ...block, Notes: 'n' }).json.value
    expect(
      made.map(({ Value, Action, ObjectState, RemoveAfter }) => [Value, Action, ObjectState, RemoveAfter]),
    ).toEqual([
      ['fabrikam.com', 'Block', 'New', null],
      ['a@b.example', 'Block', 'New', null],
    ])
    expect(made[0]?.ExpirationDate).toBe('2026-04-01T10:00:00.0000000Z')
    expect(send(NEW, block).status).toBe(400)
    expect(send(get, { ListType: 'Url' }).json.value).toEqual([])
    expect(send(get, { ListType: 'Sender', Entry: 'FABRIKAM.com' }).json.value).toEqual([
      { ...made[0], ObjectState: 'Unchanged' },
    ])
    expect(
      send('Set-TenantAllowBlockListItems', {
        ListType: 'Sender',
        Ids: [made[0]?.Identity],
        Allow: true,
        RemoveAfter: 45,
      }).status,
    ).toBe(200)
    expect(send(get, { ListType: 'Sender', Allow: true }).json.value).toMatchObject([
      { Action: 'Allow', RemoveAfter: 45, ExpirationDate: null },
    ])
    const [gone] = send('Remove-TenantAllowBlockListItems', { ListType: 'Sender', Entries: ['fabrikam.com'] })
      .json.value
    expect(gone).toMatchObject({ Action: '0', Identity: '', ObjectState: 'Deleted', Value: 'fabrikam.com' })
    expect(
      send('Remove-TenantAllowBlockListItems', { ListType: 'Sender', Entries: ['fabrikam.com'] }).status,
    ).toBe(404)
    expect(tenant.list('TenantAllowBlockListItems')).toHaveLength(1)
  })

  test.each([
    [{ ListType: 'Sender', Entries: ['a.example'] }],
    [{ ListType: 'Sender', Entries: ['a.example'], Allow: true, Block: true }],
    [{ ListType: 'Sender', Entries: ['not a domain'], Block: true }],
    [{ ListType: 'IP', Entries: ['203.0.113.1'], Block: true }],
    [{ ListType: 'FileHash', Entries: ['abc'], Block: true }],
    [{ ListType: 'Url', Entries: ['https://a.example'], Block: true }],
    [{ ListType: 'Sender', Entries: ['a.example'], Allow: true, NoExpiration: true }],
    [{ ListType: 'Sender', Entries: ['a.example'], Block: true, RemoveAfter: 45 }],
    [{ ListType: 'Sender', Entries: ['a.example'], Allow: true, RemoveAfter: 44 }],
    [
      {
        ListType: 'Sender',
        Entries: ['a.example'],
        Block: true,
        NoExpiration: true,
        ExpirationDate: '2027-01-01',
      },
    ],
    [{ ListType: 'Sender', Entries: ['a.example'], Block: true, ExpirationDate: '2025-01-01' }],
    [{ ListType: 'Sender', Entries: Array.from({ length: 501 }, (_, i) => `a${i}.example`), Block: true }],
  ])('are refused where the documentation forbids them, case %#', (parameters) => {
    const { send, tenant } = world()
    expect(send(NEW, parameters).status).toBe(400)
    expect(tenant.position).toBe(0)
  })

  test.each([
    ['IP', '2001:db8::/32'],
    ['Url', '*.fabrikam.com/path'],
    ['Url', '~contoso.com~'],
    ['FileHash', 'a'.repeat(64)],
  ])('of the type %s may be %s', (ListType, entry) => {
    const { send } = world()
    expect(send(NEW, { ListType, Entries: entry, Block: true, NoExpiration: true }).status).toBe(200)
    expect(send(get, { ListType, NoExpiration: true }).json.value).toHaveLength(1)
  })
})
