/** Which policy applies to a mailbox, and which mailboxes are protected. */
import { expect, test } from 'vitest'
import type { Policy } from '../policies/policies.ts'
import { memoryStore } from '../store/memory-store.ts'
import { applyingPolicy, protectedMailboxes } from './applying-policy.ts'

const { directory } = memoryStore().of('acme/1/api')
const user = (id: string) => ({
  id,
  userPrincipalName: `${id}@contoso.com`,
  displayName: id,
  isLicensed: true,
})
const mailbox = (id: string) => ({
  id,
  primarySmtpAddress: id,
  type: 'UserMailbox',
  createdAt: '2026-01-01T00:00:00Z',
})
await directory.apply({
  users: ['ada', 'ben', 'eve', 'fay'].map(user),
  mailboxes: ['ada', 'ben', 'eve'].map(mailbox),
  groups: [
    { id: 'inner', displayName: 'Inner', type: 'security' },
    { id: 'outer', displayName: 'Outer', type: 'security' },
  ],
  joined: [
    { group: 'outer', member: 'inner' },
    { group: 'inner', member: 'eve' },
    { group: 'inner', member: 'fay' },
  ],
})

const policy = (name: string, more: Partial<Policy>): Policy => ({
  ...{ name, kind: 'ATP', direction: 'inbound', enabled: true, targets: { all: true } },
  ...more,
})
const people = (...users: string[]) => ({ users, groups: [] })
const applied = async (policies: readonly Policy[], id: string) =>
  (await applyingPolicy(policies, id, directory))?.name

test('the highest priority that targets the user wins, and what is switched off or for domains does not count', async () => {
  const policies = [
    policy('Default ATP policy', {}),
    policy('Default ATP policy (monitor only)', { targets: people('fay') }),
    policy('low', { priority: 9, targets: people('ada', 'ben') }),
    policy('high', { priority: 1, targets: people('ada') }),
    policy('off', { priority: 1, enabled: false }),
    policy('domains', { priority: 2, targets: { domains: ['contoso.com'] } }),
    policy('group', { priority: 3, targets: { users: [], groups: ['gone', 'outer'] } }),
  ]
  expect(await applied(policies, 'ada')).toBe('high')
  expect(await applied(policies, 'ben')).toBe('low')
  expect(await applied(policies, 'eve')).toBe('group')
  expect(await applied(policies, 'nobody')).toBe('Default ATP policy')
  expect(await applied(policies, 'fay')).toBe('group')
  expect(await applied(policies.slice(0, 2), 'fay')).toBe('Default ATP policy (monitor only)')
  expect(await applied(policies.slice(2), 'nobody')).toBeUndefined()
})

test('mailboxes are protected that an enabled policy targets, nested members included, and no user without one', async () => {
  const protectedBy = (...policies: Policy[]) => protectedMailboxes(policies, directory)
  expect(await protectedBy(policy('all', {}))).toEqual(['ada', 'ben', 'eve'])
  expect(await protectedBy(policy('off', { enabled: false }))).toEqual([])
  expect(await protectedBy(policy('group', { targets: { users: ['ben'], groups: ['outer'] } }))).toEqual([
    'ben',
    'eve',
  ])
  expect(await protectedBy(policy('domains', { targets: { domains: ['contoso.com'] } }))).toEqual([])
})
