/** The answer first: did something happen that the vendor does not announce, or not happen that the vendor announces? */

import { stageTitle } from '../published-table.ts'
import { STAGES } from '../record.ts'
import { type Block, type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { count } from './change-cells.ts'

export const verdict: Section<AuditedRun> = {
  title: 'Verdict',
  blocks: (run) => [
    { type: 'verdict', isGood: run.audit.verdict.clean && !run.audit.verdict.stopped, text: sentence(run) },
    ...stopLine(run),
    answers(run),
  ],
}

/** Says why a stage was not done: without this line a page without missing changes looks like a success. */
function stopLine({ audit: { verdict: v }, record }: AuditedRun): Block[] {
  if (!v.stopped) return []
  const { stage, outcome, message } = v.stopped
  const end = outcome === 'refused' ? 'was refused' : 'failed'
  return [
    text(
      `Stage ${STAGES.indexOf(stage) + 1}, ${stageTitle(stage, record.generation)}, ${end}. The product said: ${message || 'nothing'}`,
    ),
  ]
}

const CUSTOMERS_OWN = 'the customer’s own objects'

function sentence({ record, audit: { verdict: v } }: AuditedRun): string {
  if (record.stages.length === 0) return 'No stage was run: this record shows nothing, good or bad.'
  if (v.clean && v.stagesDone.length === 0)
    return 'No stage was done, so this run shows little: no undocumented change was made, and no change could be missing.'
  const own = record.tenant.notes.length > 0 ? 'the customer’s own objects in the export' : CUSTOMERS_OWN
  if (v.clean && v.stopped)
    return `A stage was begun and not done. Every change is documented, what the run created is removed as documented, and ${own} are untouched.`
  if (v.clean) return `Every change is documented, none is missing, and ${own} are untouched.`
  const points = [
    v.undocumented > 0 && count(v.undocumented, 'undocumented change'),
    v.missing > 0 &&
      count(v.missing, 'documented change that is missing', 'documented changes that are missing'),
    v.customerDifferences > 0 &&
      count(
        v.customerDifferences,
        'difference in the customer’s own objects',
        'differences in the customer’s own objects',
      ),
    v.brokenInvariants > 0 &&
      count(v.brokenInvariants, 'invariant that did not hold', 'invariants that did not hold'),
    !v.siteIsPublished && 'a serving site that the vendor does not publish',
  ]
  return `This run needs attention: ${points.filter((point) => point !== false).join('; ')}.`
}

function answers({ record, audit: { verdict: v, left } }: AuditedRun): Block {
  const byApp = v.undocumented > 0 ? ` (${v.undocumentedByApp} made by the product’s app)` : ''
  const held =
    record.tenant.notes.length > 0
      ? ' in the export; objects that the export leaves out were not in the mock'
      : ''
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
    ['Objects that the run created and did not remove', none(left.length)],
    [
      'Stages done',
      stagesDone(
        record.stages.length,
        v.stagesDone.map((stage) => stageTitle(stage, record.generation)),
      ),
    ],
  ]
  if (!v.siteIsPublished)
    rows.push([
      'Serving site',
      `“${record.site}” is not published: its domain pair and addresses count as undocumented`,
    ])
  return table(['Question', 'Answer'], rows)
}

function none(n: number): string {
  return n === 0 ? 'none' : String(n)
}

/** An invariant can break at many places; a reader can count both numbers on the page. */
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
