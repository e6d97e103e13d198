/** Changes that the vendor documents for a stage, and that did not happen although the stage was done. */
import { stageTitle } from '../published-table.ts'
import { type Block, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const missing: Section<AuditedRun> = {
  title: 'Missing changes',
  blocks: (run) => [...missed(run), ...inPart(run)],
}

function missed({ audit, record }: AuditedRun): readonly Block[] {
  if (audit.verdict.stagesDone.length === 0) return [text('Not judged: no stage was done.')]
  if (audit.missing.length === 0) return [text('None.')]
  const rows = audit.missing.map((one) => [
    stageTitle(one.stage, record.generation),
    one.statement,
    one.missing,
    `${one.missing.length} of ${one.expected}`,
    one.clauses.join(', '),
  ])
  return [table(['Stage', 'Documented change', 'Not seen', 'Missing', 'Clauses'], rows)]
}

function inPart({ audit: { seenInPart }, record }: AuditedRun): readonly Block[] {
  if (seenInPart.length === 0) return []
  const rows = seenInPart.map(({ stage, statement, why }) => [
    stageTitle(stage, record.generation),
    statement,
    why,
  ])
  return [
    text(
      'These rows are not missing. Everything that was due was seen, but this run does not show everything that the row says:',
    ),
    table(['Stage', 'Documented change', 'What was seen'], rows),
  ]
}
