/** The answer first: is there anything in this run that the vendor did not announce, or announced in vain? */

import { STAGES } from '../record.ts'
import { type Block, type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { count } from './change-cells.ts'

export const verdict: Section<AuditedRun> = {
  title: 'Verdict',
  blocks: (run) => [text({ strong: sentence(run) }), answers(run)],
}

function sentence({ record, audit: { verdict: v } }: AuditedRun): string {
  if (record.stages.length === 0) return 'No stage was run: this record shows nothing, in favour or against.'
  if (v.clean && v.stagesDone.length === 0)
    return 'Nothing undocumented was changed, but no stage was done: nothing could be missing.'
  if (v.clean)
    return 'Every change is documented, none is missing, and what is the customer’s own is untouched.'
  const points = [
    v.undocumented > 0 && count(v.undocumented, 'undocumented change'),
    v.missing > 0 &&
      count(v.missing, 'documented change that is missing', 'documented changes that are missing'),
    v.customerDifferences > 0 &&
      count(
        v.customerDifferences,
        'difference in what is the customer’s own',
        'differences in what is the customer’s own',
      ),
    v.findings > 0 && count(v.findings, 'invariant that did not hold', 'invariants that did not hold'),
    !v.siteIsPublished && 'a serving site that the vendor does not publish',
  ]
  return `This run needs attention: ${points.filter((point) => point !== false).join('; ')}.`
}

function answers({ record, audit: { verdict: v, left } }: AuditedRun): Block {
  const byApp = v.undocumented > 0 ? ` (${v.undocumentedByApp} made by the product's app)` : ''
  const rows: Cell[][] = [
    ['Changes to the tenant', String(v.changes)],
    ['Undocumented changes', `${none(v.undocumented)}${byApp}`],
    [
      'Documented changes that are missing',
      v.stagesDone.length > 0 ? none(v.missing) : 'not judged: no stage was done',
    ],
    ['Documented changes that were seen in part', none(v.seenInPart)],
    ['Customer’s own objects untouched', untouched(v.customerObjects, v.customerDifferences)],
    ['Invariants that did not hold', none(v.findings)],
    ['Objects that the run made and left', none(left.length)],
    ['Stages done', stagesDone(record.stages.length, v.stagesDone)],
  ]
  if (!v.siteIsPublished)
    rows.push([
      'Serving site',
      `“${record.site}” is not published: its pair and addresses count as undocumented`,
    ])
  return table(['Question', 'Answer'], rows)
}

function none(n: number): string {
  return n === 0 ? 'none' : String(n)
}

function untouched(objects: number, differences: number): string {
  if (objects === 0 && differences === 0) return 'none to compare'
  return `${Math.max(0, objects - differences)} of ${objects}`
}

function stagesDone(runs: number, done: readonly string[]): string {
  const names = done.length > 0 ? `: ${done.join(', ')}` : ''
  return runs === 0 ? 'none was run' : `${done.length} of ${STAGES.length}${names}`
}
