/** Service running: the daily synchronization, and what follows from it for groups and rules. */
import type { Reading } from '../directory/view.ts'
import { targetsNotFound } from '../policies/policies.ts'
import { observe } from '../reconcile/engine.ts'
import type { Observed } from '../reconcile/question.ts'
import type { Goal } from '../reconcile/row.ts'
import { lookingFor, reach } from '../service-accounts/account.ts'
import { formerConnectors } from '../service-accounts/former/standing.ts'
import { type Account, isGranted, synchronizes } from '../service-accounts/kind.ts'
import { settleAccess, watchingAccess } from './access.ts'
import { seenAfterConsent } from './consent.ts'
import { driftIn, tellDrift } from './drift.ts'
import { type Activity, outcome, refused, type StageOutcome, tokenInvalid, worked } from './outcome.ts'
import { synchronizeTargets } from './targets-synchronized.ts'

/**
 * Reads the directory and brings groups and rules to the policies' targets. Without changes it writes nothing. While an
 * incident is open it only tries whether access works again.
 */
export async function synchronize(account: Account): Promise<StageOutcome> {
  const { ledger, kind, session } = account
  // trying whether access works again refreshes tokens too
  const before = session.tokens.acquired
  if (!isGranted(kind, ledger.goal) || !synchronizes(kind))
    return refused({ code: 'nothing to synchronize', data: {} })
  if (ledger.targets.isSelected) return refused({ code: 'selected targets alone', data: {} })
  const incident = ledger.incidents.open && (await settleAccess(account))
  if (incident) return tokenInvalid(incident)
  if (kind.choosesTargets) return watchingAccess(account, () => synchronizedTargets(account))
  // an upgrade that was interrupted is not the account's: what it had begun goes again
  const goal = kind.actions.grant(account)
  return watchingAccess(account, () => synchronizeTo(account, goal, before))
}

/** @param before how many tokens had been acquired when the stage began */
async function synchronizeTo(account: Account, goal: Goal, before: number): Promise<StageOutcome> {
  const { ledger, session, kind } = account
  const seen = await seenAfterConsent(account, () => observe(lookingFor(account, goal)))
  const reading = await seenAfterConsent(account, () => kind.synchronize(account, seen))
  const findings = driftIn(account, goal, seen)
  const reached = await reach(account, goal, { seen })
  const drift = await tellDrift(account, findings, reached)
  const activities = activitiesOf(account, reading)
  if (drift.length > 0) activities.push({ code: 'drift found', data: { findings: drift } })
  activities.push(...formerSeen(account, seen))
  if (session.tokens.acquired > before) activities.push({ code: 'token refreshed', data: {} })
  const notFound = targetsNotFound(ledger.policies ?? [], reading.directory)
  return worked(reached, { code: 'synchronized', data: { notFound } }, activities)
}

/** The same in API mode. Selected targets alone are not synchronized, neither by hand nor on their day. */
async function synchronizedTargets(account: Account): Promise<StageOutcome> {
  const { activities, notFound } = await synchronizeTargets(account)
  return { ...outcome('done', { code: 'synchronized', data: { notFound } }), activities }
}

/** Outgoing mail is still led by the former account, until somebody migrates it or removes it. */
export function formerSeen({ site }: Account, seen: Observed): Activity[] {
  const names = formerConnectors(seen, site)
  return names.length === 0 ? [] : [{ code: 'former account seen', data: { names } }]
}

/** What a synchronization has read, and which targets of policies it has not found. */
export function activitiesOf(
  { ledger }: Account,
  { directory, counts, unread, isWithoutMailboxes }: Reading,
): Activity[] {
  const notFound = targetsNotFound(ledger.policies ?? [], directory)
  return [
    { code: 'directory read', data: counts },
    ...(notFound.length > 0 ? [{ code: 'targets not found' as const, data: { notFound } }] : []),
    ...(unread.length > 0 ? [{ code: 'records not read' as const, data: { domains: unread } }] : []),
    ...(isWithoutMailboxes ? [{ code: 'mailboxes not read' as const, data: {} }] : []),
  ]
}
