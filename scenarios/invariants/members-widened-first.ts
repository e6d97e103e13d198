import { publishedNames } from '#reports'
import { nameOf } from '../harness/entity-name.ts'
import { invariant } from '../harness/moment.ts'
import { isByOthers, titleOf } from '../harness/script.ts'

const GROUPS: ReadonlySet<string> = new Set(publishedNames.GROUPS)

/** Make before break, for members: what a stage ends with may not be reached if it is stopped in between. */
export const membersWidenedFirst = invariant({
  name: 'members widened first',
  statement: 'a stage takes no member out of a virtual group before it has put the new ones in',
  clauses: [],
  atQuiet: true,
  check({ step, changes, world }) {
    if (isByOthers(step) || (step.faults ?? []).length > 0) return undefined
    const breaches: string[] = []
    const narrowed = new Set<string>()
    for (const { kind, before, after, cascade } of changes) {
      if (kind !== 'groups/members' || cascade) continue
      const group = nameOf(world.tenant.get('groups', String((after ?? before)?.groupId)))
      if (!GROUPS.has(group)) continue
      if (!after) narrowed.add(group)
      else if (narrowed.has(group))
        breaches.push(`"${titleOf(step)}" put a member into "${group}" after it had taken another out`)
    }
    return breaches.slice(0, 1)
  },
})
