/**
 * A conformance run as the tests that a CI server shows: a suite per engine, and one each for documented changes,
 * invariants, defects and faults, and one for what was not played. A case is a stored script, a trial, a group of variants, a documented change, an
 * invariant, a defect or a fault. Its name is the same in every run, and it fails where it failed.
 */
import { type NumberedCause, numberedCausesOf, replayCommandOf } from '../conformance/capsules.ts'
import { type ConformanceAudit, conformanceAuditOf } from '../conformance/witness.ts'
import type { ConformanceRecord } from '../record.ts'

export interface Case {
  readonly name: string
  /** Present where it failed. */
  readonly failure?: string
  /** Present where it was not judged, and why. */
  readonly skipped?: string
  /** What a reader of the failure also needs: the command that replays it. */
  readonly details?: string
  /** How long it took, where it was timed. */
  readonly seconds?: number
}

export interface Suite {
  readonly name: string
  /** At least one. */
  readonly cases: readonly Case[]
}

const PLAYED = ['script', 'audit', 'sweep', 'workers', 'random', 'pairs', 'defect'] as const

/** @param folder where the reports are, for the commands that replay a failure */
export function suitesOf(record: ConformanceRecord, folder: string): readonly Suite[] {
  const { verdict } = conformanceAuditOf(record)
  const told: Told = { causes: numberedCausesOf(record), folder }
  const nothing: readonly Case[] =
    verdict.runs === 0 ? [{ name: 'something was played', failure: 'nothing was played' }] : []
  const trialMs = new Map(
    record.durations.filter(({ engine }) => engine === 'trial').map(({ name, ms }) => [name, ms]),
  )
  const suites: readonly Suite[] = [
    ...PLAYED.map((name) => ({ name, cases: playCases(record, name, told) })),
    {
      name: 'trial',
      cases: record.trials.map((one) => timed(trialCase(record, one, told), trialMs.get(one.name))),
    },
    { name: 'documented changes', cases: record.changes.map(changeCase) },
    { name: 'invariants', cases: record.invariants.map(invariantCase) },
    { name: 'defects', cases: record.defects.map(defectCase) },
    { name: 'faults', cases: record.faults.map(faultCase) },
    { name: 'required clauses', cases: (record.required ?? []).map((id) => requiredCase(id, verdict)) },
    {
      name: 'not played',
      cases: record.notPlayed.map(({ name, reasons }) => ({ name, skipped: reasons.join('; ') })),
    },
    { name: 'plays', cases: nothing },
  ]
  return suites.filter(({ cases }) => cases.length > 0)
}

function requiredCase(name: string, { unwitnessed, isPart }: ConformanceAudit['verdict']): Case {
  if (isPart) return { name, skipped: 'asked of the whole run, not of a part' }
  return unwitnessed.includes(name) ? { name, failure: 'was not held by anything that was played' } : { name }
}

function playCases(
  { plays, durations }: ConformanceRecord,
  engine: ConformanceRecord['plays'][number]['engine'],
  told: Told,
): readonly Case[] {
  const ms = new Map(durations.filter((one) => one.engine === engine).map((one) => [one.name, one.ms]))
  return plays
    .filter((one) => one.engine === engine)
    .map((one) => timed(playCase(one, told), ms.get(one.name)))
}

const timed = (one: Case, ms: number | undefined): Case =>
  ms === undefined ? one : { ...one, seconds: ms / 1000 }

/** This many causes are told of a case. The first ones are enough to begin with, and the page has all. */
const CAUSES_TOLD_MAX = 3

interface Told {
  readonly causes: readonly NumberedCause[]
  readonly folder: string
}

function playCase(
  { name, runs, failures }: ConformanceRecord['plays'][number],
  { causes, folder }: Told,
): Case {
  if (failures === 0) return { name }
  const own = causes.filter(({ plays }) => plays.includes(name))
  const [first] = own
  const why = first ? `${first.invariant}: ${first.sentence}` : 'failed'
  const more = own.length > CAUSES_TOLD_MAX ? [`… and ${own.length - CAUSES_TOLD_MAX} more causes`] : []
  return {
    name,
    failure: runs === 1 ? why : `${failures} of ${runs} runs failed; the first: ${why}`,
    details: [...own.slice(0, CAUSES_TOLD_MAX).flatMap((cause) => causeLines(cause, folder)), ...more].join(
      '\n',
    ),
  }
}

function causeLines(cause: NumberedCause, folder: string): string[] {
  const { invariant, sentence, runs, simplest } = cause
  return [
    `${invariant}: ${sentence}`,
    `  ${runs === 1 ? 'the run' : `the simplest of ${runs} runs`}: ${simplest.name}`,
    `  replay: ${replayCommandOf(cause, folder)}`,
  ]
}

function trialCase(
  { plays }: ConformanceRecord,
  { name, canFail, failed }: ConformanceRecord['trials'][number],
  told: Told,
): Case {
  const play = plays.find((one) => one.engine === 'trial' && one.name === name)
  if (failed) return play ? playCase(play, told) : { name, failure: 'failed' }
  return canFail ? { name } : { name, failure: 'found no fault with what is wrong on purpose' }
}

function changeCase({ row, seen, run }: ConformanceRecord['changes'][number]): Case {
  if (seen === 'missing') return { name: row, failure: `was due and not seen, in “${run}”` }
  return seen === 'not seen' ? { name: row, skipped: 'no run that was played shows it' } : { name: row }
}

function invariantCase({
  name,
  statement,
  evaluated,
  broken,
}: ConformanceRecord['invariants'][number]): Case {
  if (broken > 0) return { name, failure: `broken in ${broken} of ${evaluated} checks`, details: statement }
  return evaluated === 0 ? { name, failure: 'never evaluated on anything', details: statement } : { name }
}

function defectCase({ name, story, expected, judged, caughtBy }: ConformanceRecord['defects'][number]): Case {
  if (!judged) return { name, skipped: 'not judged: the script fails without the defect, too' }
  if (caughtBy.includes(expected)) return { name }
  const instead = caughtBy.length > 0 ? `; caught by ${caughtBy.join(', ')} instead` : ''
  return { name, failure: `not caught by ${expected}${instead}`, details: story }
}

function faultCase({ name, planned, fired }: ConformanceRecord['faults'][number]): Case {
  return planned > 0 && fired === 0 ? { name, failure: `planned ${planned} times, never struck` } : { name }
}
