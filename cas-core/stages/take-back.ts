/**
 * A first grant that fails for good takes back what it has made, so that the tenant is as it was, except the consents.
 * No page says what remains of a grant that fails; this is proposed.
 */
import type { Reached } from '../reconcile/engine.ts'
import { isForGood } from '../reconcile/obstacle.ts'
import { isList } from '../reconcile/row.ts'
import { reach } from '../service-accounts/account.ts'
import type { Account } from '../service-accounts/kind.ts'
import { type StageOutcome, worked } from './outcome.ts'

/** Keys of all rows of the account: in a first grant they lead mail together or not at all. */
export const allRows = ({ kind }: Account): ReadonlySet<string> => new Set(kind.table.map(({ key }) => key))

/**
 * Takes back a grant that has failed. Undefined where it goes on from where it is: it has not failed, or only for a while;
 * access was granted before; or mail is rerouted, and needs its way back.
 */
export async function takeBack(account: Account, there: Reached): Promise<StageOutcome | undefined> {
  const { kind, ledger } = account
  const goal = kind.actions.takeBack
  const isLost = there.error === undefined && there.obstacles.some(isForGood)
  if (goal === undefined || !isLost || ledger.isEstablished || leadsMail(account)) return undefined
  const { done, left, obstacles, error } = bothWays(there, await reach(account, goal))
  if (!ledger.reached)
    return worked({ done, left, obstacles, ...(error ? { error } : {}) }, { code: 'granted', data: {} }, [])
  const said = { code: 'grant taken back', data: {} } as const
  return { ...said, outcome: 'failed', done, left, obstacles, activities: [] }
}

/** Ends what an earlier grant has begun to take back. Returns what still stands in the way. */
export async function endTakingBack(account: Account): Promise<StageOutcome | undefined> {
  const { kind, ledger } = account
  const goal = kind.actions.takeBack
  if (goal === undefined || ledger.goal !== goal || ledger.reached) return undefined
  const back = await reach(account, goal)
  return ledger.reached ? undefined : worked(back, { code: 'granted', data: {} }, [])
}

/** What was in the way there, and what was done there and back. */
export function bothWays(there: Reached, back: Reached): Reached {
  const told = new Set(there.obstacles.map(({ key }) => key))
  const obstacles = [...there.obstacles, ...back.obstacles.filter(({ key }) => !told.has(key))]
  const error = there.error ?? back.error
  return { done: [...there.done, ...back.done], left: back.left, obstacles, ...(error ? { error } : {}) }
}

/** Whether a rerouting rule is on, or may be. */
const leadsMail = ({ kind, ledger }: Account): boolean =>
  kind.table.some((row) => {
    if (isList(row) || row.kind !== 'transportRule' || row.flow === undefined) return false
    const { leftEnabled, open } = ledger.of(row.key)
    return leftEnabled || open.some(({ action }) => action === 'enable')
  })
