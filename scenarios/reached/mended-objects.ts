import { NAMED, OBJECT_KINDS } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import type { Moment } from '../harness/moment.ts'
import type { Family } from './family.ts'

export const mendedObjects: Family = {
  properties: OBJECT_KINDS.flatMap((kind) =>
    [...NAMED[kind]].map((name) => ({
      name: `mended: ${name}`,
      statement: `an administrator removes "${name}", and a stage makes it again`,
    })),
  ),
  at: (moment) =>
    moment.changes.flatMap(({ kind, before, after, seq, actor }) => {
      if (before || !after || actor.type !== 'application' || !(kind in NAMED)) return []
      return isRemovedByHand(moment, kind, nameOf(after), seq) ? [`mended: ${nameOf(after)}`] : []
    }),
}

/** Whether the last one of that name was removed by a person. Objects are few, and are made seldom. */
function isRemovedByHand({ world }: Moment, kind: string, name: string, until: number): boolean {
  const last = world.tenant
    .changesSince()
    .findLast((one) => one.seq < until && one.kind === kind && !one.after && nameOf(one.before) === name)
  return last?.actor.type === 'user'
}
