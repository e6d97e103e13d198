/** Service running: the daily synchronization, and what follows from it for groups and rules. */
import {
  type Account,
  failed,
  obstaclesIn,
  reach,
  refused,
  type StageResult,
  synchronizeDirectory,
} from '../service-accounts/account.ts'
import { synchronized } from './grant.ts'

/** Reads the directory and brings groups and rules to the policies' targets. Without news it writes nothing. */
export async function synchronize(account: Account): Promise<StageResult> {
  const { ledger, session } = account
  const { goal } = ledger
  if (goal !== 'granted' && goal !== 'granted inbound')
    return refused('access is not granted; nothing is synchronized')
  const before = session.tokens.acquired
  try {
    const directory = await synchronizeDirectory(account)
    const reached = await reach(account, goal)
    const activities = [synchronized(directory)]
    if (session.tokens.acquired > before) activities.push('refreshed the access token')
    return { ...reached, message: obstaclesIn(reached.obstacles) || 'synchronized', activities }
  } catch (error) {
    return failed(error)
  }
}
