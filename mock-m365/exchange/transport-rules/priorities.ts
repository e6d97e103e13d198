/** Priorities of rules stay dense: adding, removing or moving a rule shifts the others (documented). */
import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import type { Edit } from '../noun.ts'

/** Resulting changes of the other rules of the kind; that they keep their WhenChanged is inferred. */
export function densePriorities(
  kind: Kind,
  view: View,
  before: Entity | undefined,
  after: Entity | undefined,
): readonly Edit[] {
  const left = before ? Number(before.Priority) : Number.POSITIVE_INFINITY
  const taken = after ? Number(after.Priority) : Number.POSITIVE_INFINITY
  if (left === taken) return []
  const self = (before ?? after)?.Guid
  const edits: Edit[] = []
  for (const rule of view.list(kind)) {
    const now = Number(rule.Priority)
    const closed = now > left ? now - 1 : now
    const Priority = closed >= taken ? closed + 1 : closed
    if (rule.Guid !== self && Priority !== now)
      edits.push({ kind, key: String(rule.Guid), after: { ...rule, Priority }, cascade: true })
  }
  return edits
}
