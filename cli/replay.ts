/** `casproof replay`: one script, step by step. */
import { readFileSync } from 'node:fs'
import { DEFECTS, embeddedOrigin, play, scriptFrom } from '#scenarios'
import { table } from './terminal.ts'

/** Sets the exit code: 0 where all invariants held, 1 where one broke. */
export async function replayCommand(
  text: string,
  { defect, calls = false }: { defect?: string; calls?: boolean },
): Promise<void> {
  const script = scriptFrom(text.trimStart().startsWith('{') ? text : textOf(text))
  const played = await play(script, embeddedOrigin(script.world), { warp: defect ? warpNamed(defect) : {} })
  const rows = script.steps.map((step, i) => {
    const result = played.results[i]
    const breaches = played.findings.filter((finding) => finding.step === i).length
    return [
      String(i),
      step.op,
      result?.outcome ?? '',
      breaches > 0 ? `${breaches} BROKEN` : '',
      result?.message ?? '',
    ]
  })
  const lines = [
    `${script.name}, on ${script.world}, site ${script.site}, seed "${script.seed}"`,
    '',
    table(['step', 'op', 'outcome', '', 'message'], rows),
  ]
  if (calls) lines.push(callTable(played.world.cloud.calls))
  for (const { step, invariant, detail } of played.findings)
    lines.push(`BROKEN after step ${step}: ${invariant}: ${detail}`)
  lines.push(
    played.findings.length === 0 ? 'All invariants held.' : `${played.findings.length} breaches.`,
    '',
  )
  process.stdout.write(lines.join('\n'))
  process.exitCode = played.findings.length === 0 ? 0 : 1
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
    throw new Error(`"${name}" is no defect; the defects are ${DEFECTS.map((one) => one.name).join(', ')}`)
  return found.warp
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(
      `${file} is neither a script in JSON nor a file that can be read: ${error instanceof Error ? error.message : error}`,
    )
  }
}
