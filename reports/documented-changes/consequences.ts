/** What Microsoft's services do by themselves in any stage, after a change that another row documents. */
import { type DocumentedChange, isNamed } from '../documented-change.ts'
import { APP_NAME, GROUPS } from '../published-names.ts'
import { STAGES, type StageName } from '../record.ts'

const PREFIX: Readonly<Record<StageName, string>> = {
  provisioning: 'provisioning',
  'service running': 'running',
  deprovisioning: 'deprovisioning',
  'manual cleanup': 'cleanup',
}
/** Deletions happen from deprovisioning on, and in a grant that retreats. */
const STAGES_THAT_DELETE: readonly StageName[] = STAGES.filter((stage) => stage !== 'service running')

/** Rows that hold in that stage as in the others. */
export function everyStageChanges(stage: StageName): readonly DocumentedChange[] {
  const common = { stage, source: 'consequence', mark: 'inferred' } as const
  const priorities: DocumentedChange = {
    id: `${PREFIX[stage]}/priorities`,
    statement: 'Exchange Online renumbers the rules that follow one which was made, moved or removed.',
    column: 'Exchange Online',
    ...common,
    page: 'transport rule cmdlet',
    clauses: ['PI-46'],
    matches: ({ kind, cascade, before, after }) =>
      kind === 'TransportRule' && cascade && before !== null && after !== null,
    covers: (difference) => difference.kind === 'set' && difference.property === 'Priority',
  }
  const deletedItems: DocumentedChange = {
    id: `${PREFIX[stage]}/deleted-items`,
    statement: 'What was removed of groups and apps stays among the deleted items for 30 days.',
    column: 'Office 365 Admin Center',
    ...common,
    page: 'deleted items reference',
    clauses: ['MC-15'],
    matches: (change) => isNamed(change, { deletedItems: [...GROUPS, APP_NAME] }),
  }
  return STAGES_THAT_DELETE.includes(stage) ? [priorities, deletedItems] : [priorities]
}
