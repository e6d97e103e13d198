import { OBJECT_KINDS, standingAt } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { hasMended, invariant } from '../harness/moment.ts'

export const grantedAsPublished = invariant({
  name: 'granted as published',
  statement: 'while access is granted each published object exists once, under its published name',
  clauses: ['PI-13', 'PI-14', 'PI-15', 'PI-16'],
  atQuiet: true,
  check(moment) {
    const { world, condition } = moment
    const standing = standingAt(condition, world.directions)
    // what an administrator changes by hand is mended by the next stage that succeeds, not before
    if (!standing || !condition.startsWith('granted') || !hasMended(moment)) return undefined
    return OBJECT_KINDS.flatMap((kind) =>
      standing[kind].flatMap((name) => {
        const found = world.tenant.list(kind).filter((one) => nameOf(one) === name)
        return found.length === 1 ? [] : [`${kind} "${name}" exists ${found.length} times`]
      }),
    )
  },
})
