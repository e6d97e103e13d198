/**
 * Granting access (provisioning): consent, role check, second consent, preflight, objects, first synchronization.
 * Source: trend-vision-one-grant-exchange-inline-auth and the provisioning guide of the earlier generation.
 */
import { observe } from '../reconcile/engine.ts'
import { lookingFor, reach } from '../service-accounts/account.ts'
import { formerRefusal } from '../service-accounts/former/standing.ts'
import { directionsOf } from '../service-accounts/inline/directions.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { type Activity, refused, type StageOutcome, worked } from './outcome.ts'
import { checkRole } from './role.ts'
import { submit } from './submit.ts'
import { activitiesOf, formerSeen } from './synchronize.ts'
import { allRows, endTakingBack, takeBack } from './take-back.ts'

/**
 * Makes the objects and synchronizes. Repeating it resumes or repairs; a second run on a granted tenant writes nothing.
 * A first grant that fails for good leaves the tenant as it was, except the consents.
 */
export async function grant(account: Account): Promise<StageOutcome> {
  const { ledger, session, kind } = account
  if (kind.permissions) return submit(account)
  const missing = Object.keys(kind.consents).find((purpose) => !ledger.consents.has(purpose))
  if (missing) return refused({ code: 'consent missing', data: { purpose: missing } })
  const role = await seenAfterConsent(account, () => checkRole(account))
  if (role) return role
  const standing = await seenAfterConsent(account, () => endTakingBack(account))
  if (standing) return standing
  const goal = kind.actions.grant(account)
  const seen = await seenAfterConsent(account, () => observe(lookingFor(account, goal)))
  const reading = await seenAfterConsent(account, () => kind.synchronize(account, seen))
  // the directory decides how many domains the rules have to name
  if (!isGranted(kind, ledger.goal)) {
    const reason =
      formerRefusal(account, goal, seen, 'former account stands') ?? (await kind.preflight(account, seen))
    if (reason) return refused(reason)
  }
  if (kind.actions.upgrade !== undefined && ledger.directions === undefined)
    await ledger.append({ type: 'directions', directions: directionsOf(account) })
  const reached = await reach(account, goal, {
    seen,
    ...(ledger.isEstablished ? {} : { together: allRows(account) }),
  })
  const takenBack = await takeBack(account, reached)
  if (takenBack) return takenBack
  const { open } = ledger.incidents
  if (open && !reached.error) await ledger.append({ type: 'incident closed', id: open.id })
  return worked(reached, { code: 'granted', data: {} }, [
    { code: 'tokens acquired', data: { count: session.tokens.acquired } },
    ...activitiesOf(account, reading),
    ...toCorrect(account),
    ...formerSeen(account, seen),
  ])
}

/** A grant shows the last check of related security settings, and does not depend on it. */
function toCorrect({ ledger: { securitySettings } }: Account): Activity[] {
  if (!securitySettings) return []
  const { failures, warnings, advice } = securitySettings
  if (failures + warnings === 0) return []
  return [{ code: 'security settings to correct', data: { failures, warnings, advice } }]
}
