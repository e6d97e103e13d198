/** A conformance run: the stored scripts, the sweep, random scripts and the defects, into one record. */
import {
  type ConformanceRecord,
  type Counts,
  documentedChangesOf,
  MODES,
  mergedCounts,
  NO_COUNTS,
} from '#reports'
import { STEP_FAULTS } from './harness/step-faults.ts'
import { INVARIANTS } from './invariants/index.ts'
import { NOTHING_REACHED } from './reached/index.ts'
import type { Orders, Unit } from './spread/engine.ts'
import { playHere, playInThreads, type Work } from './spread/threads/lanes.ts'
import { timeOver } from './spread/threads/timed.ts'
import { endlessUnitsOf, type Shard, unitsOf } from './spread/units.ts'
import { COMPARISONS } from './sweep.ts'

export interface Progress {
  /** Units that were played, and those that are known to be played. */
  readonly units: number
  readonly of: number
  readonly runs: number
  /** How much of the work is done, from 0 to 1, as far as it is known. */
  readonly share: number
}

export interface ConformOptions extends Orders {
  /** Which part of the run to play; all of it where absent. */
  readonly shard?: Shard
  /** Threads to play in; this one where it is 1 or absent. */
  readonly workers?: number
  /** Called as the run goes on. */
  readonly progress?: (progress: Progress) => void
}

/** @throws RangeError where there is nothing to play, or an unknown defect to play it with */
export async function conform({
  shard,
  workers = 1,
  progress,
  ...orders
}: ConformOptions): Promise<ConformanceRecord> {
  const isOver = timeOver(orders.forSeconds)
  const endless = endlessUnitsOf(orders, shard)
  const units = unitsOf(orders, shard)
  const waiting = units.toReversed()
  const follow = followed(units, progress)
  let counts = NOTHING_PLAYED
  const work: Work = {
    next: () => waiting.pop() ?? (isOver() ? undefined : endless?.next().value),
    take(unit, own) {
      counts = mergedCounts([counts, own])
      follow(unit, own)
    },
  }
  await (workers > 1 ? playInThreads(orders, workers, work) : playHere(orders, work))
  return recordOf(orders, shard, counts)
}

/** The record of what was played; what was not stands in it with zeros. */
function recordOf(orders: Orders, shard: Shard | undefined, counts: Counts): ConformanceRecord {
  const { version, seed, runs, forSeconds, nightPart, ...rest } = orders
  const options = {
    ...(forSeconds === undefined ? { runs } : { 'for seconds': forSeconds }),
    ...rest,
    ...(nightPart === undefined ? {} : { 'night part': nightPart }),
  }
  const shards = shard && shard.of > 1 ? { shards: { of: shard.of, played: [shard.number] } } : {}
  return { casproof: version, seed, options, ...shards, ...counts }
}

/** What tells of progress, unit by unit. */
function followed(units: readonly Unit[], progress: ConformOptions['progress']) {
  const costOfAll = units.reduce((sum, { cost }) => sum + cost, 0)
  const so = { units: 0, runs: 0, cost: 0 }
  return ({ cost }: Unit, { plays }: Counts): void => {
    so.units++
    so.cost += cost
    for (const { runs } of plays) so.runs += runs
    const of = Math.max(units.length, so.units)
    progress?.({ units: so.units, of, runs: so.runs, share: Math.min(1, so.cost / Math.max(costOfAll, 1)) })
  }
}

/** Everything that a run could play and find, with zeros. */
export const NOTHING_PLAYED: Counts = {
  ...NO_COUNTS,
  invariants: [...INVARIANTS, ...COMPARISONS].map(({ name, statement, clauses }) => ({
    name,
    statement,
    evaluated: 0,
    broken: 0,
    clauses,
  })),
  changes: MODES.flatMap(documentedChangesOf).map(({ id, clauses }) => ({
    row: id,
    clauses,
    seen: 'not seen',
    run: null,
  })),
  faults: STEP_FAULTS.map(({ name }) => ({ name, planned: 0, fired: 0 })),
  reached: NOTHING_REACHED,
}
