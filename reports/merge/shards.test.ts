import { describe, expect, test } from 'vitest'
import type { ConformanceRecord } from '../record.ts'
import { NO_COUNTS } from './merge.ts'
import { conformanceRecordFrom } from './saved-conformance.ts'
import { mergedShards, missingShards } from './shards.ts'

const shard = (number: number, rest: Partial<ConformanceRecord> = {}) => ({
  name: `shard-${number}.json`,
  record: {
    casproof: '1.0.0',
    seed: 'x',
    options: { runs: 200, part: 1 },
    shards: { of: 3, played: [number] },
    ...NO_COUNTS,
    plays: [{ engine: 'random', name: 'random scripts', runs: 10, calls: 100, failures: 0 }],
    ...rest,
  } satisfies ConformanceRecord,
})

describe('shards', () => {
  test('that are all there give a whole record, which names no shards', () => {
    const whole = mergedShards([shard(3), shard(1), shard(2)])
    expect([whole.shards, missingShards(whole), whole.plays[0]?.runs]).toEqual([undefined, [], 30])
  })

  test('that are not all there are a part, which names them', () => {
    const some = mergedShards([shard(3), shard(1)])
    expect([some.shards, missingShards(some)]).toEqual([{ of: 3, played: [1, 3] }, [2]])
  })
})

/** What is wrong with the second of two. */
const refused: readonly (readonly [what: string, other: ReturnType<typeof shard>, says: string])[] = [
  [
    'another version',
    shard(2, { casproof: '1.0.1' }),
    'shard-2.json: casproof is "1.0.1" here, and "1.0.0" in shard-1.json; merge shards that were played with the same casproof, seed and options',
  ],
  ['another seed', shard(2, { seed: 'y' }), 'shard-2.json: seed is "y" here, and "x" in shard-1.json; merge'],
  [
    'another option',
    shard(2, { options: { runs: 300, part: 1 } }),
    'option runs is 300 here, and 200 in shard-1.json',
  ],
  [
    'one option more',
    shard(2, { options: { runs: 200, part: 1, only: 'script/' } }),
    'option only is "script/" here, and not given in shard-1.json',
  ],
  [
    'another number of shards',
    shard(2, { shards: { of: 4, played: [2] } }),
    'number of shards is 4 here, and 3 in shard-1.json',
  ],
  [
    'the same shard',
    { ...shard(1), name: 'again.json' },
    'again.json: shard 1 is in shard-1.json, too; name each shard once',
  ],
]

test.for(refused)('%s is refused by name, with what to do', ([, other, says]) => {
  expect(() => mergedShards([shard(1), other])).toThrow(says)
})

test('a record of a whole run is not merged: it has everything', () => {
  const { shards: _, ...record } = shard(1).record
  expect(() => mergedShards([{ name: 'whole.json', record }])).toThrow(
    'whole.json: not of a shard; casproof conform --shard 1/3 plays one',
  )
})

describe('a saved record', () => {
  const { record } = shard(2)

  test('is read as it was written, alone or in a report', () => {
    expect(conformanceRecordFrom(JSON.stringify(record))).toEqual(record)
    expect(conformanceRecordFrom(JSON.stringify({ record, audit: {} }))).toEqual(record)
  })

  test.for([
    [
      'an old one',
      { ...record, options: undefined },
      /^x\.json: options \(.*\): expected an object, found nothing; a record is/,
    ],
    [
      'a broken one',
      { ...record, plays: [{ engine: 'wheel' }] },
      /^x\.json: plays\[0\]\.engine .*found "wheel"/,
    ],
  ] as const)('%s is refused at its place', ([, value, says]) => {
    expect(() => conformanceRecordFrom(JSON.stringify(value), 'x.json')).toThrow(says)
  })
})
