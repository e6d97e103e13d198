/** Whether the application holds what its consent was to give it. */
import { type Resource, rolesIn } from '../microsoft/token.ts'
import { GRACE_MS } from '../reconcile/question.ts'
import type { Account } from '../service-accounts/kind.ts'
import { NOT_YET_MS, POLL_MS } from './consent.ts'
import { outcome, type StageOutcome } from './outcome.ts'

/**
 * Compares a new token with the published permissions. Just after a consent it may take minutes until tokens have them,
 * so that there the check waits.
 * @returns why the grant cannot go on; undefined where nothing is missing
 * @throws M365Error of the token endpoint
 */
export async function checkPermissions({
  kind,
  ledger,
  session,
}: Account): Promise<StageOutcome | undefined> {
  const { clock, log } = session.ports
  for (;;) {
    const permissions: string[] = []
    for (const [resource, wanted] of Object.entries(kind.permissions ?? {})) {
      // a kept token knows the permissions of the moment at which it was issued
      session.tokens.forget(resource as Resource)
      const held = rolesIn(await session.tokens.token(resource as Resource))
      permissions.push(...wanted.filter((name) => held && !held.has(name)))
    }
    if (permissions.length === 0) return undefined
    const consentedAt = Math.max(0, ...ledger.consents.values())
    const said = { code: 'permissions missing', data: { permissions } } as const
    if (clock.now() >= consentedAt + GRACE_MS)
      return outcome(clock.now() < consentedAt + NOT_YET_MS ? 'pending' : 'refused', said)
    log.info({ ms: POLL_MS, permissions }, 'waiting 60 s for the permissions to be in effect')
    await clock.sleep(POLL_MS)
  }
}
