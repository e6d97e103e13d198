import { publishedNames } from '#reports'
import { NAMED, OBJECT_KINDS } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { formerObjectsIn, isMigration } from '../harness/former.ts'
import { inlineStage, invariant } from '../harness/moment.ts'
import { isRefused } from '../harness/reckoning.ts'

const isOutgoing = (name: string): boolean => /\bOutgoing\b/.test(name)

export const upgradeKeepsInbound = invariant({
  name: 'upgrade keeps inbound',
  statement:
    'an upgrade or a migration removes no object of inbound protection and makes no second application; where it fails it leaves no object of outbound protection, or a migration all of them; a migration that is done leaves nothing of the former account',
  clauses: ['UP-03', 'UP-04', 'UP-05'],
  atQuiet: true,
  check({ step, stage, result, changes, world }) {
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
    if (result.outcome === 'done' && isMigration(step))
      return [
        ...breaches,
        ...formerObjectsIn(world.tenant).map((one) => `${one} is left of the account that was migrated`),
      ]
    if (result.outcome !== 'failed') return breaches
    const left = OBJECT_KINDS.flatMap((kind) =>
      world.tenant
        .list(kind)
        .map(nameOf)
        .filter((name) => isOurs(kind, name) && isOutgoing(name)),
    )
    // once outgoing mail is led by them, only the removal of the former account can fail; and what hinders inbound
    // protection alone is told, and hinders no outbound protection
    const isOfOthers = isMigration(step) || /\bIncoming\b/.test(result.message)
    if (isOfOthers && left.length === OUTGOING_COUNT) return breaches
    // what a policy of the tenant keeps from being taken back is told
    const untold = isRefused(step) ? left.filter((name) => !result.message.includes(name)) : left
    return [...breaches, ...untold.map((name) => `"${name}" is left of an upgrade that failed`)]
  },
})

const OUTGOING_COUNT = OBJECT_KINDS.flatMap((kind) => [...NAMED[kind]].filter(isOutgoing)).length

const isOurs = (kind: string, name: string): boolean =>
  OBJECT_KINDS.some((one) => one === kind && NAMED[one].has(name))
