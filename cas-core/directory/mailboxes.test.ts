/** Mailboxes come in pages; the second day asks for what has changed. */
import { expect, test } from 'vitest'
import { M365Error } from '../microsoft/errors.ts'
import type { PageAsked, Row } from '../microsoft/exchange.ts'
import type { Session } from '../microsoft/session.ts'
import { memoryStore } from '../store/memory-store.ts'
import { testTenant } from '../testing/tenant.ts'
import { readMailboxes } from './mailboxes.ts'

const row = (n: number): Row => ({
  ExternalDirectoryObjectId: `USER-${n}`,
  PrimarySmtpAddress: `user-${n}@contoso.com`,
  RecipientTypeDetails: 'UserMailbox',
  WhenMailboxCreated: '2026-01-05T10:00:00+01:00',
})
const DAY_MS = 24 * 3_600_000

/** Three pages; what is asked is written down. @param fail thrown instead of a page */
function exchange(fail: (asked: PageAsked) => M365Error | undefined = () => undefined) {
  const asked: PageAsked[] = []
  const { session, clock } = testTenant()
  const page: Session['exchange']['page'] = async (one) => {
    asked.push(one)
    const error = fail(one)
    if (error) throw error
    const at = Number(one.link?.at(-1) ?? 0)
    return {
      rows: [row(at), { ...row(9), ExternalDirectoryObjectId: '' }],
      next: at < 2 ? `page ${at + 1}` : undefined,
    }
  }
  const store = memoryStore().of('account').directory
  return { asked, clock, store, session: { ...session, exchange: { ...session.exchange, page } } }
}

test('the first reading shows all, page by page; those of the service itself have no user', async () => {
  const { session, store, asked } = exchange()
  expect(await readMailboxes(session, store)).toBe(true)
  expect(await store.mailboxesAfter('', 9)).toEqual(
    [0, 1, 2].map((n) => ({
      id: `user-${n}`,
      primarySmtpAddress: `user-${n}@contoso.com`,
      type: 'UserMailbox',
      createdAt: '2026-01-05T09:00:00.000Z',
    })),
  )
  expect(asked.map(({ link }) => link)).toEqual([undefined, 'page 1', 'page 2'])
  expect(asked[0]?.parameters).toEqual({ ResultSize: 'Unlimited' })
})

test('the second day asks for what has changed since an hour before the first reading began', async () => {
  const { session, store, asked, clock } = exchange()
  const begun = clock.now
  await readMailboxes(session, store)
  clock.now += DAY_MS
  await readMailboxes(session, store)
  const since = new Date(begun - 3_600_000).toISOString()
  expect(asked[3]?.parameters).toEqual({ ResultSize: 'Unlimited', Filter: `WhenChangedUTC -gt '${since}'` })
})

test('each week all are asked for, since no later answer tells what one has left out', async () => {
  const { session, store, asked, clock } = exchange()
  const inFull: number[] = []
  for (let day = 0; day < 15; day++) {
    const before = asked.length
    await readMailboxes(session, store)
    clock.now += DAY_MS
    if (!Object.hasOwn(asked[before]?.parameters ?? {}, 'Filter')) inFull.push(day)
  }
  expect(inFull).toEqual([0, 7, 14])
})

test('a reading that is cut off goes on at its page; a page that is refused begins it again', async () => {
  let isDown = true
  const gone = new M365Error('exchange', 403, 'Forbidden', 'not now')
  const { session, store, asked } = exchange(({ link }) => (isDown && link === 'page 1' ? gone : undefined))
  await expect(readMailboxes(session, store)).rejects.toMatchObject({ status: 403 })
  isDown = false
  await readMailboxes(session, store)
  expect(asked.map(({ link }) => link)).toEqual([undefined, 'page 1', 'page 1', 'page 2'])
  let isExpired = true
  const expired = new M365Error('exchange', 400, 'PageExpired', 'x')
  const other = exchange(({ link }) => {
    const isRefused = isExpired && link === 'page 2'
    if (isRefused) isExpired = false
    return isRefused ? expired : undefined
  })
  expect(await readMailboxes(other.session, other.store)).toBe(true)
  expect(other.asked.map(({ link }) => link)).toEqual([
    ...[undefined, 'page 1', 'page 2'],
    ...[undefined, 'page 1', 'page 2'],
  ])
  expect(await other.store.counts()).toMatchObject({ mailboxes: 3 })
})

test('where Exchange Online refuses it, that is said and nothing is lost', async () => {
  let isRefused = false
  const { session, store, clock } = exchange(() =>
    isRefused ? new M365Error('exchange', 400, 'CommandNotFoundException', 'x') : undefined,
  )
  await readMailboxes(session, store)
  isRefused = true
  clock.now += DAY_MS
  expect(await readMailboxes(session, store)).toBe(false)
  expect(await store.counts()).toMatchObject({ mailboxes: 3 })
})
