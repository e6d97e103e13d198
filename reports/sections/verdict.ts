/** The answer first: is there anything in this run that the vendor did not announce, or announced in vain? */

import { STAGES } from '../record.ts'
import { type Block, type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { count } from './change-cells.ts'

export const verdict: Section<AuditedRun> = {
  title: 'Verdict',
  blocks: (run) => [text({ strong: sentence(run) }), ...stopLine(run), answers(run)],
}

/** Why a stage was not done belongs to the answer: without it a page that misses nothing reads like a success. */
function stopLine({ audit: { verdict: v } }: AuditedRun): Block[] {
  if (!v.stopped) return []
  const { stage, outcome, message } = v.stopped
  const end = outcome === 'refused' ? 'was refused' : 'failed'
  return [
    text(`Stage ${STAGES.indexOf(stage) + 1}, ${stage}, ${end}. The product said: ${message || 'nothing'}`),
  ]
}

const CUSTOMERS_OWN = 'what is the customer’s own'

function sentence({ record, audit: { verdict: v } }: AuditedRun): string {
  if (record.stages.length === 0) return 'No stage was run: this record shows nothing, in favour or against.'
  if (v.clean && v.stagesDone.length === 0)
    return 'No stage was done, so that this run shows little: nothing undocumented was changed, nothing could be missing.'
  const own = record.tenant.notes.length > 0 ? 'what the export holds of the customer’s own' : CUSTOMERS_OWN
  if (v.clean && v.stopped)
    return `Not all that was begun was done. Every change is documented, what was made is removed as documented, and ${own} is untouched.`
  if (v.clean) return `Every change is documented, none is missing, and ${own} is untouched.`
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
    v.brokenInvariants > 0 &&
      count(v.brokenInvariants, 'invariant that did not hold', 'invariants that did not hold'),
    !v.siteIsPublished && 'a serving site that the vendor does not publish',
  ]
  return `This run needs attention: ${points.filter((point) => point !== false).join('; ')}.`
}

function answers({ record, audit: { verdict: v, left } }: AuditedRun): Block {
  const byApp = v.undocumented > 0 ? ` (${v.undocumentedByApp} made by the product's app)` : ''
  const held =
    record.tenant.notes.length > 0 ? ' that the export holds; what it leaves out was not there' : ''
  const rows: Cell[][] = [
    ['Changes to the tenant', String(v.changes)],
    ['Undocumented changes', `${none(v.undocumented)}${byApp}`],
    [
      'Documented changes that are missing',
      v.stagesDone.length > 0 ? none(v.missing) : 'not judged: no stage was done',
    ],
    ['Documented changes that were seen in part', none(v.seenInPart)],
    ['Customer’s own objects untouched', `${untouched(v.customerObjects, v.customerDifferences)}${held}`],
    ['Invariants that did not hold', broken(record.findings.length, v.brokenInvariants)],
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

/** An invariant breaks at many places; both numbers can be counted on the page. */
function broken(breaches: number, invariants: number): string {
  return invariants === 0 ? 'none' : `${invariants}, at ${count(breaches, 'place')}`
}

function untouched(objects: number, differences: number): string {
  if (objects === 0 && differences === 0) return 'none to compare'
  return `${Math.max(0, objects - differences)} of ${objects}`
}

function stagesDone(runs: number, done: readonly string[]): string {
  const names = done.length > 0 ? `: ${done.join(', ')}` : ''
  return runs === 0 ? 'none was run' : `${done.length} of ${STAGES.length}${names}`
}
