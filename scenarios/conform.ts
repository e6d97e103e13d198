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
import type { Orders } from './spread/engine.ts'
import { timedPlayer } from './spread/threads/timed.ts'
import { unitsOf } from './spread/units.ts'
import { COMPARISONS } from './sweep.ts'

export interface ConformOptions extends Orders {
  /** Called as the run goes on: what is being played, and how far it is. */
  readonly progress?: (what: string, done: number) => void
}

export async function conform({ progress, ...orders }: ConformOptions): Promise<ConformanceRecord> {
  const play = timedPlayer(orders)
  const parts: Counts[] = []
  for (const unit of unitsOf(orders)) {
    parts.push(await play(unit))
    progress?.('units', parts.length)
  }
  return recordOf(orders, parts)
}

/** The record of what was played; what was not stands in it with zeros. */
function recordOf(orders: Orders, parts: readonly Counts[]): ConformanceRecord {
  const { version, seed, ...options } = orders
  return { casproof: version, seed, options, ...mergedCounts([NOTHING_PLAYED, ...parts]) }
}

/** Everything that a run could play and find, with zeros. */
export const NOTHING_PLAYED: Counts = {
  ...NO_COUNTS,
  invariants: [...INVARIANTS, ...COMPARISONS].map(({ name, statement, clauses }) => ({
    name,
    statement,
    clauses,
    evaluated: 0,
    broken: 0,
  })),
  changes: MODES.flatMap(documentedChangesOf).map(({ id, clauses }) => ({
    row: id,
    clauses,
    seen: 'not seen',
    run: null,
  })),
  faults: STEP_FAULTS.map(({ name }) => ({ name, planned: 0, fired: 0 })),
}
