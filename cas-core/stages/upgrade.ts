/**
 * "Upgrade for Outbound Protection": an account with inbound protection alone gets the other direction, and keeps its
 * application and its objects. Source: trend-vision-one-grant-exchange-inline-auth.
 */
import { observe } from '../reconcile/engine.ts'
import { cellOf } from '../reconcile/row.ts'
import { lookingFor, reach } from '../service-accounts/account.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { refused, type StageOutcome, worked } from './outcome.ts'
import { checkRole } from './role.ts'
import { activitiesOf } from './synchronize.ts'
import { bothWays } from './take-back.ts'

/** Repeating it after a crash resumes. Where it fails, what it has made is taken back and inbound protection goes on. */
export async function upgrade(account: Account): Promise<StageOutcome> {
  const { ledger, kind } = account
  const goal = kind.actions.upgrade
  if (!isGranted(kind, ledger.goal)) return refused({ code: 'nothing to upgrade', data: {} })
  const before = kind.actions.grant(account)
  if (goal === undefined || before === goal) return refused({ code: 'upgraded already', data: {} })
  const role = await seenAfterConsent(account, () => checkRole(account))
  if (role) return role
  const seen = await seenAfterConsent(account, () => observe(lookingFor(account, goal)))
  const reading = await seenAfterConsent(account, () => kind.synchronize(account, seen))
  // what was begun before a crash is ours, and would look like somebody else's
  const reason = ledger.goal === goal ? undefined : await kind.preflight(account, seen, before)
  if (reason) return refused(reason)
  const added = new Set(kind.table.flatMap((row) => (cellOf(row, before) === 'absent' ? row.key : [])))
  const reached = await reach(account, goal, { seen, together: added })
  // what hinders inbound protection is told, and hinders no outbound protection
  if (reached.error || reached.obstacles.some(({ key }) => added.has(key)))
    return worked(bothWays(reached, await reach(account, before)), { code: 'upgraded', data: {} }, [])
  await ledger.append({ type: 'directions', directions: 'both' })
  return worked(reached, { code: 'upgraded', data: {} }, activitiesOf(account, reading))
}
