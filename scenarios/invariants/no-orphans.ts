import { OBJECT_KINDS } from '../expected.ts'
import { isOthers } from '../harness/baseline.ts'
import { nameOf } from '../harness/entity-name.ts'
import { invariant } from '../harness/moment.ts'
import { inlineAppId } from '../harness/world.ts'

/** What the customer named so before the product came is the customer's; what somebody has renamed is the product's still. */
export const noOrphans = invariant({
  name: 'no orphans',
  statement: 'after manual cleanup no connector, rule, group or application of the product is left',
  clauses: ['MC-01', 'MC-04', 'MC-05', 'MC-06'],
  atQuiet: true,
  check({ world, condition, baseline, madeByProduct }) {
    if (condition !== 'clean') return undefined
    const left = OBJECT_KINDS.flatMap((kind) =>
      world.tenant
        .list(kind)
        .filter(
          (one) =>
            (nameOf(one).startsWith('TMCAS') || madeByProduct.has(`${kind} ${one.Guid ?? one.id}`)) &&
            !isOthers(baseline, `${kind} ${one.Guid ?? one.id}`),
        )
        .map((one) => `${kind} "${nameOf(one)}" is left`),
    )
    const application = world.tenant.find('servicePrincipals', 'appId', inlineAppId(world))
    return application.length > 0 ? [...left, 'the application is left in Microsoft Entra ID'] : left
  },
})
