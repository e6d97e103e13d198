/** In which directions an account protects mail: the journal says it, from the first grant on. */
import type { Account } from '../kind.ts'
import type { Directions } from '../memory/directions.ts'
import type { InlineGoal } from './goals.ts'

/** For journals without an entry about directions, as they were written before there was one. */
const BY_GOAL: Readonly<Partial<Record<string, Directions>>> = {
  'granted inbound': 'inbound',
  granted: 'both',
} satisfies Partial<Record<InlineGoal, Directions>>

/** The settings count for the first grant only. */
export const directionsOf = ({ ledger, settings }: Pick<Account, 'ledger' | 'settings'>): Directions =>
  ledger.directions ?? BY_GOAL[ledger.goal ?? ''] ?? settings.directions
