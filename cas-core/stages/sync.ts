/** Service running: the daily synchronization, and what follows from it for groups and rules. */
import { observe } from '../reconcile/engine.ts'
import {
  type Account,
  failed,
  lookingFor,
  obstaclesIn,
  reach,
  refused,
  type StageResult,
  synchronizeDirectory,
} from '../service-accounts/account.ts'
import { notFoundIn, synchronized } from './grant.ts'

/** Reads the directory and brings groups and rules to the policies' targets. Without news it writes nothing. */
export async function synchronize(account: Account): Promise<StageResult> {
  const { ledger, session } = account
  const { goal } = ledger
  if (goal !== 'granted' && goal !== 'granted inbound')
    return refused('access is not granted; nothing is synchronized')
  const before = session.tokens.acquired
  try {
    const seen = await observe(lookingFor(account, goal, session))
    const directory = await synchronizeDirectory(account, seen)
    const reached = await reach(account, goal, { seen })
    const notFound = notFoundIn(account, directory)
    const activities = [synchronized(directory), ...notFound]
    if (session.tokens.acquired > before) activities.push('refreshed the access token')
    const message = obstaclesIn(reached.obstacles) || ['synchronized', ...notFound].join('; ')
    return { ...reached, message, activities }
  } catch (error) {
    return failed(error)
  }
}
