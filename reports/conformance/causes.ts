/**
 * Failed runs by what they have in common. One fault of a product breaks many runs, each in many words; who reads of it
 * wants to know how many faults there are, and the simplest run that shows each.
 */
import type { ConformanceRecord, Finding } from '../record.ts'

type Failure = ConformanceRecord['failures'][number]

export interface Cause {
  /** The invariant that broke first in each of the runs. */
  readonly invariant: string
  /** What it said in the simplest of them. */
  readonly sentence: string
  readonly runs: number
  /** Names of the plays that the runs belong to. */
  readonly plays: readonly string[]
  /** What else did not hold in these runs, at the same time or later. */
  readonly also: readonly string[]
  readonly simplest: Failure
}

/**
 * Runs in which the same invariant broke first belong together where it said the same of them, whatever the names and
 * numbers; and where it says two things of one run, runs of either belong together.
 * The simplest cause stands first, by the commands of its simplest run.
 */
export function causesOf({ failures }: Pick<ConformanceRecord, 'failures'>): readonly Cause[] {
  const groups = new Groups()
  const led = failures.map((failure) => {
    const keys = sentencesOf(failure)
    return { failure, key: groups.joined(keys.length === 0 ? [`\n${failure.name}`] : keys) }
  })
  return [...Map.groupBy(led, ({ key }) => groups.of(key)).values()]
    .map((those) => causeOf(those.map(({ failure }) => failure)))
    .sort((one, other) => simplestFirst(one.simplest, other.simplest))
}

function causeOf(those: readonly Failure[]): Cause {
  const [simplest] = those.toSorted(simplestFirst)
  if (!simplest) throw new RangeError('a cause has at least one run')
  const [lead] = leadingFindings(simplest)
  const invariant = lead?.invariant ?? simplest.name
  const broken = those.flatMap(({ findings }) => findings.map((finding) => finding.invariant))
  return {
    invariant,
    sentence: lead?.detail ?? 'failed',
    runs: those.reduce((sum, { runs = 1 }) => sum + runs, 0),
    plays: [...new Set(those.map(({ play }) => play))],
    also: [...new Set(broken)].filter((name) => name !== invariant),
    simplest,
  }
}

/** What broke first: an invariant, and the shapes of what it said. Runs of equal texts have one cause. */
export const brokeFirst = (failure: Failure): string => sentencesOf(failure).join('\n\n')

const sentencesOf = (failure: Failure): readonly string[] =>
  [
    ...new Set(leadingFindings(failure).map(({ invariant, detail }) => `${invariant}\n${shapeOf(detail)}`)),
  ].sort()

/**
 * What one invariant said at the first moment at which anything broke. Where several broke then, it is the one that the
 * harness asks first: comparisons of whole runs come last.
 */
function leadingFindings({ findings }: Failure): readonly Finding[] {
  const firstStep = Math.min(...findings.map(({ step }) => step))
  const then = findings.filter(({ step }) => step === firstStep)
  return then.filter(({ invariant }) => invariant === then[0]?.invariant)
}

/** Fewer commands first; among equals, by id. */
export const simplestFirst = (one: Failure, other: Failure): number =>
  one.commands - other.commands || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)

const GUID = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi
const QUOTED = /"(?:[^"\\]|\\.)*"|“[^”]*”/g
/** Addresses of mail, hosts and networks, and names of domains. */
const ADDRESS = /[^\s,;()[\]]*(?:@|\w\.\w|\d::?\d)[^\s,;()[\]]*/g
const NUMBER = /\d+/g
/** What follows is an enumeration of particulars. */
const PARTICULARS = /: .*$/s

/** A sentence without what is particular to a run: names, addresses, numbers, and what is enumerated after a colon. */
export const shapeOf = (detail: string): string =>
  detail
    .replace(PARTICULARS, ':')
    .replace(GUID, '…')
    .replace(QUOTED, '…')
    .replace(ADDRESS, '…')
    .replace(NUMBER, '…')

/** Keys that were named together, at once or by way of others, are one group. */
class Groups {
  readonly #parent = new Map<string, string>()

  of(key: string): string {
    let at = key
    for (let up = this.#parent.get(at); up !== undefined; up = this.#parent.get(at)) at = up
    return at
  }

  /** One of the keys, after all of them are one group. */
  joined(keys: readonly string[]): string {
    const [first = '', ...rest] = keys
    for (const key of rest) {
      const [one, other] = [this.of(first), this.of(key)]
      if (one !== other) this.#parent.set(other, one)
    }
    return first
  }
}
