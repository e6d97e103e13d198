/** `casproof replay`: one script, step by step; or several, with a verdict on each. */
import { printable, requireWritable, terminalLine, writeFiles } from '#output'
import { type HistoryRecord, historyHtml, historyMarkdown } from '#reports'
import {
  capsuleOrScriptFrom,
  embeddedOrigin,
  isConsoleStep,
  isSame,
  originFor,
  type play,
  playableOn,
  playCompared,
  type Script,
  storyOf,
  transcriptOf,
} from '#scenarios'
import { bytesOf } from './files.ts'
import { print } from './print.ts'
import { replayAll, scriptFilesOf } from './replay-all.ts'
import { storyText } from './replay-story.ts'
import { COLUMNS, cut, table, wrapped } from './terminal.ts'
import { warpNamed } from './warp-named.ts'
import { withSubject } from './with-subject.ts'

export interface ReplayOptions {
  readonly defect?: string
  /** A system under test elsewhere: a command, or an address. */
  readonly subject?: string
  readonly calls?: boolean
  /** A customer’s export, on which it is played in place of its world. */
  readonly state?: string
  /** Folder for the run as a report. */
  readonly out?: string
  readonly version: string
}

/** Sets the exit code: 0 if all invariants held, 1 if one broke, 2 where something cannot be played. */
export async function replayCommand(texts: readonly string[], options: ReplayOptions): Promise<void> {
  const [text = ''] = texts
  if (texts.length === 1 && (isJson(text) || scriptFilesOf(text).length === 1)) await replayOne(text, options)
  else if (options.out === undefined) await replayAll(texts)
  else throw new Error('--out: a report is written of one script alone; name one')
}

async function replayOne(
  text: string,
  { defect, subject, state, out, version, calls = false }: ReplayOptions,
): Promise<void> {
  if (out !== undefined) requireWritable(out)
  const capsule = capsuleIn(text)
  const { breaks } = capsule
  const origin = await originOf(capsule.script, state)
  const wrong = defect ?? capsule.defect
  const warp = wrong ? warpNamed(wrong) : {}
  const elsewhere = subject ?? capsule.subject
  if (out !== undefined && elsewhere)
    throw new Error('--out: a report is written of runs in the process of the harness alone')
  const { script, played, ...judged } = elsewhere
    ? await playedElsewhere(elsewhere, capsule.script)
    : await playCompared(capsule.script, origin, warp)
  const findings = printable(judged.findings)
  const results = printable(played.results)
  const story =
    !elsewhere && (findings.length > 0 || out !== undefined) ? await storyOf(script, origin, warp) : []
  const lines = [
    terminalLine(`${script.name}, on ${script.world}, site ${script.site}, seed "${script.seed}"`),
    '',
    ...(findings.length > 0 && !elsewhere
      ? [storyText(printable(story))]
      : [script.steps.some(isConsoleStep) ? transcript(script, results) : stepTable(script, results)]),
  ]
  if (calls) lines.push(callTable(played.world.cloud.calls))
  if (elsewhere)
    for (const { step, invariant, detail } of findings)
      lines.push(wrapped(`BROKEN after step ${step}: ${invariant}: ${detail}`, COLUMNS, '  ').trimStart())
  lines.push(
    findings.length === 0
      ? 'All invariants held.'
      : `${findings.length} ${findings.length === 1 ? 'breach' : 'breaches'}.`,
    ...(breaks ? [verdictOn(breaks, judged.findings)] : []),
    '',
  )
  if (out !== undefined) {
    const { world, site, seed, name } = script
    const record = {
      casproof: version,
      name,
      world,
      site,
      seed,
      steps: story,
      findings: judged.findings,
      script: { ...script },
      ...(wrong === undefined ? {} : { defect: wrong }),
    }
    lines.push(...reportOf(record, out))
  }
  print(lines.join('\n'))
  process.exitCode = findings.length === 0 ? 0 : 1
}

function reportOf(record: HistoryRecord, out: string): string[] {
  const files = { 'replay.html': historyHtml(record), 'replay.md': historyMarkdown(record) }
  return ['Reports:', ...writeFiles(out, files).map((path) => `  ${path}`), '']
}

/** @throws Error where the script was played on an export, and none is named */
async function originOf({ world }: Script, state: string | undefined) {
  if (state !== undefined)
    return (await originFor({ content: bytesOf(state, '--state'), source: state })).origin
  if (world === 'state')
    throw new Error('this was played on a customer’s export; name it with --state <file>')
  return embeddedOrigin(world)
}

/** @throws Error where it cannot be played there, with the reasons */
const playedElsewhere = (named: string, script: Script): Promise<Played> =>
  withSubject(named, async (host) => {
    const origin = embeddedOrigin(script.world)
    const playable = playableOn({ ...host.told, isOwn: host.isOwn }, script, origin)
    if ('hindrances' in playable)
      throw new Error(`CANNOT PLAY "${script.name}": ${playable.hindrances.join('; ')}`)
    return playCompared(playable.script, origin, {}, host)
  })

function verdictOn(breaks: NonNullable<Capsule['breaks']>, findings: Played['findings']): string {
  if (findings.length === 0) return `FIXED: ${terminalLine(breaks.invariant)} broke when this was written.`
  return findings.some((finding) => isSame(breaks, finding))
    ? 'STILL FAILING, as when this was written.'
    : `FAILING OTHERWISE: ${terminalLine(breaks.invariant)} broke when this was written.`
}

type Capsule = ReturnType<typeof capsuleOrScriptFrom>
type Played = Awaited<ReturnType<typeof playCompared>>
type Results = Played['played']['results']

function stepTable(script: Script, results: Results): string {
  const rows = script.steps.map((step, i) => {
    const { outcome = '', message = '' } = results[i] ?? {}
    return [String(i), step.op, outcome, cut(message, MESSAGE_COLUMNS)]
  })
  return table(['step', 'op', 'outcome', 'message'], rows)
}

/** What of a line of 80 columns is left next to the longest name of a step. */
const MESSAGE_COLUMNS = 38
const WHO_COLUMNS = 14

/** Step by step: who did what, and what the console said. */
function transcript(script: Script, results: Results): string {
  const steps = transcriptOf(script, results).map((lines, i) =>
    lines.map(({ who, text }, at) => {
      const label = `${at === 0 ? String(i).padStart(4) : '    '}  ${terminalLine(who).padEnd(WHO_COLUMNS)}  `
      return `${label}${wrapped(terminalLine(text), COLUMNS, ' '.repeat(label.length)).trimStart()}`.trimEnd()
    }),
  )
  return `${steps.flat().join('\n')}\n`
}

type Calls = Awaited<ReturnType<typeof play>>['world']['cloud']['calls']

const callTable = (calls: Calls): string =>
  table(
    ['call', 'time', 'operation', 'status', 'fault'],
    calls.map(({ number, at, operation, status, fault }) => [
      String(number),
      new Date(at).toISOString(),
      operation,
      String(status),
      fault ?? '',
    ]),
  )

const isJson = (text: string): boolean => /^\s*[{[]/.test(text)

/** A capsule or a script, from the argument itself or from a file. @throws Error saying what it is, if it is neither */
function capsuleIn(text: string): Capsule {
  const [file = text] = isJson(text) ? [] : scriptFilesOf(text)
  return isJson(text)
    ? capsuleOrScriptFrom(text)
    : capsuleOrScriptFrom(bytesOf(file, 'script', 'a script is JSON, or a file of it'), file)
}
