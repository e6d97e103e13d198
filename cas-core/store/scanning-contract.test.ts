/** What every store owes to scanning, wherever it is kept. */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ScannedMailbox, ScanningStore, Store } from '../ports.ts'
import { memoryStore } from './memory-store.ts'

/** One more store is a line here. */
const STORES: readonly (readonly [string, () => Store])[] = [['memory', memoryStore]]

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

test('every store of this folder is held to the contract', () => {
  const self = readFileSync(new URL(import.meta.url), 'utf8')
  const files = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' })
  const missing = files.filter((file) => file.endsWith('-store.ts') && !self.includes(`from './${file}'`))
  expect(missing, 'stores that have no line in the list above').toEqual([])
})

describe.each(STORES)('the scanned mailboxes in %s', (_, open) => {
  let store: Store
  let kept: ScanningStore
  beforeEach(() => {
    store = open()
    kept = store.of('acme/1').scanning
  })

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
