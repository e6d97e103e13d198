/**
 * The summary of a GitHub Actions job: verdict, failures and counts. The list of clauses is left to the report.
 * What a step writes may have 1 MiB in all; what is longer is not shown
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary).
 */
import { compared } from '../conformance/compared.ts'
import { failures } from '../conformance/failures.ts'
import { plays } from '../conformance/plays.ts'
import type { AuditedConformance } from '../conformance/subject.ts'
import { verdict } from '../conformance/verdict.ts'
import { markdownOf } from '../markdown.ts'
import { pageOf } from '../section.ts'

/** Some way below the limit: a summary of just its size was refused (observed). */
const BYTES_MAX = 1000 * 1024
const CUT = '\n\nThe rest does not fit here: see conformance.md.\n'

/** @param bytesTaken how much the step has written before */
export function stepSummaryOf(subject: AuditedConformance, bytesTaken: number): string {
  const page = markdownOf(pageOf('Conformance', [verdict, failures, compared, plays], subject))
  return cutTo(page, Math.max(0, BYTES_MAX - bytesTaken))
}

/** A text that is too long ends after a whole paragraph. */
export function cutTo(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= bytesMax) return text
  const kept = bytes.subarray(0, Math.max(0, bytesMax - CUT.length)).toString('utf8')
  const end = kept.lastIndexOf('\n\n')
  return `${end > 0 ? kept.slice(0, end) : ''}${CUT}`
}
