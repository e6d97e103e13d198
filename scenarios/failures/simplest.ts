/** The simplest run of each cause, made as small as it goes. */
import { brokeFirst, type ConformanceRecord, numberedCausesOf } from '#reports'
import { type Script, scriptFrom } from '../harness/script.ts'
import { embeddedOrigin, type Origin, type Warp } from '../harness/world.ts'
import { playCompared } from '../sweep.ts'
import { failureOf } from './failure.ts'
import { shrink } from './shrink.ts'

/** Who has more causes than this mends one and looks again. */
const CAUSES_MAX = 10
/** What shrinking a script may cost, in calls: a bound that is the same on every machine, some ten seconds on most. */
const CALLS_MAX = 40_000
const PLAYS_MIN = 20
const PLAYS_MAX = 150

/**
 * The record with the scripts of its first causes shrunk: the same record always gives the same scripts.
 * @param warp of the product that was played
 * @param progress called with the number of causes that are done
 * @param originOf where a script was played; on its embedded world where absent
 */
export async function withSimplest(
  record: ConformanceRecord,
  warp: Warp = {},
  progress: (done: number, of: number) => void = () => undefined,
  originOf: OriginOf = embedded,
): Promise<ConformanceRecord> {
  const causes = numberedCausesOf(record).slice(0, CAUSES_MAX)
  const smaller = new Map<string, ConformanceRecord['failures'][number]>()
  for (const [i, { simplest }] of causes.entries()) {
    progress(i, causes.length)
    if (simplest.script) smaller.set(simplest.id, await shrunk(simplest, warp, originOf))
  }
  return { ...record, failures: record.failures.map((one) => smaller.get(one.id) ?? one) }
}

type OriginOf = (script: Script) => Origin
const embedded: OriginOf = (script) => embeddedOrigin(script.world)

type Failure = ConformanceRecord['failures'][number]

const playsFor = (calls: number): number =>
  Math.min(PLAYS_MAX, Math.max(PLAYS_MIN, Math.floor(CALLS_MAX / Math.max(1, calls))))

async function callsOf(script: Script, warp: Warp, origin: Origin): Promise<number> {
  const { played } = await playCompared(script, origin, warp)
  return played.world.cloud.calls.length
}

async function shrunk(failure: Failure, warp: Warp, originOf: OriginOf): Promise<Failure> {
  const wanted = brokeFirst(failure)
  const failed = async (script: Script): Promise<Failure | undefined> => {
    const { findings } = await playCompared(script, originOf(script), warp)
    return findings.length === 0 ? undefined : failureOf(failure.id, failure.play, script, findings)
  }
  // the record may come from a file
  const first = scriptFrom(JSON.stringify(failure.script), failure.name)
  const isFailing = async (script: Script): Promise<boolean> => {
    const again = await failed(script)
    return again !== undefined && brokeFirst(again) === wanted
  }
  const { script } = await shrink(first, isFailing, playsFor(await callsOf(first, warp, originOf(first))))
  const { runs } = failure
  return script === first
    ? failure
    : { ...((await failed(script)) ?? failure), ...(runs === undefined ? {} : { runs }) }
}
