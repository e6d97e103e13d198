import type { Entity } from '#mock-m365'
import { OBJECT_KINDS, standingAt } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { hasMended, invariant } from '../harness/moment.ts'

/** Which property holds the mark; what it says is the product's own affair. */
const MARKED_IN = {
  TransportRule: 'Comments',
  InboundConnector: 'Comment',
  OutboundConnector: 'Comment',
  groups: 'description',
} as const

/** By its mark an object is known to be the product's, whatever it is called and whatever becomes of the journal. */
export const markedAsOurs = invariant({
  name: 'marked as ours',
  statement:
    'each object of the product says in its comment or description that it is the product’s, no two in the same words, and again after somebody has erased it',
  clauses: [],
  atQuiet: true,
  check(moment) {
    const { world, condition } = moment
    const standing = standingAt(condition, world.directions)
    if (!standing || !condition.startsWith('granted') || !hasMended(moment)) return undefined
    const marks = OBJECT_KINDS.flatMap((kind) =>
      world.tenant
        .list(kind)
        .filter((one) => standing[kind].includes(nameOf(one)))
        .map((one) => ({ name: nameOf(one), mark: markOf(one, MARKED_IN[kind]) })),
    )
    const seen = new Map<string, string>()
    return marks.flatMap(({ name, mark }) => {
      const other = seen.get(mark)
      seen.set(mark, name)
      if (mark === '') return [`"${name}" says nowhere whose it is`]
      return other === undefined ? [] : [`"${name}" and "${other}" have one mark`]
    })
  },
})

const markOf = (entity: Entity, property: string): string =>
  typeof entity[property] === 'string' ? entity[property] : ''
