/** What the product was granted, against what it used. */
import type { RunRecord } from '../record.ts'
import { type Cell, list, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { count } from './change-cells.ts'

type Permission = NonNullable<RunRecord['permissions']>[number]

/** The least that a cell shows before it is cut. */
const CALLS_MAX = 8

export const permissions: Section<AuditedRun> = {
  title: 'Permissions that were granted, and what used them',
  blocks: ({ record: { permissions: granted = [] } }) => {
    if (granted.length === 0) return []
    const unused = granted.filter(({ calls }) => calls.length === 0)
    return [
      text(WHAT),
      table(['Permission', 'Of', 'Type', 'Calls that it allowed'], granted.map(rowOf)),
      ...(unused.length > 0
        ? [
            text(`No call of this run needed ${count(unused.length, 'of these', 'of these')}:`),
            list(unused.map(({ name, resource }) => `${name} of ${resource}${REASONS[name] ?? ''}`)),
          ]
        : []),
    ]
  },
}

const WHAT =
  'Application permissions count without a signed-in user. Where several permissions allow a call, it is named at each.'

/** What the vendor's pages say these are for, where a reader of a run that never uses them asks. */
const REASONS: Readonly<Record<string, string>> = {
  'Mail.ReadWrite':
    ': one table of permissions serves both ways of protection; it is API-based protection that reads and moves messages in mailboxes (inferred)',
  'Member.Read.Hidden':
    ': members of groups whose membership is hidden; this tenant has none that a policy names',
  'User.Read': ': the sign-in of the administrator who consents',
}

function rowOf({ name, resource, type, calls }: Permission): Cell[] {
  const shown = calls.slice(0, CALLS_MAX).map(({ operation, times }) => ({ code: `${times} × ${operation}` }))
  const more = calls.length - shown.length
  return [
    { code: name },
    resource,
    type === 'directory role' ? type : `${type} permission`,
    calls.length === 0 ? { strong: 'none in this run' } : more > 0 ? [...shown, `and ${more} more`] : shown,
  ]
}
