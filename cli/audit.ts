/** `casproof audit`: the four stages on one tenant, compared with the published table. */
import { printable, requireWritable, writeFiles } from '#output'
import {
  auditOf,
  type ChangeAudit,
  changeAuditFiles,
  type Generation,
  type Mode,
  type RunRecord,
  stageTitle,
} from '#reports'
import { type AuditOptions, audit } from '#scenarios'
import { bytesOf } from './files.ts'
import { print, printJson } from './print.ts'
import { COLUMNS, cut, table, wrapped } from './terminal.ts'
import { refuseTogether } from './together.ts'

export interface AuditCommandOptions {
  readonly version: string
  readonly state?: string
  /** Default `busy`. */
  readonly world?: string
  /** Default `inline`. */
  readonly mode?: 'inline' | 'api'
  readonly site: string
  /** Default `both`. */
  readonly directions?: AuditOptions['directions']
  /** Default `all`. */
  readonly policies?: AuditOptions['policies']
  readonly generation: Generation
  readonly out: string
  readonly json?: boolean
}

const MODES: Readonly<Record<'inline' | 'api', Mode>> = { inline: 'inline', api: 'API' }

/** Sets the exit code: 0 if every stage was done as documented and the customer's own objects are untouched; else 1. */
export async function auditCommand(options: AuditCommandOptions): Promise<void> {
  const {
    state,
    world = 'busy',
    out,
    json = false,
    version,
    mode = 'inline',
    site,
    directions = 'both',
    policies = 'all',
    generation,
  } = options
  if (mode === 'api')
    refuseTogether('--mode api', { ...options, 'mode api': true }, ['directions', 'policies'])
  refuseTogether('--state', options, ['world'])
  const tenant = state === undefined ? { world } : { content: bytesOf(state, '--state'), source: state }
  requireWritable(out)
  const what = { mode: MODES[mode], site, directions, policies, generation }
  const record = await audit({ version, ...what, seed: 'audit', tenant })
  const result = auditOf(record)
  const paths = writeFiles(out, changeAuditFiles(record))
  if (json) printJson(record)
  else print(summary(printable(record), printable(result), paths))
  process.exitCode = result.verdict.clean && !result.verdict.stopped ? 0 : 1
}

function summary(record: RunRecord, result: ChangeAudit, paths: readonly string[]): string {
  const { verdict } = result
  const { tenant, stages, customer, findings, generation } = record
  const rows = stages.map(({ stage, outcome, changes, calls, message }) => [
    stageTitle(stage, generation),
    outcome,
    String(changes.length),
    String(calls.total),
    cut(message, MESSAGE_CHARACTERS_MAX),
  ])
  const long = stages.filter(({ message }) => message.length > MESSAGE_CHARACTERS_MAX)
  return [
    `${tenant.displayName} (${tenant.id}), ${tenant.domains.join(', ')}`,
    `from ${tenant.source}, site ${record.site}; played on a mock, no real tenant was touched`,
    ...tenant.notes.map((note) => `  note: ${wrapped(note, COLUMNS, UNDER_NOTE).trimStart()}`),
    '',
    table(['stage', 'outcome', 'changes', 'calls', 'message'], rows),
    ...[...new Set(long.map(({ message }) => message))].flatMap((message) => [wrapped(message), '']),
    ...leftIn(result),
    `Changes that no page documents: ${verdict.undocumented}. Documented changes that are missing: ${verdict.missing}.`,
    ...result.seenInPart.map(({ stage, statement, why }) =>
      wrapped(`seen in part, ${stageTitle(stage, generation)}: ${statement} ${why.join('; ')}`),
    ),
    `The customer's own objects: ${customer.objects}, of which ${customer.differences.length || 'none'} differ at the end.`,
    ...customer.differences.map((one) => `  ${one}`),
    ...findings.map(({ invariant, detail }) => `  BROKEN ${invariant}: ${detail}`),
    ...conclusion(verdict, generation),
    'Reports:',
    ...paths.map((path) => `  ${path}`),
    '',
  ].join('\n')
}

const MESSAGE_CHARACTERS_MAX = 60
const UNDER_NOTE = ' '.repeat('  note: '.length)

function conclusion(
  { clean, stopped, stagesDone }: ChangeAudit['verdict'],
  generation: Generation,
): string[] {
  const verdict = clean ? 'Clean' : 'NOT CLEAN'
  if (!stopped) return [`${verdict}.`]
  const { stage, outcome, message } = stopped
  const far = stagesDone.length > 0 ? 'NOT DONE TO THE END' : 'NO STAGE WAS DONE'
  return [
    wrapped(
      `${far} (${verdict.toLowerCase()} as far as it went): ${stageTitle(stage, generation)} ${outcome}: ${message}`,
      COLUMNS,
      '',
    ),
  ]
}

/** The objects that remain. After a refusal an auditor asks for them. */
function leftIn({ left, verdict }: ChangeAudit): string[] {
  if (left.length === 0) return []
  const kinds = [...Map.groupBy(left, ({ kind }) => kind)].map(([kind, ones]) => `${ones.length} ${kind}`)
  const why =
    verdict.stagesDone.length === 0
      ? ' The grant was not done; consents and role stay until they are removed by hand.'
      : ''
  return [wrapped(`Left in the tenant: ${kinds.join(', ')}.${why}`, COLUMNS, ''), '']
}
