import type { Entity } from '#mock-m365'

/** What an administrator calls an object: its name, else its id; an empty text where there is none. */
export const nameOf = (entity: Entity | undefined): string =>
  String(entity?.Name ?? entity?.displayName ?? entity?.SpoofedUser ?? entity?.id ?? '')
