import { publishedNames } from '#reports'
import { NAMED, OBJECT_KINDS } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { inlineStage, invariant } from '../harness/moment.ts'

const isOutgoing = (name: string): boolean => /\bOutgoing\b/.test(name)

export const upgradeKeepsInbound = invariant({
  name: 'upgrade keeps inbound',
  statement:
    'an upgrade removes no object of inbound protection and makes no second application; where it fails it leaves no object of outbound protection',
  clauses: ['UP-03', 'UP-04', 'UP-05'],
  atQuiet: true,
  check({ stage, result, changes, world }) {
    if (inlineStage({ stage }) !== 'upgrade') return undefined
    const breaches = changes.flatMap(({ kind, before, after, call }) => {
      const name = nameOf(after ?? before)
      const isGone = before !== undefined && after === undefined
      if (isGone && isOurs(kind, name) && !isOutgoing(name)) return [`${call} removed "${name}"`]
      const isMade = before === undefined && after !== undefined
      return isMade && kind === 'servicePrincipals'
        ? [`${call} made a second "${publishedNames.APP_NAME}"`]
        : []
    })
    if (result.outcome !== 'failed') return breaches
    const left = OBJECT_KINDS.flatMap((kind) =>
      world.tenant
        .list(kind)
        .map(nameOf)
        .filter((name) => isOurs(kind, name) && isOutgoing(name))
        .map((name) => `"${name}" is left of an upgrade that failed`),
    )
    return [...breaches, ...left]
  },
})

const isOurs = (kind: string, name: string): boolean =>
  OBJECT_KINDS.some((one) => one === kind && NAMED[one].has(name))
