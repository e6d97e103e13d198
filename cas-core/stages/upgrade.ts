/**
 * "Upgrade for Outbound Protection": an account with inbound protection alone gets the other direction, and keeps its
 * application and its objects. Source: trend-vision-one-grant-exchange-inline-auth.
 */
import type { Reading } from '../directory/view.ts'
import { observe } from '../reconcile/engine.ts'
import type { Observed } from '../reconcile/question.ts'
import { cellOf, type Goal } from '../reconcile/row.ts'
import { lookingFor, reach } from '../service-accounts/account.ts'
import { formerRefusal } from '../service-accounts/former/standing.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { refused, type StageOutcome, worked } from './outcome.ts'
import { checkRole } from './role.ts'
import { activitiesOf } from './synchronize.ts'
import { bothWays } from './take-back.ts'

/** Repeating it after a crash resumes. Where it fails, what it has made is taken back and inbound protection goes on. */
export async function upgrade(account: Account): Promise<StageOutcome> {
  const ready = await readyToUpgrade(account)
  if ('outcome' in ready) return ready
  const reason = formerRefusal(account, ready.goal, ready.seen, 'former account to migrate')
  return reason ? refused(reason) : addOutbound(account, ready)
}

/** What an upgrade has seen before it writes. */
export interface Ready {
  readonly goal: Goal
  /** The goal of the account as it is. */
  readonly before: Goal
  readonly seen: Observed
  readonly reading: Reading
}

/** Looks and reads for an upgrade; or why there can be none. It writes nothing to the tenant. */
export async function readyToUpgrade(account: Account): Promise<Ready | StageOutcome> {
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
  return reason ? refused(reason) : { goal, before, seen, reading }
}

/** Makes outbound protection, or takes back what it has made of it. */
export async function addOutbound(
  account: Account,
  { goal, before, seen, reading }: Ready,
): Promise<StageOutcome> {
  const { ledger, kind } = account
  const added = new Set(kind.table.flatMap((row) => (cellOf(row, before) === 'absent' ? row.key : [])))
  const reached = await reach(account, goal, { seen, together: added })
  // what hinders inbound protection is told, and hinders no outbound protection
  if (reached.error || reached.obstacles.some(({ key }) => added.has(key)))
    return worked(bothWays(reached, await reach(account, before)), { code: 'upgraded', data: {} }, [])
  await ledger.append({ type: 'directions', directions: 'both' })
  return worked(reached, { code: 'upgraded', data: {} }, activitiesOf(account, reading))
}
