/** The goals of inline protection: the columns of its table, and what each means to the stages. */
import type { Phase } from '../kind.ts'

export const INLINE_GOALS = {
  'granted inbound': 'granted',
  granted: 'granted',
  'taken back': 'ungranted',
  deprovisioned: 'revoked',
  clean: 'cleaned',
} as const satisfies Record<string, Phase>

export type InlineGoal = keyof typeof INLINE_GOALS
