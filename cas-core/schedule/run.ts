/**
 * Does what is due for an account, one work after the other, each under the account's lease. A work that has to end once
 * is written down when it begins and when it ends: a process that ends in between leaves it to be tried again.
 */
import { nextReportAt } from '../notifications/report-schedule.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { completeGrant } from '../stages/complete-grant.ts'
import { alone, outcome, reading, refused, type StageOutcome } from '../stages/outcome.ts'
import { refreshTokens } from '../stages/refresh-tokens.ts'
import { generateReport, type ScanCounts } from '../stages/reports.ts'
import { revoke, type Withdrawn } from '../stages/revoke.ts'
import { synchronize } from '../stages/synchronize.ts'
import { endTakingBack } from '../stages/take-back.ts'
import { due, lastSyncUntil, upcoming, type Work } from './due.ts'
import { type Given, stateOf } from './state.ts'
import { sendTokenMail } from './token-mail.ts'

/** What the works of other rooms do. */
export interface Hands extends Given {
  /** Renews what is due of the account's subscriptions, under the lease that is held. */
  readonly renew?: (account: Account) => Promise<StageOutcome>
  /** Reads on in the mailboxes. Mail waits for no other work, so no lease is held. */
  readonly catchUp?: () => Promise<StageOutcome>
  /** What the end of access takes out of mailboxes. */
  readonly withdraw?: () => Promise<Withdrawn>
  /** What scanning has counted, for reports. */
  readonly scanCounts?: ScanCounts
  /** Called after each work. */
  readonly onRan?: (ran: Ran) => void
}

export interface Ran extends Work {
  /** When it began, in milliseconds since the epoch. */
  readonly beganAt: number
  readonly result: StageOutcome
}

/**
 * Does what is due, and goes on until nothing is due any more up to a moment; in between it lets time pass. With the
 * present moment it does what is due now. Ends early, with what was done so
 * far, where another worker has the account.
 * @param untilMs milliseconds since the epoch
 */
export async function runDue(account: Account, untilMs: number, hands: Hands = {}): Promise<Ran[]> {
  const { ledger, ports } = account
  const done: Ran[] = []
  for (;;) {
    await ledger.catchUp()
    const now = ports.clock.now()
    const next = upcoming(stateOf(account, hands), now)[0]
    if (next === undefined || next.dueAt > Math.max(untilMs, now)) return done
    if (next.dueAt > now) await ports.clock.sleep(next.dueAt - now)
    const { ran, isOver } = await runNext(account, next, hands)
    if (ran) done.push(ran)
    if (ran) hands.onRan?.(ran)
    if (isOver) return done
  }
}

/** Does the work that is due longest. @param next that work, as it was seen before the lease */
async function runNext(
  account: Account,
  next: Work,
  hands: Hands,
): Promise<{ readonly ran?: Ran; readonly isOver: boolean }> {
  const { clock, log } = account.ports
  const beganAt = clock.now()
  if (next.what === 'catch up on mail') {
    const result = await reading(account, hands.catchUp ?? (async () => NOTHING_DUE))
    return { ran: { ...next, beganAt, result }, isOver: false }
  }
  let taken: Leased | undefined
  const result = await alone(account, async () => {
    // somebody else may have done it meanwhile
    taken = due(stateOf(account, hands), clock.now()).find(isLeased)
    return taken ? doWork(account, taken, hands) : NOTHING_DUE
  })
  if (taken) return { ran: { ...taken, beganAt, result }, isOver: result.code === 'taken over' }
  if (result === NOTHING_DUE) return { isOver: false }
  log.info(
    { code: result.code, ...result.data },
    'what is due is not done now: another worker has the account, or its settings are wrong',
  )
  return { isOver: true }
}

/** A work that is done under the lease. */
type Leased = Work & { readonly what: Exclude<Work['what'], 'catch up on mail'> }
const isLeased = (work: Work): work is Leased => work.what !== 'catch up on mail'

const NOTHING_DUE = refused({ code: 'nothing to synchronize', data: {} })

async function doWork(account: Account, work: Leased, hands: Hands): Promise<StageOutcome> {
  switch (work.what) {
    case 'refresh token':
      return refreshTokens(account)
    case 'send e-mail': {
      const isSent = hands.mail !== undefined && (await sendTokenMail(account, hands.mail))
      return outcome(isSent ? 'done' : 'failed', { code: 'administrators told', data: { isSent } })
    }
    case 'synchronize':
      return logged(account, work, lastSyncUntil(account.site, account.ports.clock.now()), synchronize)
    case 'finish stage':
      return logged(account, work, account.ledger.goalAt ?? 0, () => finishStage(account, hands))
    case 'complete grant':
      return logged(account, work, account.ports.clock.now(), () => completeGrant(account))
    case 'renew subscriptions':
      return logged(account, work, work.dueAt, hands.renew ?? (async () => NOTHING_DUE))
    case 'remove account':
      return logged(account, work, work.dueAt, () => revoke(account, hands.withdraw))
    case 'generate report': {
      const id = work.of ?? ''
      const until = lastReportUntil(account, id, work.dueAt)
      return logged(account, work, until, () => generateReport(account, id, until, hands.scanCounts))
    }
  }
}

/** The last time at which a report was due: one report makes up for all that were missed. */
function lastReportUntil({ ledger, ports }: Account, id: string, dueAt: number): number {
  const frequency = ledger.reports.schedules.find((one) => one.id === id)?.frequency
  let last = dueAt
  for (let next = dueAt; frequency !== undefined && next <= ports.clock.now(); ) {
    last = next
    next = nextReportAt(frequency, next)
  }
  return last
}

async function finishStage(account: Account, { withdraw }: Hands): Promise<StageOutcome> {
  const { kind, ledger } = account
  if (isGranted(kind, ledger.goal)) return completeGrant(account)
  if (ledger.goal !== kind.actions.takeBack) return revoke(account, withdraw)
  // the console's grant has failed, and says so
  return (await endTakingBack(account)) ?? outcome('failed', { code: 'grant taken back', data: {} })
}

/** A work between its two entries. What a service refuses for a while is tried again; what is refused for good is not. */
async function logged(
  account: Account,
  { what, of }: Work,
  until: number,
  run: (account: Account) => Promise<StageOutcome>,
): Promise<StageOutcome> {
  const { ledger } = account
  const name = of === undefined ? what : `${what} ${of}`
  await ledger.append({ type: 'work begun', work: name, until })
  const goalAt = ledger.goalAt
  const result = await run(account)
  // a mailbox that was refused must not keep the others from being renewed
  const isLeft = what === 'renew subscriptions' && result.outcome === 'failed'
  const isTriedAgain = isLeft || result.outcome === 'pending' || TRIED_AGAIN.has(result.code)
  // a goal that is set meanwhile has begun a new list of works
  if (ledger.goalAt === goalAt)
    await ledger.append({ type: 'work ended', work: name, outcome: isTriedAgain ? 'failed' : 'done' })
  return result
}

const TRIED_AGAIN: ReadonlySet<StageOutcome['code']> = new Set<StageOutcome['code']>([
  'service error',
  'token invalid',
])
