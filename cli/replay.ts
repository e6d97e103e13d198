/** `casproof replay`: one script, step by step. */
import { printable, terminalLine } from '#output'
import {
  DEFECTS,
  embeddedOrigin,
  isConsoleStep,
  type play,
  playCompared,
  scriptFrom,
  transcriptOf,
} from '#scenarios'
import { bytesOf } from './files.ts'
import { print } from './print.ts'
import { COLUMNS, table, wrapped } from './terminal.ts'

/** Sets the exit code: 0 if all invariants held, 1 if one broke. */
export async function replayCommand(
  text: string,
  { defect, calls = false }: { defect?: string; calls?: boolean },
): Promise<void> {
  const script = scriptIn(text)
  const origin = embeddedOrigin(script.world)
  const { played, ...judged } = await playCompared(script, origin, defect ? warpNamed(defect) : {})
  const findings = printable(judged.findings)
  const results = printable(played.results)
  const lines = [
    terminalLine(`${script.name}, on ${script.world}, site ${script.site}, seed "${script.seed}"`),
    '',
    script.steps.some(isConsoleStep)
      ? transcript(script, results, findings)
      : stepTable(script, results, findings),
  ]
  if (calls) lines.push(callTable(played.world.cloud.calls))
  for (const { step, invariant, detail } of findings)
    lines.push(`BROKEN after step ${step}: ${invariant}: ${detail}`)
  lines.push(
    findings.length === 0
      ? 'All invariants held.'
      : `${findings.length} ${findings.length === 1 ? 'breach' : 'breaches'}.`,
    '',
  )
  print(lines.join('\n'))
  process.exitCode = findings.length === 0 ? 0 : 1
}

type Script = ReturnType<typeof scriptFrom>
type Played = Awaited<ReturnType<typeof playCompared>>
type Results = Played['played']['results']
type Findings = Played['findings']

function stepTable(script: Script, results: Results, findings: Findings): string {
  const rows = script.steps.map((step, i) => {
    const result = results[i]
    const breaches = findings.filter((finding) => finding.step === i).length
    return [
      String(i),
      step.op,
      result?.outcome ?? '',
      breaches > 0 ? `${breaches} BROKEN` : '',
      result?.message ?? '',
    ]
  })
  return table(['step', 'op', 'outcome', '', 'message'], rows)
}

const WHO_COLUMNS = 14

/** Step by step: who did what, and what the console said. */
function transcript(script: Script, results: Results, findings: Findings): string {
  const steps = transcriptOf(script, results).map((lines, i) => {
    const told = lines.map(({ who, text }, at) => {
      const label = `${at === 0 ? String(i).padStart(4) : '    '}  ${terminalLine(who).padEnd(WHO_COLUMNS)}  `
      return `${label}${wrapped(terminalLine(text), COLUMNS, ' '.repeat(label.length)).trimStart()}`.trimEnd()
    })
    const breaches = findings.filter((finding) => finding.step === i).length
    return [...told, ...(breaches > 0 ? [`      ${breaches} BROKEN`] : [])].join('\n')
  })
  return `${steps.join('\n')}\n`
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

function warpNamed(name: string) {
  const found = DEFECTS.find((one) => one.name === name)
  if (!found)
    throw new Error(`"${name}" is not a defect; the defects are ${DEFECTS.map((one) => one.name).join(', ')}`)
  return found.warp
}

/** A script, from the argument itself or from a file. @throws Error saying what a script is, if it is not one */
function scriptIn(text: string): ReturnType<typeof scriptFrom> {
  if (/^\s*[{[]/.test(text)) return scriptFrom(text)
  return scriptFrom(bytesOf(text, 'script', 'a script is JSON, or a file of it'), text)
}
