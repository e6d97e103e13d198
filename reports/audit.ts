/** The change audit: compares what happened with what is documented. A pure function of the record. */
import { type Difference, differencesOf } from './difference.ts'
import { type DocumentedChange, textOf } from './documented-change.ts'
import { documentedChangesOf } from './documented-changes.ts'
import { type ChangeRecord, type RunRecord, STAGES, type StageName, type StageRecord } from './record.ts'
import { type RunContext, runContext } from './run-context.ts'
import { titleOf } from './titles.ts'
import { canonical } from './value-text.ts'

export interface AuditedChange extends Omit<ChangeRecord, 'before' | 'after'> {
  /** The differences that the row documents; for an undocumented change those that no row documents. */
  readonly differences: readonly Difference[]
}

/**
 * `witnessed`: seen in the tenant's own change log. `reported`: the product says so; no tenant shows it.
 * `not needed`: nothing in this run makes the change necessary, and it was not seen. `not reached`: the stage was not run, or was
 * not done, and the row saw nothing. `not shown here`: no run of this harness can show it; the row says why.
 */
export type RowStatus =
  | 'witnessed'
  | 'reported'
  | 'in part'
  | 'missing'
  | 'not needed'
  | 'not reached'
  | 'not shown here'

export interface RowAudit {
  readonly row: Omit<DocumentedChange, (typeof JUDGING)[number]>
  readonly status: RowStatus
  readonly expected: readonly string[]
  /** Expected effects that did not happen, whether or not the stage was done. */
  readonly lacking: readonly string[]
  readonly changes: readonly AuditedChange[]
  readonly activities: readonly string[]
  /** Why only a part was seen, and what would otherwise surprise a reader. */
  readonly notes: readonly string[]
}

/** Fields of a row that judge a run. They are not part of the report. */
const JUDGING = [
  ...(['matches', 'covers', 'expected', 'witnesses', 'due', 'saidAs'] as const),
  ...(['attests', 'partly', 'remark'] as const),
] as const

export interface StageAudit {
  readonly stage: StageName
  readonly runs: readonly Omit<StageRecord, 'changes'>[]
  readonly changes: number
  readonly rows: readonly RowAudit[]
}

export interface UndocumentedChange {
  readonly stage: StageName
  readonly change: AuditedChange
  /** Other stages in which the vendor documents this change. */
  readonly documentedIn: readonly StageName[]
}

export interface MissingChange {
  readonly stage: StageName
  readonly row: string
  readonly statement: string
  readonly missing: readonly string[]
  readonly expected: number
  readonly clauses: readonly string[]
}

/** Nothing that was due is missing, but the run did not show everything that the row says. */
export interface PartlySeen {
  readonly stage: StageName
  readonly row: string
  readonly statement: string
  readonly why: readonly string[]
}

/** An object that the run created and did not remove. */
export interface LeftObject {
  readonly kind: string
  readonly name: string
  readonly stage: StageName
}

export interface ChangeAudit {
  readonly verdict: {
    readonly changes: number
    readonly undocumented: number
    /** Of these, made by the product's app itself. */
    readonly undocumentedByApp: number
    readonly missing: number
    readonly seenInPart: number
    readonly customerObjects: number
    readonly customerDifferences: number
    /** How many invariants did not hold. Each counts once. */
    readonly brokenInvariants: number
    /** Whether the vendor publishes the serving site. If not, its domain pair and addresses cannot be recognised. */
    readonly siteIsPublished: boolean
    readonly stagesDone: readonly StageName[]
    /** The first stage that was begun and never done, with the message of its last attempt; null if there is none. */
    readonly stopped: Pick<StageRecord, 'stage' | 'outcome' | 'message'> | null
    /** No change is undocumented or missing, the customer's objects are untouched, all invariants hold. A run of fewer stages can be clean, too. */
    readonly clean: boolean
  }
  readonly undocumented: readonly UndocumentedChange[]
  readonly missing: readonly MissingChange[]
  readonly seenInPart: readonly PartlySeen[]
  /** Objects that the run created and did not remove. Deleted items are not in this list. */
  readonly left: readonly LeftObject[]
  readonly stages: readonly StageAudit[]
}

