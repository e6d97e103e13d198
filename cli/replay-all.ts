/** `casproof replay` of a folder, or of several files: whether each still fails. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { terminalLine } from '#output'
import { capsuleOrScriptFrom, embeddedOrigin, isSame, playCompared } from '#scenarios'
import { bytesOf } from './files.ts'
import { print } from './print.ts'
import { cut } from './terminal.ts'
import { warpNamed } from './warp-named.ts'

const VERDICTS = ['FIXED', 'STILL FAILING', 'FAILING OTHERWISE', 'CANNOT REPLAY'] as const
type Verdict = (typeof VERDICTS)[number]

/** The files that a folder stands for. */
export function scriptFilesOf(path: string): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path]
  const files = readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(path, name))
  if (files.length === 0)
    throw new Error(`${path} holds no .json file; name a folder of capsules, such as out/failures`)
  return files
}

/** Sets the exit code: 0 where all are fixed, 1 where something still fails, 2 where something cannot be played. */
export async function replayAll(paths: readonly string[]): Promise<void> {
  const counts = new Map<Verdict, number>()
  for (const file of paths.flatMap(scriptFilesOf)) {
    const [verdict, detail] = await verdictOn(file)
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
    print(`${verdict.padEnd(17)}  ${terminalLine(file)}\n`)
    if (detail !== '') print(`${' '.repeat(19)}${cut(terminalLine(detail), 300)}\n`)
  }
  const told = VERDICTS.filter((one) => counts.has(one)).map(
    (one) => `${counts.get(one)} ${one.toLowerCase()}`,
  )
  print(`${told.join(', ')}.\n`)
  const isFixed = told.length === 1 && counts.has('FIXED')
  process.exitCode = isFixed ? 0 : counts.has('CANNOT REPLAY') ? 2 : 1
}

async function verdictOn(file: string): Promise<readonly [Verdict, string]> {
  try {
    const { script, breaks, defect } = capsuleOrScriptFrom(bytesOf(file), file)
    const { findings } = await playCompared(
      script,
      embeddedOrigin(script.world),
      defect ? warpNamed(defect) : {},
    )
    const [first] = findings
    if (!first) return ['FIXED', '']
    const same = breaks ? findings.find((finding) => isSame(breaks, finding)) : first
    const { invariant, detail } = same ?? first
    return [same ? 'STILL FAILING' : 'FAILING OTHERWISE', `${invariant}: ${detail}`]
  } catch (error) {
    return ['CANNOT REPLAY', error instanceof Error ? error.message : String(error)]
  }
}
