/**
 * Revoking access (deprovisioning): rerouting rules, connectors to the scanner and virtual groups go; the objects that mail
 * under way still needs stays for the administrator. Source: trend-vision-one-changes-inline-protection.
 */
import { M365Error } from '../microsoft/errors.ts'
import { observe } from '../reconcile/engine.ts'
import type { Obstacle } from '../reconcile/obstacle.ts'
import { lookingFor, reach, strive } from '../service-accounts/account.ts'
import type { Account } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { removeFormer } from './former/remove.ts'
import { refused, type StageOutcome, worked } from './outcome.ts'

/** What was taken back of the tenant outside the account's table, such as quarantine folders. */
export interface Withdrawn {
  /** What was done, in words: `remove quarantine folder of …`. */
  readonly done: readonly string[]
  /** What stays. A second run tries it again. */
  readonly obstacles: readonly Obstacle[]
}

/** Whether a grant has left anything that revoking would take back, or has taken back. */
export function isRevocable({ ledger, kind }: Account): boolean {
  const phase = ledger.goal === undefined ? 'cleaned' : kind.goals[ledger.goal]
  return phase !== 'cleaned' && !(phase === 'ungranted' && ledger.reached)
}

/** @param withdraw runs when the journal says that access is to end, so that nothing new is begun meanwhile */
export async function revoke(account: Account, withdraw?: () => Promise<Withdrawn>): Promise<StageOutcome> {
  const { ledger, kind } = account
  if (kind.isFormer) return removeFormer(account)
  if (!isRevocable(account)) return refused({ code: 'nothing to revoke', data: {} })
  const goal = kind.actions.revoke
  const isRepeated = ledger.goal === goal && ledger.reached
  await strive(account, goal)
  try {
    const withdrawn = await withdraw?.()
    if (withdrawn && withdrawn.obstacles.length > 0) {
      await ledger.append({ type: 'removal ended', isDone: false })
      return worked({ left: [], ...withdrawn }, { code: 'revoked', data: {} }, [])
    }
    const seen = await seenAfterConsent(account, () => observe(lookingFor(account, goal)))
    const reached = await reach(account, goal, { seen })
    const isDone = reached.error === undefined && reached.obstacles.length === 0
    if (ledger.reached) await forgetTargets(account)
    if (!isDone || !isRepeated) await ledger.append({ type: 'removal ended', isDone })
    return worked(
      { ...reached, done: [...(withdrawn?.done ?? []), ...reached.done] },
      { code: 'revoked', data: {} },
      [
        { code: 'synchronization stopped', data: {} },
        { code: 'reports stopped', data: {} },
      ],
    )
  } catch (error) {
    if (error instanceof M365Error) await ledger.append({ type: 'removal ended', isDone: false })
    throw error
  }
}

/** The directory of API mode goes with the access, and the next grant begins with a new choice. */
async function forgetTargets({ kind, ledger, ports }: Account): Promise<void> {
  if (!kind.choosesTargets) return
  await ports.directory?.clear()
  if (ledger.targets.choice !== undefined) await ledger.append({ type: 'targets forgotten' })
}