/** Compares a run with the vendor's table. Repeated runs of one stage are judged together. */
export function auditOf(record: RunRecord): ChangeAudit {
  const run = runContext(record)
  const audits = STAGES.map((stage) => auditOfStage(stage, run))
  const undocumented = audits.flatMap((audit) => audit.undocumented)
  const missing = audits.flatMap((audit) => missingOf(audit.stage))
  const seenInPart = audits.flatMap((audit) => seenInPartOf(audit.stage))
  const byApp = undocumented.filter(({ change }) => run.appIds.has(change.actor.id))
  const counts = {
    changes: run.changes.length,
    undocumented: undocumented.length,
    undocumentedByApp: byApp.length,
    missing: missing.length,
    seenInPart: seenInPart.length,
    customerObjects: record.customer.objects,
    customerDifferences: record.customer.differences.length,
    brokenInvariants: new Set(record.findings.map(({ invariant }) => invariant)).size,
    siteIsPublished: run.site !== undefined,
    stagesDone: STAGES.filter((stage) => isDone(run.stagesOf(stage))),
    stopped: stoppedAt(run),
  }
  const wrong = counts.undocumented + counts.missing + counts.customerDifferences + counts.brokenInvariants
  const verdict = { ...counts, clean: wrong === 0 && counts.siteIsPublished }
  const stages = audits.map((audit) => audit.stage)
  return { verdict, undocumented, missing, seenInPart, left: leftBy(run), stages }
}

interface Attribution {
  readonly change: ChangeRecord
  readonly differences: readonly Difference[]
  readonly row: DocumentedChange
}

function auditOfStage(
  stage: StageName,
  run: RunContext,
): { readonly stage: StageAudit; readonly undocumented: readonly UndocumentedChange[] } {
  const runs = run.stagesOf(stage)
  const rows = documentedChangesOf(run.mode).filter((row) => row.stage === stage)
  const attributions: Attribution[] = []
  const undocumented: UndocumentedChange[] = []
  for (const change of runs.flatMap((one) => one.changes)) {
    const { found, rest } = attributed(change, rows, run)
    attributions.push(...found)
    if (rest)
      undocumented.push({
        stage,
        change: audited(change, rest, run),
        documentedIn: stagesFor(change, stage, run),
      })
  }
  const byRow = Map.groupBy(attributions, (one) => one.row)
  const audit: StageAudit = {
    stage,
    runs: runs.map(({ changes: _, ...summary }) => summary),
    changes: runs.reduce((sum, one) => sum + one.changes.length, 0),
    rows: rows.map((row) => auditOfRow(row, byRow.get(row) ?? [], runs, run)),
  }
  return { stage: audit, undocumented }
}

/** Assigns each part of the change to the first row that documents it. `rest` is what no row documents. */
function attributed(
  change: ChangeRecord,
  rows: readonly DocumentedChange[],
  run: RunContext,
): { readonly found: readonly Attribution[]; readonly rest: readonly Difference[] | undefined } {
  const matching = rows.filter((row) => row.matches?.(change, run))
  const [first] = matching
  let rest = differencesOf(change)
  if (rest.length === 0)
    return first
      ? { found: [{ change, differences: rest, row: first }], rest: undefined }
      : { found: [], rest }
  const found: Attribution[] = []
  for (const row of matching) {
    const differences = rest.filter((difference) => row.covers?.(difference, change, run) ?? true)
    if (differences.length === 0) continue
    rest = rest.filter((difference) => !differences.includes(difference))
    found.push({ change, differences, row })
  }
  return { found, rest: rest.length > 0 ? rest : undefined }
}

function stagesFor(change: ChangeRecord, stage: StageName, run: RunContext): readonly StageName[] {
  return STAGES.filter((other) => {
    const rows = documentedChangesOf(run.mode).filter((row) => row.stage === other)
    return other !== stage && attributed(change, rows, run).rest === undefined
  })
}

