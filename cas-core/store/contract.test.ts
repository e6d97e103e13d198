/** The contract of every store: what each part of it owes, wherever it is kept. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type {
  DirectoryChanges,
  DirectoryStore,
  Journal,
  JournalRecord,
  QuarantinedItem,
  QuarantineStore,
  Store,
} from '../ports.ts'
import { type Place, STORES } from '../testing/stores.ts'
import { LeaseHeld, LeaseLost, VersionConflict } from './refusals.ts'

const record = (at: number): JournalRecord => ({ type: 'test', at, epoch: 1 })
const TTL_MS = 1_000

const newFolder = () => mkdtempSync(join(tmpdir(), 'store-'))

test('every store of this folder is held to the contract', () => {
  const list = readFileSync(new URL('../testing/stores.ts', import.meta.url), 'utf8')
  const files = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' })
  const stores = files.filter((file) => file.endsWith('-store.ts'))
  expect(stores).toContain('memory-store.ts')
  const missing = stores.filter((file) => !list.includes(`from '../store/${file}'`))
  expect(missing, 'stores that have no line in testing/stores.ts').toEqual([])
})

describe.each(STORES)('a journal in %s', (_, place) => {
  let made: Place
  let first: Journal
  let second: Journal
  beforeEach(() => {
    made = place(newFolder())
    first = made.open().of('acme').journal
    second = made.open().of('acme').journal
  })
  afterEach(() => made.end())

  test('gives back what was appended, in order, and to others too', async () => {
    const { fence } = await first.lease('a', TTL_MS, 0)
    expect(await first.append([record(1), record(2)], { version: 0, fence })).toBe(2)
    expect(await first.append([record(3)], { version: 2, fence })).toBe(3)
    expect(await second.read(0)).toEqual({ records: [record(1), record(2), record(3)], version: 3 })
    expect(await second.read(2)).toEqual({ records: [record(3)], version: 3 })
    expect(await second.read(3)).toEqual({ records: [], version: 3 })
    expect((await made.open().of('acme').journal.read(0)).version).toBe(3)
  })

  test('refuses records of who has not read the last ones, and keeps none of them', async () => {
    const { fence } = await first.lease('a', TTL_MS, 0)
    await first.append([record(1)], { version: 0, fence })
    for (const version of [0, 2])
      await expect(first.append([record(2), record(3)], { version, fence })).rejects.toThrow(VersionConflict)
    expect(await second.read(0)).toEqual({ records: [record(1)], version: 1 })
  })

  test('refuses records without a lease', async () => {
    await first.lease('a', TTL_MS, 0)
    await expect(second.append([record(1)], { version: 0, fence: 0 })).rejects.toThrow(LeaseLost)
  })

  test('is leased to one holder at a time, and the second is told who that is and until when', async () => {
    await first.lease('a', TTL_MS, 0)
    const refusal = second.lease('b', TTL_MS, TTL_MS - 1)
    await expect(refusal).rejects.toThrow(LeaseHeld)
    await expect(refusal).rejects.toMatchObject({ holder: 'a', untilMs: TTL_MS })
    expect((await second.lease('b', TTL_MS, TTL_MS)).fence).toBeGreaterThan(1)
  })

  test('is leased again as soon as it is released', async () => {
    const lease = await first.lease('a', TTL_MS, 0)
    await lease.release()
    await second.lease('b', TTL_MS, 0)
    await lease.release()
    await expect(first.lease('c', TTL_MS, 0)).rejects.toMatchObject({ holder: 'b' })
  })

  test('is leased anew to the same holder at once: it is the same worker, started again', async () => {
    const before = await first.lease('a', TTL_MS, 0)
    const { fence } = await second.lease('a', TTL_MS, 1)
    expect(fence).toBeGreaterThan(before.fence)
    await expect(first.append([record(1)], { version: 0, fence: before.fence })).rejects.toThrow(LeaseLost)
    expect(await second.append([record(2)], { version: 0, fence })).toBe(1)
  })

  test('takes nothing from a lease that ended and was taken over, whoever wrote nothing in between', async () => {
    const stale = await first.lease('a', TTL_MS, 0)
    const thief = await second.lease('b', TTL_MS, TTL_MS)
    await thief.release()
    await second.lease('c', TTL_MS, TTL_MS)
    const late = first.append([record(1)], { version: 0, fence: stale.fence })
    await expect(late).rejects.toThrow(LeaseLost)
    await expect(late).rejects.toMatchObject({ holder: 'c' })
    await expect(stale.renew(TTL_MS, TTL_MS)).rejects.toThrow(LeaseLost)
    expect((await second.read(0)).records).toEqual([])
  })

  test('goes on with a lease that has ended and was not taken over, and with a renewed one', async () => {
    const lease = await first.lease('a', TTL_MS, 0)
    expect(await first.append([record(1)], { version: 0, fence: lease.fence })).toBe(1)
    await lease.renew(TTL_MS, TTL_MS)
    await expect(second.lease('b', TTL_MS, 2 * TTL_MS - 1)).rejects.toMatchObject({ untilMs: 2 * TTL_MS })
    await second.lease('b', TTL_MS, 2 * TTL_MS)
  })
})

describe.each(STORES)('names and tenants in %s', (_, place) => {
  let made: Place
  let first: Store
  let second: Store
  beforeEach(() => {
    made = place(newFolder())
    first = made.open()
    second = made.open()
  })
  afterEach(() => made.end())

  test('each name has a journal to itself, and those with records are listed in order', async () => {
    for (const name of ['b', 'acme/2', 'acme', 'acme/1', 'empty', 'acmf']) {
      const { journal } = first.of(name)
      const { fence } = await journal.lease('a', TTL_MS, 0)
      if (name !== 'empty')
        await journal.append([{ ...record(1), name } as JournalRecord], { version: 0, fence })
    }
    expect(await second.names('')).toEqual(['acme', 'acme/1', 'acme/2', 'acmf', 'b'])
    expect(await second.names('acme')).toEqual(['acme', 'acme/1', 'acme/2'])
    expect(await second.names('acme/')).toEqual(['acme/1', 'acme/2'])
    expect(await second.names('%')).toEqual([])
    expect((await second.of('acme/2').journal.read(0)).records).toEqual([{ ...record(1), name: 'acme/2' }])
  })

  test('a tenant has one owner, until that one gives it back', async () => {
    expect(await first.claimTenant('T-1', 'acme')).toBe('acme')
    expect(await second.claimTenant('t-1', 'other')).toBe('acme')
    expect(await second.claimTenant('t-2', 'other')).toBe('other')
    await second.releaseTenant('t-1', 'other')
    expect(await second.claimTenant('t-1', 'acme')).toBe('acme')
    await first.releaseTenant('t-1', 'acme')
    expect(await second.claimTenant('T-1', 'other')).toBe('other')
  })
})

const user = (id: string, more: object = {}) => ({
  id,
  userPrincipalName: `${id}@contoso.com`,
  displayName: `User ${id}`,
  isLicensed: true,
  ...more,
})
const group = (id: string, displayName = id) => ({ id, displayName, type: 'security' as const })
const mailbox = (id: string) => ({
  id,
  primarySmtpAddress: `${id}@contoso.com`,
  type: 'UserMailbox',
  createdAt: '2026-01-05T00:00:00Z',
})
const EVERYTHING: DirectoryChanges = {
  users: [user('u2'), user('u1'), user('u3', { isLicensed: false })],
  groups: [group('g2', 'Sales'), group('g1', 'sales of Ägypten'), group('g3', 'Émile')],
  mailboxes: [mailbox('u1'), mailbox('u2')],
  domains: [
    { name: 'fabrikam.com', mx: undefined },
    { name: 'contoso.com', mx: ['a.mx', 'b.mx'] },
  ],
  joined: [
    { group: 'g1', member: 'u1' },
    { group: 'g1', member: 'g2' },
    { group: 'g2', member: 'u2' },
    { group: 'g2', member: 'g1' },
    { group: 'g2', member: 'a device' },
  ],
  positions: { users: 'https://graph/users?token=1', groups: 'https://graph/groups?token=1' },
}

describe.each(STORES)('a directory in %s', (_, place) => {
  let made: Place
  let first: DirectoryStore
  let second: DirectoryStore
  beforeEach(() => {
    made = place(newFolder())
    first = made.open().of('acme/1').directory
    second = made.open().of('acme/1').directory
  })
  afterEach(() => made.end())

  test('has nothing at the start, and nothing of another account', async () => {
    await made.open().of('acme/2').directory.apply(EVERYTHING)
    expect(await first.counts()).toEqual({ users: 0, groups: 0, mailboxes: 0 })
    expect(await first.domains()).toEqual([])
    expect(await first.position('users')).toBeUndefined()
    expect(await first.usersAfter('', 10)).toEqual([])
    expect(await first.membersOf('g1')).toBeUndefined()
  })

  test('gives back what was applied, in the order of ids, in pages, and to others too', async () => {
    await first.apply(EVERYTHING)
    expect(await second.counts()).toEqual({ users: 3, groups: 3, mailboxes: 2 })
    expect(await second.usersAfter('', 2)).toEqual([user('u1'), user('u2')])
    expect(await second.usersAfter('u2', 2)).toEqual([user('u3', { isLicensed: false })])
    expect((await second.groupsAfter('g1', 9)).map(({ id }) => id)).toEqual(['g2', 'g3'])
    expect(await second.mailboxesAfter('', 1)).toEqual([mailbox('u1')])
    expect(await second.users(['u3', 'nobody', 'u1', 'u3'])).toEqual([
      user('u1'),
      user('u3', { isLicensed: false }),
    ])
    expect(await second.domains()).toEqual([
      { name: 'contoso.com', mx: ['a.mx', 'b.mx'] },
      { name: 'fabrikam.com', mx: undefined },
    ])
    expect(await second.position('groups')).toBe('https://graph/groups?token=1')
  })

  test('answers by name in any case', async () => {
    await first.apply(EVERYTHING)
    expect(await second.userNamed('U2@Contoso.COM')).toEqual(user('u2'))
    expect(await second.userNamed('u2@contoso.co')).toBeUndefined()
    const named = async (text: string, limit = 9) =>
      (await second.groupsNamed(text, limit)).map(({ id }) => id)
    expect(await named('SAL')).toEqual(['g2', 'g1'])
    expect(await named('sales of ä')).toEqual(['g1'])
    expect(await named('éM')).toEqual(['g3'])
    expect(await named('s%')).toEqual([])
    expect(await named('', 1)).toEqual(['g2'])
  })

  test('counts nested members once, in groups that contain each other too, and users alone', async () => {
    await first.apply(EVERYTHING)
    expect(await second.membersOf('g1')).toEqual(['u1', 'u2'])
    expect(await second.membersOf('g2')).toEqual(['u1', 'u2'])
    expect(await second.membersOf('g3')).toEqual([])
    // a member that comes later counts from then on
    await second.apply({ users: [user('a device')] })
    expect(await first.membersOf('g1')).toEqual(['a device', 'u1', 'u2'])
  })

  test('takes memberships with the user or the group that is gone, and puts new rows in place of old ones', async () => {
    await first.apply(EVERYTHING)
    await first.apply({
      users: [user('u2', { userPrincipalName: 'renamed@contoso.com' })],
      goneUsers: ['u1'],
      goneGroups: ['g2'],
      goneMailboxes: ['u1', 'nobody'],
      domains: [{ name: 'new.com', mx: [] }],
      positions: { users: 'https://graph/users?token=2', groups: null },
    })
    expect(await second.counts()).toEqual({ users: 2, groups: 2, mailboxes: 1 })
    expect(await second.userNamed('u2@contoso.com')).toBeUndefined()
    expect((await second.userNamed('renamed@contoso.com'))?.id).toBe('u2')
    expect(await second.domains()).toEqual([{ name: 'new.com', mx: [] }])
    expect(await second.position('users')).toBe('https://graph/users?token=2')
    expect(await second.position('groups')).toBeUndefined()
    await first.apply({ users: [user('u1')], groups: [group('g2')] })
    for (const id of ['g1', 'g2']) expect(await second.membersOf(id)).toEqual([])
  })

  test('keeps what is named as gone and as there: nobody loses protection by an order of words', async () => {
    await first.apply(EVERYTHING)
    await first.apply({ users: [user('u1')], goneUsers: ['u1'], left: [{ group: 'g2', member: 'u2' }] })
    await first.apply({ joined: [{ group: 'g2', member: 'u1' }], left: [{ group: 'g2', member: 'u1' }] })
    expect((await second.users(['u1'])).length).toBe(1)
    expect(await second.membersOf('g2')).toEqual(['u1'])
  })

  test('tells what a round has not seen, in pages, and keeps what is doubted until it is gone', async () => {
    await first.apply({ ...EVERYTHING, round: 1 })
    const every = { group: '', member: '' }
    expect(await second.unseen('users', 1, '', 9)).toEqual([])
    expect(await second.unseenMemberships(1, every, 9)).toEqual([])
    await first.apply({ doubtedUsers: ['u3', 'nobody'], doubtedGroups: ['g3'] })
    expect(await second.unseen('users', 1, '', 9)).toEqual(['u3'])
    expect(await second.unseen('groups', 0, '', 9)).toEqual(['g3'])
    expect(await second.counts()).toMatchObject({ users: 3, groups: 3 })
    await first.apply({
      users: [user('u1'), user('u3')],
      groups: [group('g1')],
      joined: [{ group: 'g2', member: 'u2' }],
      round: 2,
    })
    expect(await second.unseen('users', 2, '', 9)).toEqual(['u2'])
    expect(await second.unseen('groups', 2, '', 1)).toEqual(['g2'])
    expect(await second.unseen('groups', 2, 'g2', 1)).toEqual(['g3'])
    const [one, ...rest] = await second.unseenMemberships(2, every, 9)
    expect([one, ...rest].map((pair) => `${pair?.group} ${pair?.member}`)).toEqual([
      'g1 g2',
      'g1 u1',
      'g2 a device',
      'g2 g1',
    ])
    expect(await second.unseenMemberships(2, { group: 'g1', member: 'u1' }, 1)).toEqual([rest[1]])
    await first.apply({ goneGroups: ['g1'], doubtedUsers: ['u1'], users: [user('u1')], round: 2 })
    expect(await second.unseenMemberships(2, every, 9)).toEqual([{ group: 'g2', member: 'a device' }])
    expect(await second.unseen('users', 2, '', 9)).toEqual(['u2'])
    await second.clear()
    expect(await first.unseen('groups', 9, '', 9)).toEqual([])
  })

  test('is empty after clear', async () => {
    await first.apply(EVERYTHING)
    await second.clear()
    expect(await first.counts()).toEqual({ users: 0, groups: 0, mailboxes: 0 })
    expect([await first.domains(), await first.position('users')]).toEqual([[], undefined])
    await first.apply({ groups: [group('g1')], users: [user('u1')] })
    expect(await first.membersOf('g1')).toEqual([])
  })
})

const item = (id: string, at: number, more: Partial<QuarantinedItem> = {}): QuarantinedItem => ({
  id,
  mailbox: 'u1',
  messageId: undefined,
  from: 'inbox',
  internetMessageId: '<1@contoso.com>',
  subject: 'Invoice',
  sender: 'eve@example.com',
  filter: 'Malware Scanning',
  policy: 'Default',
  status: 'Quarantined',
  at,
  ...more,
})

describe.each(STORES)('a quarantine in %s', (_, place) => {
  let made: Place
  let first: QuarantineStore
  let second: QuarantineStore
  beforeEach(() => {
    made = place(newFolder())
    first = made.open().of('acme/1').quarantine
    second = made.open().of('acme/1').quarantine
  })
  afterEach(() => made.end())

  test('gives items back newest first, in pages, by status and mailbox', async () => {
    const items = [item('a', 1), item('c', 2), item('b', 2), item('d', 3, { mailbox: 'u2', messageId: 'm' })]
    for (const one of items) await first.put(one)
    await made.open().of('acme/2').quarantine.put(item('x', 9))
    const [a, c, b, d] = items
    expect(await second.items({ limit: 9 })).toEqual([d, c, b, a])
    expect(await second.items({ limit: 2 })).toEqual([d, c])
    expect(await second.items({ limit: 9, before: { at: 2, id: 'c' } })).toEqual([b, a])
    expect(await second.items({ limit: 9, mailbox: 'u2' })).toEqual([d])
    expect(await second.items({ limit: 9, mailbox: 'u1', status: 'Restoring' })).toEqual([])
    expect(await second.item('d')).toEqual(d)
    expect(await second.item('x')).toBeUndefined()
  })

  test('keeps the newest state of an item, and nothing after clear', async () => {
    await first.put(item('a', 1))
    await second.put(item('a', 1, { status: 'Restoring', messageId: 'm2' }))
    expect(await first.items({ limit: 9, status: 'Restoring' })).toEqual([
      item('a', 1, { status: 'Restoring', messageId: 'm2' }),
    ])
    expect(await first.items({ limit: 9, status: 'Quarantined' })).toEqual([])
    await first.clear()
    expect(await second.items({ limit: 9 })).toEqual([])
  })
})
