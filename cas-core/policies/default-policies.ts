/**
 * The predefined policies that a grant may enable. They cover all targets (documented); which of them the choice offers is
 * inferred. Source: trend-vision-one-adding-atp-policies.
 */
import type { Direction, Policy } from './policies.ts'

export const DEFAULT_POLICIES = ['Default ATP policy', 'Default ATP policy (monitor only)'] as const

/** Policies of API mode have no direction: messages are scanned where they are. They are kept as inbound ones (proposed). */
const DIRECTIONS: Readonly<Record<string, readonly Direction[]>> = {
  inline: ['inbound', 'outbound'],
  api: ['inbound'],
  sharepoint: ['inbound'],
  onedrive: ['inbound'],
}

/** Policies of an account whose grant is complete, with the chosen one enabled. @param kind name of the kind of account */
export function policiesAtCompletion(kind: string, chosen: string): Policy[] {
  const directions = DIRECTIONS[kind] ?? []
  return DEFAULT_POLICIES.flatMap((name) =>
    directions.map(
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
