/**
 * Manual cleanup as a checklist: what stands still, one by one. It changes nothing in the tenant.
 * Source: trend-vision-one-changes-inline-protection.
 */
import { M365Error } from '../microsoft/errors.ts'
import { type AdministratorCredential, administratorTokens } from '../microsoft/token.ts'
import { observe } from '../reconcile/engine.ts'
import { type Observed, ownOf } from '../reconcile/question.ts'
import { cellOf, isList } from '../reconcile/row.ts'
import { lookingFor, sessionWith, strive } from '../service-accounts/account.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import type { CleanupItem } from './cleanup-item.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'

/** As the page lists them; the portals allow any order. */
const ORDER: readonly CleanupItem['kind'][] = [
  'application',
  'spoofAllowList',
  'ipAllowList',
  'transportRule',
  'inboundConnector',
]

/**
 * Where nothing stands any more, the account counts as cleaned up.
 * @param administrator who reads, where the application is gone already and cannot
 */
export async function checkCleanup(
  account: Account,
  administrator?: AdministratorCredential,
): Promise<StageOutcome> {
  const { ledger, kind, settings } = account
  if (ledger.goal === undefined) return refused({ code: 'nothing to clean up', data: {} })
  if (isGranted(kind, ledger.goal)) return refused({ code: 'still granted', data: {} })
  const session = administrator
    ? sessionWith(account, (leased) => administratorTokens(leased, settings.tenantId, administrator))
    : account.session
  const goal = kind.actions.cleanUp
  let seen: Observed
  try {
    seen = await observe(lookingFor(account, goal, session))
  } catch (error) {
    const isUnknown = error instanceof M365Error && error.service !== 'exchange' && error.status < 500
    if (administrator || !isUnknown || error.status === 0) throw error
    return refused({ code: 'cleanup unread', data: { error: error.code, said: error.message } })
  }
  const items = itemsOf(account, seen)
  if (items.some(({ isStanding }) => isStanding))
    return outcome('pending', { code: 'left to clean up', data: { items } })
  await strive(account, goal)
  if (!ledger.reached) await ledger.append({ type: 'reached', goal })
  return outcome('done', { code: 'cleaned up', data: {} })
}

function itemsOf({ kind, ledger }: Account, seen: Observed): CleanupItem[] {
  const { revoke, cleanUp } = kind.actions
  return kind.table
    .filter((row) => cellOf(row, revoke) === 'kept' && cellOf(row, cleanUp) === 'absent')
    .toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))
    .map((row) => {
      const { key, name } = row
      if (!isList(row)) {
        const isStanding = ownOf(row, { observed: seen, memory: ledger }) !== undefined
        return { key, kind: row.kind, name, isStanding, entries: [] }
      }
      const standing = seen.lists.get(row.kind) ?? []
      const entries = ledger.of(key).claimed.filter((entry) => standing.includes(entry))
      return { key, kind: row.kind, name, isStanding: entries.length > 0, entries }
    })
}
