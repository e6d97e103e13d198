/**
 * Granting access (provisioning): consent, role check, second consent, preflight, objects, first synchronization.
 * Source: trend-vision-one-grant-exchange-inline-auth and the provisioning guide of the earlier generation.
 */
import { M365Error } from '../microsoft/errors.ts'
import { observe } from '../reconcile/engine.ts'
import { lookingFor, reach } from '../service-accounts/account.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { outcome, refused, type StageOutcome, worked } from './outcome.ts'
import { activitiesOf } from './synchronize.ts'

/** Makes the objects and synchronizes. Repeating it resumes or repairs; a second run on a granted tenant writes nothing. */
export async function grant(account: Account): Promise<StageOutcome> {
  const { ledger, session, settings, kind } = account
  const missing = Object.keys(kind.consents).find((purpose) => !ledger.consents.has(purpose))
  if (missing) return refused({ code: 'consent missing', data: { purpose: missing } })
  const role = await seenAfterConsent(account, () => checkRole(account))
  if (role) return role
  const goal = kind.actions.grant(settings)
  const seen = await seenAfterConsent(account, () => observe(lookingFor(account, goal)))
  const directory = await seenAfterConsent(account, () => kind.synchronize(account, seen))
  // the directory decides how many domains the rules have to name
  const reason = isGranted(kind, ledger.goal) ? undefined : await kind.preflight(account, seen)
  if (reason) return refused(reason)
  const reached = await reach(account, goal, { seen })
  return worked(reached, { code: 'granted', data: {} }, [
    { code: 'tokens acquired', data: { count: session.tokens.acquired } },
    ...activitiesOf(account, directory),
  ])
}

/** A token knows the roles of the moment it was issued, so each check starts with a new one. */
async function checkRole({ session }: Account): Promise<StageOutcome | undefined> {
  session.tokens.forget('https://outlook.office365.com')
  try {
    const [organization] = await session.read('Get-OrganizationConfig', {}, ['Name', 'IsDehydrated'])
    if (organization?.IsDehydrated !== true) return undefined
    return refused({ code: 'organization dehydrated', data: {} })
  } catch (error) {
    // if the token itself is refused, waiting for the role does not help: the secret or the consent is wrong
    const isDenied =
      error instanceof M365Error &&
      error.service === 'exchange' &&
      (error.meaning === 'forbidden' || error.meaning === 'unauthorized')
    if (!isDenied) throw error
    return outcome('pending', { code: 'role missing', data: {} })
  }
}
