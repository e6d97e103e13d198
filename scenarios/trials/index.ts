/** The trials: one line each. */
import { apiModeInTheTenant } from './api-mode-in-the-tenant.ts'
import { auditInPublishedWords } from './audit-in-published-words.ts'
import { bothEntrances } from './both-entrances.ts'
import { byHandAsScheduled } from './by-hand-as-scheduled.ts'
import { customersAtOnce } from './customers-at-once.ts'
import { directoryAsPublished } from './directory-as-published.ts'
import { grantInTheConsole } from './grant-in-the-console.ts'
import { hundredSelectedUsers } from './hundred-selected-users.ts'
import { keptInAFile } from './kept-in-a-file.ts'
import { policiesInAnyOrder } from './policies-in-any-order.ts'
import { runningByTheClock } from './running-by-the-clock.ts'
import { silentAfterRevoking } from './silent-after-revoking.ts'
import { tenantsApart } from './tenants-apart.ts'
import { tokensInTime } from './tokens-in-time.ts'
import { toldOfMail } from './told-of-mail.ts'
import type { Trial } from './trial.ts'
import { whatIsNotThere } from './what-is-not-there.ts'

export const TRIALS: readonly Trial[] = [
  auditInPublishedWords,
  bothEntrances,
  byHandAsScheduled,
  customersAtOnce,
  grantInTheConsole,
  directoryAsPublished,
  apiModeInTheTenant,
  hundredSelectedUsers,
  policiesInAnyOrder,
  runningByTheClock,
  silentAfterRevoking,
  tenantsApart,
  tokensInTime,
  toldOfMail,
  keptInAFile,
  whatIsNotThere,
]
