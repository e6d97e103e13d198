/** One run of the engine over a test tenant and its journal, as a stage makes it. */
import { kindsFor } from '../objects/index.ts'
import type { Targets } from '../policies/policies.ts'
import { type Reached, reconcile } from '../reconcile/engine.ts'
import type { InlineGoal } from '../service-accounts/inline/goals.ts'
import { OBJECTS } from '../service-accounts/inline/table.ts'
import { Ledger } from '../service-accounts/ledger.ts'
import { siteNamed } from '../service-accounts/sites.ts'
import { boundTo } from '../service-accounts/table.ts'
import type { TestTenant } from './tenant.ts'

export const SITE = siteNamed('EU')
export const SPOOF_TYPES = ['External', 'Internal'] as const
/** Consent makes the application, not the engine. */
export const TABLE = OBJECTS.filter(({ kind }) => kind !== 'application')

export async function reachOn(
  { session, journal }: TestTenant,
  goal: InlineGoal,
  targets: Targets,
): Promise<Reached> {
  const ledger = new Ledger({ journal, clock: session.ports.clock }, new Set())
  const table = boundTo(TABLE, {
    site: SITE,
    marks: session.marks,
    spoofTypes: SPOOF_TYPES,
    targets: { inbound: targets, outbound: targets },
    protection: { inbound: true, outbound: true },
  })
  return ledger.leased(async () => {
    if (ledger.goal !== goal) await ledger.append({ type: 'goal', goal })
    return reconcile({ session, journal: ledger, kinds: kindsFor('app'), table, goal })
  })
}
