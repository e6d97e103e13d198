/** Audit logs: what was done with a service, as its journal tells it. Source: the log pages; the names of actions are proposed. */
import * as v from 'valibot'
import type { JournalRecord } from '../../ports.ts'
import { shows } from '../answer.ts'
import { type AnyOperation, operation } from '../operation.ts'
import { placeOf, SERVICE_INPUT } from '../places.ts'

/** Journals grow for years: so many of the last records are read. */
const RECORDS_MAX = 2_000

/** Actions by the type of record. Records that are not here tell of steps, and of nobody's act. */
const ACTIONS: Readonly<Record<string, string>> = {
  'grant begun': 'Grant access',
  'grant cancelled': 'Cancel access grant',
  'grant completed': 'Access granted',
  consented: 'Grant permission',
  policies: 'Update policy',
  protection: 'Update inline protection',
  'mail settings': 'Update inline protection',
  'recreation begun': 'Recreate access token',
  'incident opened': 'Access token invalid',
  'incident closed': 'Access token valid',
  'targets chosen': 'Choose targets',
  'users selected': 'Add synchronized users',
  'users removed': 'Delete synchronized users',
  'protection extended': 'Extend protection to all targets',
  'security settings checked': 'Verify security settings',
  'report schedule': 'Update report schedule',
  'removed by force': 'Forcibly remove data',
}

function actionOf(
  record: JournalRecord & { readonly work?: string; readonly goal?: string },
): string | undefined {
  if (record.type === 'work begun')
    return record.work === 'synchronize' ? 'Scheduled synchronization' : undefined
  return ACTIONS[record.type]
}

const viewAuditLog = operation({
  name: 'viewAuditLog',
  screen: 'Logs',
  does: 'Audit logs: what was done with a service, newest first.',
  who: 'administrator',
  input: v.strictObject(SERVICE_INPUT),
  repeatable: true,
  async run(at, input) {
    const place = await placeOf(at, input)
    if ('code' in place) return place
    const { journal } = place.account.ports
    const { version } = await journal.read(Number.MAX_SAFE_INTEGER)
    const { records } = await journal.read(Math.max(0, version - RECORDS_MAX))
    const entries = records.flatMap((record) => {
      const action = actionOf(record)
      const by = 'by' in record && typeof record.by === 'string' ? { user: record.by } : {}
      return action === undefined ? [] : [{ at: new Date(record.at).toISOString(), action, ...by }]
    })
    return shows(at, { service: place.service.name, entries: entries.toReversed() })
  },
})

export const LOGS: readonly AnyOperation[] = [viewAuditLog]
