/** `casproof report render` and `casproof report compare`: reports made again from a record, and two records compared. */
import { printable, requireWritable, writeFiles } from '#output'
import {
  type AuditComparison,
  auditComparisonOf,
  type Comparison,
  changeAuditFiles,
  comparisonOf,
  type SavedRecord,
  savedRecordFrom,
} from '#reports'
import { writeConformance } from './conformance-files.ts'
import { bytesOf } from './files.ts'
import { print, printJson } from './print.ts'
import { wrapped } from './terminal.ts'

const read = (file: string): SavedRecord => savedRecordFrom(bytesOf(file, 'record'), file)

export function reportRender(file: string, { out }: { readonly out: string }): void {
  requireWritable(out)
  const saved = read(file)
  const now = Date.now()
  const paths =
    saved.type === 'change audit'
      ? writeFiles(out, changeAuditFiles(saved.record))
      : writeConformance(saved.record, out, { times: { startMs: now, stopMs: now } })
  print(`${['Reports:', ...paths.map((path) => `  ${path}`)].join('\n')}\n`)
}

/** Sets the exit code: 1 where the later record has what a reader would ask about. @throws Error for records of two kinds */
export function reportCompare(
  earlier: string,
  later: string,
  { json = false }: { readonly json?: boolean },
): void {
  const [before, after] = [read(earlier), read(later)]
  if (before.type === 'change audit' && after.type === 'change audit') {
    const comparison = auditComparisonOf(before.record, after.record)
    tell(comparison, linesOfAudits(printable(comparison)), json)
  } else if (before.type === 'conformance' && after.type === 'conformance') {
    const comparison = comparisonOf(before.record, after.record)
    tell(comparison, linesOfRuns(printable(comparison)), json)
  } else
    throw new Error(
      `${earlier} is a ${before.type} record and ${later} a ${after.type} record: compare two of one kind`,
    )
}

type Part = readonly [title: string, lines: readonly string[]]

function tell(comparison: object, parts: readonly Part[], json: boolean): void {
  const told = parts.filter(([, lines]) => lines.length > 0)
  process.exitCode = told.some(([title]) => title !== FIXED && title !== STILL) ? 1 : 0
  const text = told.flatMap(([title, lines]) => [
    `${title}: ${lines.length}`,
    ...lines.map((line) => wrapped(`- ${line}`)),
    '',
  ])
  if (json) printJson(comparison)
  else print(told.length === 0 ? 'No difference.\n' : text.join('\n'))
}

const FIXED = 'Fixed'
const STILL = 'Still failing'

const linesOfRuns = ({ newlyFailing, stillFailing, fixed, uncovered }: Comparison): readonly Part[] => [
  ['Newly failing', newlyFailing],
  [STILL, stillFailing],
  ['No longer covered', uncovered],
  [FIXED, fixed],
]

const linesOfAudits = ({ gone, added, differing }: AuditComparison): readonly Part[] => [
  ['Only in the earlier run', gone],
  ['Only in the later run', added],
  ['In both, with other values', differing.map(({ change }) => change)],
]
