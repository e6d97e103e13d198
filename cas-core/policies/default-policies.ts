/**
 * The predefined policies that a grant may enable. They cover all targets (documented); which of them the choice offers is
 * inferred. Source: trend-vision-one-adding-atp-policies.
 */
import type { Direction, Policy } from './policies.ts'

export const DEFAULT_POLICIES = ['Default ATP policy', 'Default ATP policy (monitor only)'] as const

const DIRECTIONS: readonly Direction[] = ['inbound', 'outbound']

/** Policies of an account whose grant is complete, with the chosen one enabled. @param kind name of the kind of account */
export function policiesAtCompletion(kind: string, chosen: string): Policy[] {
  if (kind !== 'inline') return []
  return DEFAULT_POLICIES.flatMap((name) =>
    DIRECTIONS.map(
      (direction): Policy => ({
        name,
        kind: 'ATP',
        direction,
        enabled: name === chosen,
        targets: { all: true },
      }),
    ),
  )
}
