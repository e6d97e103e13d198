/** What the audit says of permissions: all that is consented to, and what the product's own calls needed. */
import { expect, test } from 'vitest'
import { audit } from './audit.ts'

const options = { version: '0', site: 'EU', directions: 'both', policies: 'all', seed: 'p' } as const
const used = (calls: readonly { operation: string }[] | undefined) => calls?.map(({ operation }) => operation)

test('inline mode: the role and Exchange.ManageAsApp are needed for rules; mailboxes are never read', async () => {
  const { permissions = [] } = await audit({ ...options, tenant: { world: 'plain' } })
  const named = new Map(permissions.map((one) => [one.name, one]))
  expect([...named.keys()].toSorted()).toEqual([
    ...['Directory.Read.All', 'Domain.Read.All', 'Exchange Administrator', 'Exchange.ManageAsApp'],
    ...['Group.Read.All', 'Mail.ReadWrite', 'Member.Read.Hidden', 'User.Read'],
  ])
  for (const name of ['Exchange.ManageAsApp', 'Exchange Administrator'])
    expect(used(named.get(name)?.calls)).toEqual(
      expect.arrayContaining(['New-TransportRule', 'New-InboundConnector', 'Remove-OutboundConnector']),
    )
  // no permission to write groups is consented to: the role allows it
  expect(used(named.get('Exchange Administrator')?.calls)).toContain('DELETE /groups/{id}')
  expect(named.get('Mail.ReadWrite')?.calls).toEqual([])
  expect(used(named.get('Domain.Read.All')?.calls)).toContain('GET /domains')
})

test('API mode: messages are read and moved by Mail.ReadWrite', async () => {
  const { permissions = [] } = await audit({ ...options, mode: 'API', tenant: { world: 'plain' } })
  const mail = permissions.find(({ name }) => name === 'Mail.ReadWrite')
  expect(used(mail?.calls)?.length).toBeGreaterThan(2)
  expect(permissions.find(({ type }) => type === 'directory role')).toBeUndefined()
})
