/** Each stage in full: every documented row, how much of it was seen, and the changes that show it. */
import type { RowAudit, StageAudit } from '../audit.ts'
import { COLUMNS } from '../documented-change.ts'
import { columnTitle, stageTitle } from '../published-table.ts'
import { type RunRecord, STAGES, type StageRecord } from '../record.ts'
import { type Block, type Cell, heading, list, type Section, table, text, timeline } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { CHANGE_COLUMNS, count, time } from './change-cells.ts'
import { changeItem } from './change-item.ts'
import { rowNumber } from './overview.ts'

/** Nobody reads a page of thousands of memberships; the JSON form has them all. */
const CHANGES_MAX = 200

export const stages: readonly Section<AuditedRun>[] = STAGES.map((stage, at) => ({
  title: ({ record }) => `Stage ${at + 1}: ${stageTitle(stage, record.generation)}`,
  blocks: ({ audit, record }) =>
    audit.stages.filter((one) => one.stage === stage).flatMap((one) => blocksOf(one, at, record)),
}))

interface NumberedRow extends RowAudit {
  readonly number: string
}

function blocksOf(audit: StageAudit, at: number, record: RunRecord): readonly Block[] {
  if (audit.runs.length === 0) return [text('Not part of this run.')]
  const rows = audit.rows
    .map((row, nth): NumberedRow => ({ ...row, number: rowNumber(at, nth) }))
    .filter(isShown)
  return [
    list(audit.runs.map(runLine)),
    ...COLUMNS.flatMap((column) =>
      columnBlocks(
        columnTitle(column, record.generation),
        rows.filter(({ row }) => row.column === column),
        record.permissions,
      ),
    ),
    ...otherActivities(audit.runs, rows),
  ]
}

function runLine({ startedAt, endedAt, outcome, message, calls }: Omit<StageRecord, 'changes'>): string {
  const said = message ? ` The product said: ${message}` : ''
  return `${time(startedAt)} to ${time(endedAt)} UTC: ${outcome}, after ${count(calls.total, 'request')}.${said}`
}

const SHOWN: ReadonlySet<RowAudit['status']> = new Set(['witnessed', 'reported', 'in part', 'missing'])

/** Rows that are not in the published table are shown only if they were seen or are missing. */
export function isShown({ row, status }: RowAudit): boolean {
  return row.source === 'published table' || SHOWN.has(status)
}

function columnBlocks(
  title: string,
  rows: readonly NumberedRow[],
  permissions: RunRecord['permissions'],
): readonly Block[] {
  if (rows.length === 0) return [heading(1, title), text('None.')]
  const changes = rows
    .flatMap(({ number, changes: witnesses }) => witnesses.map((change) => ({ number, change })))
    .sort((a, b) => a.change.seq - b.change.seq)
  const shown = changes.slice(0, CHANGES_MAX)
  return [
    heading(1, title),
    table(['Row', 'Documented change', 'Status', 'Seen', 'Source', 'Clauses'], rows.map(rowCells)),
    ...(shown.length > 0
      ? [
          timeline(
            [...CHANGE_COLUMNS, 'Row'],
            shown.map(({ number, change }) => changeItem(change, number, permissions)),
          ),
        ]
      : []),
    ...(changes.length > shown.length
      ? [text(`… and ${changes.length - shown.length} more, in the JSON form.`)]
      : []),
  ]
}

function rowCells({
  row,
  number,
  status,
  expected,
  lacking,
  changes,
  activities,
  notes,
}: NumberedRow): Cell[] {
  const objects = expected.length > 0 ? `${expected.length - lacking.length} of ${expected.length} seen` : ''
  const seen = row.activity ? activitiesSeen(activities) : [objects, changesSeen(changes.length)]
  const shownNotes = status === 'not reached' ? [] : notes
  const strong = status === 'missing' || status === 'in part'
  return [
    number,
    row.statement,
    strong ? { strong: status } : status,
    [...seen.filter((line) => line !== ''), ...shownNotes],
    `${row.source} (${row.mark})`,
    row.clauses.join(', '),
  ]
}

function changesSeen(changes: number): string {
  return changes === 0 ? 'no change' : `in ${count(changes, 'change')}`
}

const ACTIVITIES_MAX = 3

/** The product reports an hourly refresh often: the first few kinds and their number are enough. */
function activitiesSeen(activities: readonly string[]): readonly string[] {
  if (activities.length === 0) return ['no report']
  const kinds = [...new Set(activities)]
  const more = kinds.length > ACTIVITIES_MAX ? [`… and ${kinds.length - ACTIVITIES_MAX} more kinds`] : []
  return [`reported ${count(activities.length, 'time')}`, ...kinds.slice(0, ACTIVITIES_MAX), ...more]
}

function otherActivities(
  runs: readonly Omit<StageRecord, 'changes'>[],
  rows: readonly NumberedRow[],
): readonly Block[] {
  const shown = new Set(rows.flatMap((row) => row.activities))
  const others = [...new Set(runs.flatMap((one) => one.activities))].filter((one) => !shown.has(one))
  return others.length > 0
    ? [heading(1, 'Other activities of the product'), list(others.slice(0, CHANGES_MAX))]
    : []
}
