/** The records of a run's shards, merged to that of the whole. */
import { InputError } from '#input'
import type { ConformanceRecord } from '../record.ts'
import { mergedCounts } from './merge.ts'

export interface NamedRecord {
  /** What the operator calls it: the path of its file. */
  readonly name: string
  readonly record: ConformanceRecord
}

const OF_ONE_RUN = 'merge shards that were played with the same casproof, seed and options'

/**
 * The record that a run without shards would have given, as far as all shards are there.
 * @throws InputError naming the record that is not of the same run as the first, or that has what another has
 */
export function mergedShards(parts: readonly NamedRecord[]): ConformanceRecord {
  const [first] = parts
  if (!first) throw new RangeError('there is no record to merge')
  const { casproof, seed, options, shards } = first.record
  if (!shards)
    throw new InputError(
      { name: first.name, mend: 'casproof conform --shard 1/3 plays one' },
      [],
      'not of a shard',
    )
  const played = new Map<number, string>()
  for (const { name, record } of parts) {
    for (const [what, there, here] of differences(record, first.record))
      throw new InputError(
        { name, mend: OF_ONE_RUN },
        [],
        `${what} is ${here} here, and ${there} in ${first.name}`,
      )
    for (const shard of record.shards?.played ?? []) {
      const other = played.get(shard)
      if (other !== undefined)
        throw new InputError({ name, mend: 'name each shard once' }, [], `shard ${shard} is in ${other}, too`)
      played.set(shard, name)
    }
  }
  const isWhole = played.size === shards.of
  const rest = { of: shards.of, played: [...played.keys()].sort((a, b) => a - b) }
  return {
    casproof,
    seed,
    options,
    ...(isWhole ? {} : { shards: rest }),
    ...mergedCounts(parts.map(({ record }) => countsOf(record))),
  }
}

/** Shards that a record does not have, of a run that was played in shards. */
export function missingShards({ shards }: ConformanceRecord): readonly number[] {
  const all = Array.from({ length: shards?.of ?? 0 }, (_, i) => i + 1)
  return all.filter((shard) => !shards?.played.includes(shard))
}

function* differences(
  { casproof, seed, options, shards }: ConformanceRecord,
  first: ConformanceRecord,
): Generator<readonly [what: string, there: string, here: string]> {
  const said = (value: unknown) => (value === undefined ? 'not given' : JSON.stringify(value))
  const pairs: [string, unknown, unknown][] = [
    ['casproof', first.casproof, casproof],
    ['seed', first.seed, seed],
    ...[...new Set([...Object.keys(first.options), ...Object.keys(options)])].map(
      (name): [string, unknown, unknown] => [`option ${name}`, first.options[name], options[name]],
    ),
    ['number of shards', first.shards?.of, shards?.of],
  ]
  for (const [what, there, here] of pairs) if (there !== here) yield [what, said(there), said(here)]
}

/** What has to be witnessed is asked of the whole. */
const countsOf = ({
  casproof: _,
  seed: __,
  options: ___,
  shards: ____,
  required: _____,
  ...counts
}: ConformanceRecord) => counts
