/** A synchronization of API mode, as stages tell it. */
import { type TargetName, targetsNotFound } from '../policies/policies.ts'
import { readTargets } from '../service-accounts/api/synchronize.ts'
import type { Account } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import type { Activity } from './outcome.ts'

export interface Synchronized {
  readonly activities: readonly Activity[]
  /** Targets of policies that are not in the directory. */
  readonly notFound: readonly TargetName[]
}

/** Reads the targets into the directory. @throws M365Error, NotYetInEffect */
export async function synchronizeTargets(account: Account): Promise<Synchronized> {
  const { directory, counts, unavailable } = await seenAfterConsent(account, () => readTargets(account))
  const notFound = targetsNotFound(account.ledger.policies ?? [], directory)
  const names = unavailable.map(({ userPrincipalName }) => userPrincipalName)
  return {
    notFound,
    activities: [
      { code: 'targets read', data: counts },
      ...(names.length > 0 ? [{ code: 'users unavailable' as const, data: { names } }] : []),
      ...(notFound.length > 0 ? [{ code: 'targets not found' as const, data: { notFound } }] : []),
    ],
  }
}
