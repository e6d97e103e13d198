/**
 * Parts of a conformance run, merged to the whole: sums, unions and firsts, sorted by keys. The order of the parts and
 * the way in which they are grouped change nothing, so that a run may be spread in any way.
 */
import { brokeFirst, simplestFirst } from '../conformance/causes.ts'
import { type ConformanceRecord, type Counts, ENGINES, type Engine } from '../record.ts'

/** The counts of nothing. */
export const NO_COUNTS: Counts = {
  plays: [],
  invariants: [],
  scripts: [],
  trials: [],
  changes: [],
  mail: { writes: 0, unsafe: 0 },
  faults: [],
  reached: [],
  defects: [],
  failures: [],
  notPlayed: [],
  durations: [],
}

export function mergedCounts(parts: readonly Counts[]): Counts {
  const all = <Name extends keyof Counts>(name: Name) => parts.map((one) => one[name])
  const entries = <Name extends Exclude<keyof Counts, 'mail'>>(name: Name) =>
    all(name).flat() as Counts[Name][number][]
  return {
    plays: byKey(entries('plays'), playKey, (a, b) => ({
      ...a,
      runs: a.runs + b.runs,
      calls: a.calls + b.calls,
      failures: a.failures + b.failures,
    })),
    invariants: byKey(entries('invariants'), nameOf, (a, b) => ({
      ...a,
      evaluated: a.evaluated + b.evaluated,
      broken: a.broken + b.broken,
    })),
    scripts: byKey(entries('scripts'), nameOf, (a, b) => ({ ...a, failed: a.failed || b.failed })),
    trials: byKey(entries('trials'), nameOf, (a, b) => ({
      ...a,
      canFail: a.canFail && b.canFail,
      failed: a.failed || b.failed,
    })),
    changes: byKey(entries('changes'), ({ row }) => row, plainer),
    mail: {
      writes: sum(all('mail').map(({ writes }) => writes)),
      unsafe: sum(all('mail').map(({ unsafe }) => unsafe)),
    },
    faults: byKey(entries('faults'), nameOf, (a, b) => ({
      ...a,
      planned: a.planned + b.planned,
      fired: a.fired + b.fired,
    })),
    reached: byKey(
      entries('reached'),
      ({ kind, name }) => `${kind} ${name}`,
      (a, b) => ({ ...a, times: a.times + b.times }),
    ),
    defects: byKey(entries('defects'), nameOf, (a) => a),
    failures: failuresOf(entries('failures')),
    notPlayed: byKey(entries('notPlayed'), nameOf, (a, b) => ({
      ...a,
      runs: a.runs + b.runs,
      reasons: [...new Set([...a.reasons, ...b.reasons])].sort(),
    })),
    durations: byKey(entries('durations'), playKey, (a, b) => ({ ...a, ms: a.ms + b.ms })),
  }
}

/** The record without what the machine decided: equal texts of it mean that the same was played and found. */
export const withoutDurations = (record: ConformanceRecord): ConformanceRecord => ({
  ...record,
  durations: [],
})

const nameOf = ({ name }: { readonly name: string }): string => name

/** Engines in their own order, then names. */
const playKey = ({ engine, name }: { readonly engine: Engine; readonly name: string }): string =>
  `${ENGINES.indexOf(engine)} ${name}`

type Change = Counts['changes'][number]
type Failure = Counts['failures'][number]

/** What is missing in one run stays missing; what one run shows stays seen. */
const SEEN: readonly Change['seen'][] = ['missing', 'witnessed', 'reported', 'not seen']

function plainer(a: Change, b: Change): Change {
  const [first, second] = [SEEN.indexOf(a.seen), SEEN.indexOf(b.seen)]
  if (first !== second) return first < second ? a : b
  return (a.run ?? '') <= (b.run ?? '') ? a : b
}

/** So many of the runs of a play that broke in the same way are kept whole: the simplest. */
const KEPT_MAX = 3

/** A broken product fails ten thousand runs. Those of one play that broke in the same way are told by the simplest. */
function failuresOf(failures: readonly Failure[]): readonly Failure[] {
  const groups = Map.groupBy(failures, (one) => JSON.stringify([one.play, brokeFirst(one)]))
  return [...groups.values()].flatMap(simplestOf).sort(byIdOfEngine)
}

function simplestOf(group: readonly Failure[]): readonly Failure[] {
  const runs = sum(group.map((one) => one.runs ?? 1))
  const kept = group
    .toSorted((a, b) => simplestFirst(a, b) || inOrder(JSON.stringify(a), JSON.stringify(b)))
    .slice(0, KEPT_MAX)
  return kept.map(({ runs: _, ...one }, i) =>
    i === 0 && runs > kept.length ? { ...one, runs: runs - kept.length + 1 } : one,
  )
}

/** An id begins with the name of an engine. */
function byIdOfEngine(a: Failure, b: Failure): number {
  const rank = ({ id }: Failure) => ENGINES.findIndex((engine) => id.startsWith(`${engine}/`))
  return rank(a) - rank(b) || inOrder(a.id, b.id) || inOrder(JSON.stringify(a), JSON.stringify(b))
}

/** One entry a key, sorted by it. @param combined associative and commutative */
function byKey<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  combined: (a: Entry, b: Entry) => Entry,
): readonly Entry[] {
  const groups = new Map<string, Entry>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const other = groups.get(key)
    groups.set(key, other === undefined ? entry : combined(other, entry))
  }
  return [...groups].sort(([a], [b]) => inOrder(a, b)).map(([, entry]) => entry)
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
