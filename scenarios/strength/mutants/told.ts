/** What a mutation run has found, by folder of cas-core, and what it has not: survivors and what nothing reaches. */
import { readFileSync } from 'node:fs'
import type { TriedMutant } from './tried.ts'

export interface Share {
  readonly folder: string
  readonly mutants: number
  /** Found fault with, or ended since they do not end. */
  readonly caught: number
  readonly survived: number
  /** No unit reaches their place. */
  readonly unreached: number
}

const CAUGHT: ReadonlySet<string> = new Set(['Killed', 'Timeout'])
export const isCaught = ({ status }: Pick<TriedMutant, 'status'>): boolean => CAUGHT.has(status)

/** By the first folder below cas-core, and of all as the last row. */
export function sharesOf(mutants: readonly TriedMutant[]): readonly Share[] {
  const folders = Object.groupBy(mutants, ({ file }) => folderOf(file))
  const rows = Object.entries(folders)
    .map(([folder, own = []]) => shareOf(folder, own))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
  return [...rows, shareOf('all', mutants)]
}

const folderOf = (file: string): string => file.split('/').slice(0, -1).slice(0, 2).join('/')

const shareOf = (folder: string, mutants: readonly TriedMutant[]): Share => ({
  folder,
  mutants: mutants.length,
  caught: mutants.filter(isCaught).length,
  survived: mutants.filter(({ status }) => status === 'Survived').length,
  unreached: mutants.filter(({ status }) => status === 'NoCoverage').length,
})

/** In percent of all; none where there are none. */
export const scoreOf = ({ caught, mutants }: Share): number | undefined =>
  mutants === 0 ? undefined : (100 * caught) / mutants

const percent = (share: Share): string => {
  const score = scoreOf(share)
  return score === undefined ? '–' : `${score.toFixed(1)} %`
}

/** Markdown. @param told of the run as a whole: a sentence each */
export function pageOf(mutants: readonly TriedMutant[], told: readonly string[]): string {
  const rows = sharesOf(mutants).map((share) => {
    const { folder, caught, survived, unreached } = share
    return `| ${folder} | ${share.mutants} | ${caught} | ${survived} | ${unreached} | ${percent(share)} |`
  })
  return `${[
    '# Mutants of cas-core that a conformance run catches',
    '',
    ...told.map((sentence) => `- ${sentence}`),
    '',
    '| folder | mutants | caught | survived | not reached | score |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    '## Survived',
    '',
    ...linesOf(mutants, 'Survived'),
    '',
    '## Not reached by any unit',
    '',
    ...linesOf(mutants, 'NoCoverage'),
  ].join('\n')}\n`
}

function linesOf(mutants: readonly TriedMutant[], status: string): readonly string[] {
  const own = mutants.filter((mutant) => mutant.status === status)
  const sorted = own.sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.start.line - b.start.line,
  )
  return sorted.map((mutant) => {
    const { file, start, mutator, replacement, coveredBy, isStatic } = mutant
    const change = `${code(originalOf(mutant))} → ${code(replacement)}`
    const reached = isStatic ? 'reached at the start' : `reached by ${coveredBy} units`
    return `- ${file}:${start.line}:${start.column} ${mutator}, ${reached}: ${change}`
  })
}

/** The text at its place, as the file is now. */
function originalOf({ file, start, end }: TriedMutant): string {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line)
  const last = lines.length - 1
  return lines
    .map((line, i) => line.slice(i === 0 ? start.column : 0, i === last ? end.column : undefined))
    .join(' ')
}

const SHOWN = 100

/** As code in one line of Markdown. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', 'ˋ')
  return `\`${line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line}\``
}
