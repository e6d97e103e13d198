/** What somebody else has changed in an account's objects: found at each synchronization, told once. */
import type { Notification } from '../notifications/notification.ts'
import type { Drift } from '../reconcile/drift.ts'
import { findingsIn, settledDrift } from '../reconcile/drift.ts'
import { type Reached, standingIn } from '../reconcile/engine.ts'
import type { Observed } from '../reconcile/question.ts'
import type { Goal } from '../reconcile/row.ts'
import { lookingFor } from '../service-accounts/account.ts'
import type { Account } from '../service-accounts/kind.ts'

/** What was changed since the goal was reached. @param observed what stood there before anything was repaired */
export function driftIn(account: Account, goal: Goal, observed: Observed): ReturnType<typeof findingsIn> {
  const { ledger, kind, ports } = account
  // what was never finished cannot be told from what was taken away
  if (!ledger.reached || ledger.goal !== goal) return []
  const { kinds, journal } = lookingFor(account, goal)
  const table = kind.rows(account)
  const standing = standingIn({ table, journal }, observed)
  return findingsIn({
    table,
    goal,
    standing,
    observed,
    kindOf: kinds.object,
    memory: journal,
    nowMs: ports.clock.now(),
    refused: new Map(),
  })
}

/** Writes down what is new: what was left as it is has been told before, as long as it stays so. */
export async function tellDrift(
  { ledger, ports }: Account,
  findings: ReturnType<typeof findingsIn>,
  reached: Reached,
): Promise<readonly Drift[]> {
  const drift = settledDrift(findings, reached)
  const told = new Set(lastTold(ledger.notifications.list).map(nameOf))
  const isNew = drift.some((one) => one.outcome === 'repaired' || !told.has(nameOf(one)))
  if (isNew)
    await ledger.append({
      type: 'notified',
      id: ports.ids.uuid(),
      code: 'drift found',
      data: { findings: drift },
    })
  return drift
}

const nameOf = ({ kind, key, fields }: Drift): string => JSON.stringify([kind, key, fields])

/** What the last notification said. */
function lastTold(list: readonly Notification[]): readonly Drift[] {
  for (const one of list) if (one.code === 'drift found') return one.data.findings
  return []
}
