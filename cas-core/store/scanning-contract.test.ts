/** What every store owes to scanning, wherever it is kept. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScannedMailbox, ScanningStore, Store } from '../ports.ts'
import { type Place, STORES } from '../testing/stores.ts'

const mailbox = (id: string, endsAt?: number, more: Partial<ScannedMailbox> = {}): ScannedMailbox => ({
  id,
  isProtected: true,
  subscription: endsAt === undefined ? undefined : { id: `subscription of ${id}`, endsAt },
  since: 5,
  readUpTo: 6,
  positions: { inbox: 'https://graph.microsoft.com/v1.0/x?$deltatoken=1' },
  folder: undefined,
  ...more,
})

describe.each(STORES)('the scanned mailboxes in %s', (_, place) => {
  let made: Place
  let store: Store
  let kept: ScanningStore
  beforeEach(() => {
    made = place(mkdtempSync(join(tmpdir(), 'store-')))
    store = made.open()
    kept = made.open().of('acme/1').scanning
  })
  afterEach(() => made.end())

  test('come back as they were put, the newest state of each, and for their account only', async () => {
    await kept.put(mailbox('u1'))
    const changed = mailbox('u1', 9, { isProtected: false, positions: {}, folder: { id: undefined } })
    await kept.put(changed)
    await store.of('acme/2').scanning.put(mailbox('u2'))
    expect(await kept.mailbox('u1')).toEqual(changed)
    expect(await kept.mailbox('u2')).toBeUndefined()
    expect(await kept.mailboxesAfter('', 9)).toEqual([changed])
  })

  test('come in pages by id, and are not there once they are removed', async () => {
    for (const id of ['b', 'a', 'c']) await kept.put(mailbox(id))
    await kept.remove('none')
    expect((await kept.mailboxesAfter('', 2)).map(({ id }) => id)).toEqual(['a', 'b'])
    expect((await kept.mailboxesAfter('b', 2)).map(({ id }) => id)).toEqual(['c'])
    await kept.remove('b')
    expect((await kept.mailboxesAfter('', 9)).map(({ id }) => id)).toEqual(['a', 'c'])
    await kept.clear()
    expect(await kept.mailboxesAfter('', 9)).toEqual([])
  })

  test('come by the end of their subscription, if they have one', async () => {
    for (const one of [mailbox('d', 7), mailbox('c', 5), mailbox('a', 9), mailbox('b', 5)])
      await kept.put(one)
    await kept.put(mailbox('z'))
    expect((await kept.endingFirst(9)).map(({ id }) => id)).toEqual(['b', 'c', 'd', 'a'])
    expect((await kept.endingFirst(2)).map(({ id }) => id)).toEqual(['b', 'c'])
  })
})
