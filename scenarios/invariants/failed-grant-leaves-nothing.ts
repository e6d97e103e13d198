import { NAMED, OBJECT_KINDS, publishedSite } from '../expected.ts'
import type { Baseline } from '../harness/baseline.ts'
import { addressesIn } from '../harness/baseline.ts'
import { nameOf } from '../harness/entity-name.ts'
import { inlineStage, invariant, type Moment } from '../harness/moment.ts'
import { customerDifferences } from './customer-untouched.ts'

/** Where the product says so, and where no fault strikes and the harness knows that the tenant refuses for good. */
export const failedGrantLeavesNothing = invariant({
  name: 'failed grant leaves nothing',
  statement:
    'a first grant that fails for good leaves no object, address or domain pair of the product, and the customer’s as they were',
  clauses: ['PI-07', 'PI-41', 'PI-44', 'IV-05'],
  atQuiet: true,
  check(moment) {
    const { result, step, expected, world, baseline } = moment
    if (inlineStage(moment) !== 'provision' || result.outcome !== 'failed') return undefined
    const isForGood = expected === 'not done' && (step.faults ?? []).length === 0
    if (!isForGood && result.code !== 'grant taken back') return undefined
    return [...leftOf(moment, baseline), ...customerDifferences(world.tenant, baseline)]
  },
})

function leftOf({ world: { tenant, script } }: Moment, { objects, allowedAddresses }: Baseline): string[] {
  const named = OBJECT_KINDS.flatMap((kind) =>
    tenant
      .list(kind)
      .filter((one) => NAMED[kind].has(nameOf(one)) && !objects.has(`${kind} ${one.Guid ?? one.id}`))
      .map((one) => `"${nameOf(one)}" is left of a grant that failed`),
  )
  const addresses = addressesIn(tenant).filter((one) => !allowedAddresses.includes(one))
  const { sendingInfrastructure } = publishedSite(script.site)
  const pairs = tenant
    .list('TenantAllowBlockListSpoofItems')
    .filter((one) => one.SendingInfrastructure === sendingInfrastructure)
    .filter((one) => !objects.has(`TenantAllowBlockListSpoofItems ${one.Identity}`))
  return [
    ...named,
    ...addresses.map((one) => `${one} is left in the IP Allow List by a grant that failed`),
    ...pairs.map(() => `the pair of ${sendingInfrastructure} is left by a grant that failed`),
  ]
}
