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
  /** When the account is removed because the licence has ended. */
  readonly removeAt?: number
}

export function stateOf(account: Account, { mail, renewAt, removeAt }: Given): RunningState {
  const { ledger, kind, site, refreshedAt } = account
  const { goal, goalAt, runningSince, works, incidents } = ledger
  return {
    site,
    goalAt,
    runningSince,
    isGranted: isGranted(kind, goal),
    isReached: ledger.reached,
    // a cleanup works with an administrator's credentials
    canFinish: goal !== undefined && kind.goals[goal] !== 'cleaned',
    isSynchronized: synchronizes(kind) && !ledger.targets.isSelected,
    isRefreshed: kind.isRefreshedHourly ?? false,
    refreshedAt,
    hasIncident: incidents.open !== undefined,
    mail: waitingMail(ledger, mail),
    reports: ledger.reports.schedules.flatMap(({ id, isOn, frequency, since }) => {
      const attempts = works.of(`generate report ${id}`)
      const after = Math.max(since, attempts.coveredUntil)
      return isOn ? [{ id, nextAt: nextReportAt(frequency, after), attempts }] : []
    }),
    renewAt: renewAt?.(),
    removeAt,
    attempts: {
      'finish stage': works.of('finish stage'),
      synchronize: works.of('synchronize'),
      'renew subscriptions': works.of('renew subscriptions'),
    },
  }
}
