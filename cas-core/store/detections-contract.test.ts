/** What every store owes to the detection log, wherever it is kept. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Detection, DetectionStore } from '../ports.ts'
import { type Place, STORES } from '../testing/stores.ts'

const HOUR = 3_600_000
const ALL = { since: 0, max: 9 }

const detection = (id: string, at: number, more: Partial<Detection> = {}): Detection => ({
  ...{
    id,
    mailbox: 'u1',
    internetMessageId: '<1@contoso.com>',
    subject: 'Invoice',
    sender: 'eve@example.com',
  },
  ...{ filter: 'Malware Scanning', policy: 'Default', action: 'Quarantine', at },
  ...more,
})

describe.each(STORES)('the detections in %s', (_, place) => {
  let made: Place
  let first: DetectionStore
  let second: DetectionStore
  beforeEach(() => {
    made = place(mkdtempSync(join(tmpdir(), 'store-')))
    first = made.open().of('acme/1').detections
    second = made.open().of('acme/1').detections
  })
  afterEach(() => made.end())

  const ids = (found: readonly Detection[]) => found.map(({ id }) => id)

  test('come newest first, in pages, by mailbox and action, for their account only', async () => {
    const last = detection('d', 3, { mailbox: 'u2', action: 'Delete' })
    for (const one of [detection('a', 1), detection('c', 2), detection('b', 2), last])
      await first.put(one, ALL)
    await made.open().of('acme/2').detections.put(detection('x', 9), ALL)
    const all = await second.detections({ limit: 9 })
    expect(ids(all)).toEqual(['d', 'c', 'b', 'a'])
    expect(all[0]).toEqual(last)
    expect(ids(await second.detections({ limit: 2 }))).toEqual(['d', 'c'])
    expect(ids(await second.detections({ limit: 9, before: { at: 2, id: 'c' } }))).toEqual(['b', 'a'])
    expect(ids(await second.detections({ limit: 9, mailbox: 'u2' }))).toEqual(['d'])
    expect(ids(await second.detections({ limit: 9, action: 'Quarantine' }))).toEqual(['c', 'b', 'a'])
  })

  test('are one for each message, and the oldest go: by age, and where they are too many', async () => {
    for (const at of [1, 2, 3, 4]) await first.put(detection(String(at), at), ALL)
    await first.put(detection('2', 5, { action: 'Delete' }), ALL)
    expect(ids(await second.detections({ limit: 9 }))).toEqual(['2', '4', '3', '1'])
    await first.put(detection('6', 6), { since: 3, max: 9 })
    expect(ids(await second.detections({ limit: 9 }))).toEqual(['6', '2', '4', '3'])
    await first.put(detection('7', 7), { since: 3, max: 2 })
    expect(ids(await second.detections({ limit: 9 }))).toEqual(['7', '6'])
  })

  test('are counted with what was judged, by the hour, for as long as they are kept', async () => {
    for (const at of [0, HOUR - 1, HOUR]) await first.count('Pass', at)
    await second.count('Delete', 2 * HOUR)
    await made.open().of('acme/2').detections.count('Pass', 0)
    expect(await second.counts(0, 9 * HOUR)).toEqual({ Pass: 3, Delete: 1 })
    expect(await first.counts(HOUR, 2 * HOUR)).toEqual({ Pass: 1 })
    await first.put(detection('a', 3 * HOUR), { since: HOUR, max: 9 })
    expect(await first.counts(0, 9 * HOUR)).toEqual({ Pass: 1, Delete: 1 })
  })
})