function auditOfRow(
  documented: DocumentedChange,
  attributions: readonly Attribution[],
  runs: readonly StageRecord[],
  run: RunContext,
): RowAudit {
  const { activity, saidAs, partly, remark, notShownHere } = documented
  const activities = activity ? activitiesLike(saidAs ?? activity, runs) : []
  const expected = expectedOf(documented, runs, run)
  const seen = new Set(
    activity
      ? attestedBy(documented, activities, expected, run)
      : attributions.flatMap((one) => documented.witnesses?.(one.change, run) ?? []),
  )
  const lacking = expected.filter((one) => !seen.has(one))
  const changes = attributions.map((one) => audited(one.change, one.differences, run))
  const part =
    changes.length + activities.length > 0
      ? partly?.({ changes: attributions.map((one) => one.change), activities }, run)
      : undefined
  const judged = statusOf({
    count: changes.length + activities.length,
    seenAs: activity ? 'reported' : 'witnessed',
    whole: lacking.length === 0 && part === undefined,
    lacking: lacking.length,
    done: isDone(runs),
  })
  const status = notShownHere === undefined ? judged : 'not shown here'
  const notes = [part, remark?.(run), notShownHere].filter((one) => one !== undefined)
  return { row: plain(documented), status, expected, lacking, changes, activities, notes }
}

function plain(documented: DocumentedChange): RowAudit['row'] {
  const row: Partial<DocumentedChange> = { ...documented }
  for (const name of JUDGING) delete row[name as keyof typeof row]
  return row as RowAudit['row']
}

function expectedOf(
  { activity, expected, due }: DocumentedChange,
  runs: readonly StageRecord[],
  run: RunContext,
): readonly string[] {
  if (!activity || expected) return expected?.(run) ?? []
  return (due?.(run) ?? true) || runs.length === 0 ? [activity] : []
}

function attestedBy(
  { attests }: DocumentedChange,
  activities: readonly string[],
  expected: readonly string[],
  run: RunContext,
): readonly string[] {
  if (activities.length === 0) return []
  return attests?.(run) ?? expected
}

function activitiesLike(said: RegExp | string, runs: readonly StageRecord[]): readonly string[] {
  const isIt = (text: string) => (typeof said === 'string' ? text.startsWith(said) : said.test(text))
  return runs.flatMap((one) => one.activities).filter((one) => isIt(one.toLowerCase()))
}

function statusOf(row: {
  readonly count: number
  readonly seenAs: 'witnessed' | 'reported'
  readonly whole: boolean
  readonly lacking: number
  readonly done: boolean
}): RowStatus {
  if (row.count > 0) return row.whole ? row.seenAs : 'in part'
  if (!row.done) return 'not reached'
  return row.lacking > 0 ? 'missing' : 'not needed'
}

function missingOf({ stage, runs, rows }: StageAudit): readonly MissingChange[] {
  if (!isDone(runs)) return []
  return rows
    .filter(({ lacking }) => lacking.length > 0)
    .map(({ row, expected, lacking }) => ({
      stage,
      row: row.id,
      statement: row.statement,
      missing: lacking,
      expected: expected.length,
      clauses: row.clauses,
    }))
}

function seenInPartOf({ stage, rows }: StageAudit): readonly PartlySeen[] {
  return rows
    .filter(({ status, lacking }) => status === 'in part' && lacking.length === 0)
    .map(({ row, notes }) => ({ stage, row: row.id, statement: row.statement, why: notes }))
}

function leftBy(run: RunContext): readonly LeftObject[] {
  const objects = [...Map.groupBy(run.staged, ({ change: { kind, key } }) => canonical([kind, key])).values()]
  const gone = new Set(
    objects.flatMap((changes) => (changes.at(-1)?.change.after ? [] : (changes[0]?.change.key ?? []))),
  )
  return objects.flatMap((changes) => {
    const [first, last] = [changes[0], changes.at(-1)]
    if (!first || first.change.before || !last?.change.after || last.change.kind === 'deletedItems') return []
    // a deleted group has no members, though nobody removed them
    if (gone.has(textOf(last.change, 'groupId'))) return []
    return [{ kind: last.change.kind, name: titleOf(last.change, run), stage: first.stage }]
  })
}

function stoppedAt(run: RunContext): ChangeAudit['verdict']['stopped'] {
  const stage = STAGES.find((one) => run.stagesOf(one).length > 0 && !isDone(run.stagesOf(one)))
  const last = stage && run.stagesOf(stage).at(-1)
  return last ? { stage: last.stage, outcome: last.outcome, message: last.message } : null
}

function isDone(runs: readonly Pick<StageRecord, 'outcome'>[]): boolean {
  return runs.some((one) => one.outcome === 'done')
}

function audited(change: ChangeRecord, differences: readonly Difference[], run: RunContext): AuditedChange {
  const { before: _b, after: _a, ...rest } = change
  return { ...rest, name: titleOf(change, run), differences }
}
