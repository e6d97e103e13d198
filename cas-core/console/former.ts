/** The former account for outgoing mail, at the console: it is listed from when a stage of inline mode has met it. */
import { enterFormer } from '../stages/former/remove.ts'
import type { StageOutcome } from '../stages/outcome.ts'
import { LeaseHeld } from '../store/refusals.ts'
import type { At } from './operation.ts'
import type { Place } from './places.ts'
import { FORMER, INLINE_SERVICE } from './services.ts'

const MET: ReadonlySet<StageOutcome['code']> = new Set<StageOutcome['code']>([
  'former account stands',
  'former account to migrate',
])

/** @param place whose stage it was */
export async function enterFormerMet(at: At, place: Place, stage: StageOutcome): Promise<void> {
  const isMet = MET.has(stage.code) || stage.activities.some(({ code }) => code === 'former account seen')
  if (place.service.name !== INLINE_SERVICE || !isMet) return
  const account = await at.product.account(at.company, place.organization.id, FORMER)
  try {
    await account.ledger.leased(() => enterFormer(account))
  } catch (error) {
    // who works on it has it in the list
    if (!(error instanceof LeaseHeld)) throw error
  }
}
