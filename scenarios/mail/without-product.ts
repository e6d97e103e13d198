/** The tenant as it would stand had the product never come: what its mail is measured against. */
import type { Change, Entity, Kind, View } from '#mock-m365'

/**
 * @param made `kind key` of every object that came by the product's hand
 * @param allowedAddresses the customer's own entries of the IP Allow List
 */
export function withoutProduct(
  view: View,
  made: ReadonlySet<string>,
  allowedAddresses: readonly string[],
): View {
  const kinds = new Set([...made].map((name) => name.slice(0, name.indexOf(' '))))
  const kept = (kind: Kind) => (entity: Entity) => !made.has(`${kind} ${keyOf(entity)}`)
  const own = (kind: Kind, entities: readonly Entity[]): readonly Entity[] => {
    if (kind === 'HostedConnectionFilterPolicy')
      return entities.map((policy) => ({ ...policy, IPAllowList: allowedAddresses }))
    return kinds.has(kind) ? entities.filter(kept(kind)) : entities
  }
  return {
    get: (kind, key) => (made.has(`${kind} ${key}`) ? undefined : view.get(kind, key)),
    list: (kind) => own(kind, view.list(kind)),
    find: (kind, property, value) => own(kind, view.find(kind, property, value)),
  }
}

/** Whether such a view shows nothing of a change. */
export function isHidden({ kind, key, before, after }: Change, made: ReadonlySet<string>): boolean {
  const isMade = (entity: Entity | undefined) => !entity || made.has(`${kind} ${keyOf(entity)}`)
  return made.has(`${kind} ${key}`) && isMade(before) && isMade(after)
}

/** Objects of Exchange are kept by GUID, those of the directory by id. */
const keyOf = ({ Guid, Identity, id }: Entity): string => String(Guid ?? id ?? Identity)
