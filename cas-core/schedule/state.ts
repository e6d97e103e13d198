/** What the schedule knows of an account: a reading of its journal, and of what this process has done. */
import { nextReportAt } from '../notifications/report-schedule.ts'
import type { Account } from '../service-accounts/kind.ts'
import { isGranted, synchronizes } from '../service-accounts/kind.ts'
import type { RunningState } from './due.ts'
import { type TokenMail, waitingMail } from './token-mail.ts'

/** What others than the account's journal say of it. All moments are in milliseconds since the epoch. */
export interface Given {
  /** How administrators are told of an invalid token; absent where they are told on the console only. */
  readonly mail?: TokenMail
  /** When the next subscription has to be renewed; undefined where none has. */
  readonly renewAt?: () => number | undefined
  /** Whether a grant goes on by itself after the last consent: the later generation has no button for it. */
  readonly completesGrants?: boolean
  /** When this process has last caught up on mail; absent where nothing is scanned. */
  readonly caughtUpAt?: () => number | undefined
  /** When the account is removed because the licence has ended. */
  readonly removeAt?: number
}

export function stateOf(
  account: Account,
  { mail, renewAt, caughtUpAt, removeAt, completesGrants = false }: Given,
): RunningState {
  const { ledger, kind, site, refreshedAt } = account
  const { goal, goalAt, runningSince, works, incidents } = ledger
  return {
    site,
    goalAt,
    runningSince,
    isGranted: isGranted(kind, goal),
    isReached: ledger.reached,
    // a cleanup works with an administrator's credentials
    // and a migration of the former account, with the other account
    canFinish:
      goal !== undefined && kind.goals[goal] !== 'cleaned' && !(kind.isFormer && isGranted(kind, goal)),
    isSynchronized: synchronizes(kind) && !ledger.targets.isSelected,
    isRefreshed: kind.isRefreshedHourly ?? false,
    refreshedAt,
    hasIncident: incidents.open !== undefined,
    grant: completesGrants ? waitingGrant(account) : undefined,
    mail: waitingMail(ledger, mail),
    reports: ledger.reports.schedules.flatMap(({ id, isOn, frequency, since }) => {
      const attempts = works.of(`generate report ${id}`)
      const after = Math.max(since, attempts.coveredUntil)
      return isOn ? [{ id, nextAt: nextReportAt(frequency, after), attempts }] : []
    }),
    renewAt: renewAt?.(),
    isScanned: caughtUpAt !== undefined,
    caughtUpAt: caughtUpAt?.(),
    removeAt,
    attempts: {
      'finish stage': works.of('finish stage'),
      synchronize: works.of('synchronize'),
      'renew subscriptions': works.of('renew subscriptions'),
    },
  }
}

/** A grant for which the console has everything: all consents, and no list that a person still selects. */
function waitingGrant({ ledger, kind }: Account): RunningState['grant'] {
  const { grant, consents, targets, works } = ledger
  const given = Object.keys(kind.consents).map((purpose) => consents.get(purpose))
  const isWhole = given.every((at) => at !== undefined) && !targets.isSelected
  if (!grant.begun || !isWhole) return undefined
  const since = Math.max(grant.begun.at, ...given.map((at) => at ?? 0))
  return { since, attempts: works.of('complete grant') }
}
