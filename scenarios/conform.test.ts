/** One record, however the run is spread: over threads, over shards, over both. */
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type ConformanceRecord,
  conformanceJson,
  conformanceRecordFrom,
  mergedShards,
  missingShards,
  withoutDurations,
} from '#reports'
import { conform } from './conform.ts'

/** A product that is wrong, so that there are failures to group, to shrink and to merge. */
const BROKEN = {
  version: '0',
  seed: 'spread',
  runs: 60,
  part: 1,
  only: 'random/',
  defect: 'weak connector',
}
const SWEPT = { version: '0', seed: 'spread', runs: 1, part: 97, only: 'sweep/' }

const bytes = (record: ConformanceRecord): string => JSON.stringify(withoutDurations(record))

describe('random scripts with a broken product', () => {
  let whole: ConformanceRecord
  beforeAll(async () => {
    whole = await conform(BROKEN)
  })

  test('are all played, and those that fail are counted', () => {
    const { plays, failures } = whole
    expect(plays.map(({ runs }) => runs)).toEqual([BROKEN.runs])
    expect(failures.length).toBeGreaterThan(2)
    expect(failures.reduce((sum, { runs = 1 }) => sum + runs, 0)).toBe(plays[0]?.failures)
  })

  test('give the same record from two shards, one of them in two threads', async () => {
    const records = []
    for (const number of [2, 1]) {
      const record = await conform({ ...BROKEN, shard: { number, of: 2 }, workers: number })
      records.push({ name: `shard-${number}.json`, record })
    }
    expect(bytes(mergedShards(records))).toBe(bytes(whole))
  })
})

describe('a sample of the sweeps', () => {
  test('gives the same record in three threads', async () => {
    const whole = await conform(SWEPT)
    expect(whole.plays.length).toBeGreaterThan(1)
    expect(bytes(await conform({ ...SWEPT, workers: 3 }))).toBe(bytes(whole))
  })

  test('gives the same record from three shards, kept as files and merged in any order', async () => {
    // refusals of Microsoft Entra ID stand in what is found, with all their ids
    const broken = { ...SWEPT, defect: 'gives up' }
    const whole = await conform(broken)
    expect(JSON.stringify(whole.failures)).toContain('Correlation ID: ')
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(async (number) => {
        const record = await conform({ ...broken, shard: { number, of: 3 } })
        const name = `shard-${number}.json`
        return { name, record: conformanceRecordFrom(conformanceJson(record), name) }
      }),
    )
    if (!first || !second || !third) throw new Error('three shards are needed')
    expect(bytes(mergedShards([third, first, second]))).toBe(bytes(whole))
    const some = { name: 'some.json', record: mergedShards([third, first]) }
    expect(missingShards(some.record)).toEqual([2])
    expect(bytes(mergedShards([some, second]))).toBe(bytes(whole))
  })
})

test('a run that has a time plays random scripts until it is over, and says how many', async () => {
  const { options, plays } = await conform({ ...SWEPT, only: 'random/', forSeconds: 1 })
  expect(options).toEqual({ 'for seconds': 1, part: SWEPT.part, only: 'random/' })
  expect(plays[0]?.runs).toBeGreaterThan(0)
  expect((plays[0]?.runs ?? 1) % 10).toBe(0)
})

test('progress is told unit by unit, up to all of them', async () => {
  const told: (readonly number[])[] = []
  await conform({
    ...SWEPT,
    only: 'sweep/crashes',
    progress: ({ units, of, share }) => told.push([units, of, share]),
  })
  expect(told.map(([units]) => units)).toEqual(told.map((_, i) => i + 1))
  expect(told.at(-1)).toEqual([told.length, told.length, 1])
})

test('a shard without a unit, and a defect that nobody knows, are refused', async () => {
  const options = { ...SWEPT, only: 'audit/' }
  await expect(conform({ ...options, shard: { number: 9, of: 9 } })).rejects.toThrow(
    'shard 9 of 9 has nothing to play: the run has 3 units',
  )
  await expect(conform({ ...options, defect: 'none such' })).rejects.toThrow('"none such" is not a defect')
})
