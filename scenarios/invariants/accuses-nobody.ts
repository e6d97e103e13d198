import { OBJECT_KINDS } from '../expected.ts'
import { invariant, isCalm, stageChanges } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'

/** Kinds of what the product makes or adds to, and what decides who is protected. */
const WATCHED: ReadonlySet<string> = new Set([
  ...OBJECT_KINDS,
  'groups/members',
  'HostedConnectionFilterPolicy',
  'TenantAllowBlockListSpoofItems',
])
const ACCUSATION = /changed by somebody else: [^|]{0,200}/

/** Replicas that are behind show what the product has written as if somebody had undone it. */
export const accusesNobody = invariant({
  name: 'accuses nobody',
  statement:
    'where nobody but the application has written to objects of its kinds, no synchronization that finds nothing to do tells of a change by somebody else',
  clauses: [],
  check(moment) {
    const { step, stage, result, world } = moment
    if (stage?.mode !== 'inline' || stage.op !== 'synchronize') return undefined
    if (!isCalm(moment) || stageChanges(moment).length > 0) return undefined
    const isTouched = world.tenant
      .changesSince()
      .some(({ kind, actor }) => WATCHED.has(kind) && actor.type !== 'application')
    if (isTouched) return undefined
    const told = [...result.activities, JSON.stringify(result.data ?? {})].join('|')
    const [accusation] = ACCUSATION.exec(told) ?? []
    return accusation === undefined
      ? []
      : [`"${titleOf(step)}" tells, though nobody was there: ${accusation}`]
  },
})
