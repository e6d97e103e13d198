/** What Microsoft's services do by themselves, after a change that another row documents. */
import { type DocumentedChange, isNamed } from '../documented-change.ts'
import { APP_NAME, GROUPS } from '../published-names.ts'

/** Only where something is removed are rules renumbered and deleted items kept. */
const REMOVING = { deprovisioning: 'deprovisioning', 'manual cleanup': 'cleanup' } as const

/** Rows that hold in each stage that removes something. */
export function consequencesOf(stage: keyof typeof REMOVING): readonly DocumentedChange[] {
  const common = { stage, source: 'consequence', mark: 'inferred' } as const
  const prefix = REMOVING[stage]
  return [
    {
      id: `${prefix}/priorities`,
      statement: 'Exchange Online renumbers the rules that follow one which was removed.',
      column: 'Exchange Online',
      ...common,
      page: 'transport rule cmdlet',
      clauses: ['PI-46'],
      matches: ({ kind, cascade, before, after }) =>
        kind === 'TransportRule' && cascade && before !== null && after !== null,
      covers: (difference) => difference.kind === 'set' && difference.property === 'Priority',
    },
    {
      id: `${prefix}/deleted-items`,
      statement: 'What was removed of groups and apps stays among the deleted items for 30 days.',
      column: 'Admin Center',
      ...common,
      page: 'deleted items reference',
      clauses: ['MC-15'],
      matches: (change) => isNamed(change, { deletedItems: [...GROUPS, APP_NAME] }),
    },
  ]
}
