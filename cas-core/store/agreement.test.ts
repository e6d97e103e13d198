/** Whatever is done in whatever order, every store gives the answers that memory gives. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type {
  AccountStore,
  DirectoryChanges,
  JournalRecord,
  Lease,
  QuarantinedItem,
  ScannedMailbox,
  Store,
} from '../ports.ts'
import { type Place, STORES } from '../testing/stores.ts'
import { memoryStore } from './memory-store.ts'

/** Few, so that they meet; of one to four bytes, since orders of texts differ there. */
const id = fc.constantFrom('a', 'A', 'b', 'ä', 'Ä', 'a b', "'", '%', '～', '😀', '1')
const name = fc.stringMatching(/^[aAäÄ％%😀～İ']{0,3}$/u)
const ids = fc.uniqueArray(id, { maxLength: 4 })
const round = fc.integer({ min: 0, max: 3 })
const at = fc.integer({ min: 0, max: 5 })
const limit = fc.integer({ min: 1, max: 4 })
const membership = fc.record({ group: id, member: id })

const user = fc.record({ id, userPrincipalName: name, displayName: name, isLicensed: fc.boolean() })
const group = fc.record({ id, displayName: name, type: fc.constantFrom('Microsoft 365', 'security') })
const mailbox = fc.record({
  id,
  primarySmtpAddress: name,
  type: fc.constant('UserMailbox'),
  createdAt: fc.constant('2026-01-05T00:00:00Z'),
})
const domain = fc.record({ name, mx: fc.option(fc.array(name, { maxLength: 2 }), { nil: undefined }) })
const changes = fc.record(
  {
    users: fc.array(user, { maxLength: 4 }),
    groups: fc.array(group, { maxLength: 4 }),
    mailboxes: fc.array(mailbox, { maxLength: 3 }),
    domains: fc.array(domain, { maxLength: 3 }),
    joined: fc.array(membership, { maxLength: 6 }),
    left: fc.array(membership, { maxLength: 2 }),
    goneUsers: ids,
    goneGroups: ids,
    goneMailboxes: ids,
    round,
    doubtedUsers: ids,
    doubtedGroups: ids,
    positions: fc.dictionary(fc.constantFrom('users', 'groups'), fc.option(name), { noNullPrototype: true }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<DirectoryChanges>

const status = fc.constantFrom<QuarantinedItem['status'][]>('Quarantined', 'Restoring')
const item = fc.record({
  id,
  mailbox: id,
  messageId: fc.option(name, { nil: undefined }),
  from: name,
  internetMessageId: name,
  subject: fc.string({ unit: 'grapheme', maxLength: 5 }),
  sender: name,
  filter: name,
  policy: name,
  status,
  at,
}) as fc.Arbitrary<QuarantinedItem>
const scanned: fc.Arbitrary<ScannedMailbox> = fc.record({
  id,
  isProtected: fc.boolean(),
  subscription: fc.option(fc.record({ id: name, endsAt: at }), { nil: undefined }),
  since: at,
  readUpTo: at,
  positions: fc.dictionary(id, name, { maxKeys: 2, noNullPrototype: true }),
  folder: fc.option(fc.record({ id: fc.option(name, { nil: undefined }) }), { nil: undefined }),
})
const record = fc
  .record({ type: name, at, epoch: at, more: fc.jsonValue({ maxDepth: 1 }) })
  .map((made) => made as JournalRecord)

/** One thing that a worker does. It may be told an answer or be refused. */
type Act = (kept: AccountStore, leases: Lease[], store: Store) => Promise<unknown>

const journalAct: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(name, at, at).map(
    ([holder, ttl, now]): Act =>
      async ({ journal }, leases) => {
        leases.push(await journal.lease(holder, ttl, now))
        return leases.at(-1)?.fence
      },
  ),
  fc.tuple(fc.array(record, { maxLength: 3 }), fc.boolean(), at).map(
    ([records, isUpToDate, version]): Act =>
      async ({ journal }, leases) => {
        const now = isUpToDate ? (await journal.read(0)).version : version
        return journal.append(records, { version: now, fence: leases.at(-1)?.fence ?? 0 })
      },
  ),
  fc.tuple(at, at, at).map(
    ([which, ttl, now]): Act =>
      async (_, leases) =>
        leases[which]?.renew(ttl, now),
  ),
  at.map(
    (which): Act =>
      async (_, leases) =>
        leases[which]?.release(),
  ),
)

const otherAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: changes.map(
      (made): Act =>
        ({ directory }) =>
          directory.apply(made),
    ),
  },
  {
    weight: 2,
    arbitrary: item.map(
      (made): Act =>
        ({ quarantine }) =>
          quarantine.put(made),
    ),
  },
  {
    weight: 2,
    arbitrary: scanned.map(
      (made): Act =>
        ({ scanning }) =>
          scanning.put(made),
    ),
  },
  id.map(
    (gone): Act =>
      ({ scanning }) =>
        scanning.remove(gone),
  ),
  fc.tuple(id, id).map(
    ([tenant, owner]): Act =>
      (_, __, store) =>
        store.claimTenant(tenant, owner),
  ),
  fc.tuple(id, id).map(
    ([tenant, owner]): Act =>
      (_, __, store) =>
        store.releaseTenant(tenant, owner),
  ),
  fc.constantFrom('directory', 'quarantine', 'scanning').map(
    (part): Act =>
      (kept) =>
        kept[part].clear(),
  ),
)

/** Everything that may be asked, with what to ask for. */
const questions = fc
  .tuple(id, name, ids, round, limit, at, status, membership)
  .map(([one, text, some, seen, most, time, state, after]) => async (kept: AccountStore) => {
    const { journal, directory, quarantine, scanning } = kept
    return Promise.all([
      journal.read(time),
      directory.counts(),
      directory.domains(),
      directory.position('users'),
      directory.users(some),
      directory.userNamed(text),
      directory.usersAfter(one, most),
      directory.groupsAfter(one, most),
      directory.mailboxesAfter('', most),
      directory.groupsNamed(text, most),
      directory.membersOf(one),
      directory.unseen('users', seen, one, most),
      directory.unseen('groups', seen, '', most),
      directory.unseenMemberships(seen, after, most),
      quarantine.item(one),
      quarantine.items({ limit: most }),
      quarantine.items({ limit: most, status: state, mailbox: one }),
      quarantine.items({ limit: most, before: { at: time, id: one } }),
      scanning.mailbox(one),
      scanning.mailboxesAfter(one, most),
      scanning.endingFirst(most),
    ])
  })

const told = (work: Promise<unknown>) =>
  work.catch((error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : error))

/** What acts and questions are told, in a store of that account alone. */
async function answersOf(
  store: Store,
  account: string,
  steps: readonly (readonly [Act, (kept: AccountStore) => Promise<unknown>])[],
): Promise<unknown[]> {
  const kept = store.of(account)
  const leases: Lease[] = []
  // tenants are shared by all accounts
  const own: Store = {
    ...store,
    claimTenant: (tenant, owner) => store.claimTenant(account + tenant, owner),
    releaseTenant: (tenant, owner) => store.releaseTenant(account + tenant, owner),
  }
  const answers: unknown[] = []
  for (const [act, ask] of steps)
    answers.push(await told(act(kept, leases, own)), await ask(kept), await store.names(account))
  return answers
}

describe.each(STORES.filter(([kind]) => kind !== 'memory'))('%s', (_, placeIn) => {
  let place: Place | undefined
  afterAll(() => place?.end())

  test.each([
    ['a journal', journalAct, 8],
    ['what else is kept', otherAct, 10],
  ] as const)('agrees with memory about %s', async (_, act, maxLength) => {
    await place?.end()
    place = placeIn(mkdtempSync(join(tmpdir(), 'agreement-')))
    const store = place.open()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(act, questions), { minLength: 1, maxLength }), async (steps) => {
        const account = `run ${runs++}`
        const expected = await answersOf(memoryStore(), account, steps)
        expect(await answersOf(store, account, steps)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })
})
