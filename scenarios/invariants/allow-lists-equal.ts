import type { Entity } from '#mock-m365'
import { publishedSite, standingAt } from '../expected.ts'
import { addressesIn } from '../harness/baseline.ts'
import { hasMended, invariant, type Moment } from '../harness/moment.ts'

/** Compared entry by entry: a missing address loses mail, a foreign one lets in what should be filtered. */
export const allowListsEqual = invariant({
  name: 'allow lists equal',
  statement:
    'the allow lists hold the customer’s entries and, while access is granted and until cleanup, exactly the site’s addresses and its one domain pair',
  clauses: [
    'PI-31',
    'PI-32',
    'PI-33',
    'PI-34',
    'PI-35',
    'DP-07',
    'MC-02',
    'MC-03',
    'MC-10',
    'IV-03',
    'IV-04',
  ],
  atQuiet: true,
  check(moment) {
    const { world, condition } = moment
    const standing = standingAt(condition, world.directions)
    if (!standing) return undefined
    return [...addressBreaches(moment, standing.allowed), ...pairBreaches(moment, standing.allowed)]
  },
})

function addressBreaches(moment: Moment, allowed: boolean): string[] {
  const { world, baseline } = moment
  const excused = hasMended(moment) ? NONE : baseline.takenOut
  const site = publishedSite(world.script.site)
  const wanted = new Set([
    ...baseline.allowedAddresses,
    ...(allowed ? [...site.inbound, ...site.outbound] : []),
  ])
  const standing = addressesIn(world.tenant)
  const missing = [...wanted]
    .filter((one) => !standing.includes(one) && !excused.has(one))
    .map((one) => `${one} is not in the IP Allow List`)
  const foreign = standing.filter((one) => !wanted.has(one)).map((one) => `${one} is in the IP Allow List`)
  const doubled = new Set(standing).size < standing.length ? ['the IP Allow List has an entry twice'] : []
  return [...missing, ...foreign, ...doubled]
}

const NONE: ReadonlySet<string> = new Set()

function pairBreaches(moment: Moment, allowed: boolean): string[] {
  const { world, baseline } = moment
  const isExcused = !hasMended(moment) && baseline.takenOut.has('TenantAllowBlockListSpoofItems *')
  const { sendingInfrastructure } = publishedSite(world.script.site)
  const items = world.tenant.list('TenantAllowBlockListSpoofItems')
  const isOwn = ({ Identity }: Entity) => baseline.objects.has(`TenantAllowBlockListSpoofItems ${Identity}`)
  const ours = items.filter((one) => !isOwn(one))
  const stands = items.some((one) => isOwn(one) && pairOf(one) === `*, ${sendingInfrastructure} Allow`)
  // the published page names a pair without a type: pairs are counted, not items
  const pairs = new Set(ours.map(pairOf))
  // what the customer had allowed before is the customer's, and stays
  const wanted = allowed && !stands ? [`*, ${sendingInfrastructure} Allow`] : []
  const found = [...pairs]
  return JSON.stringify(found) === JSON.stringify(wanted) || (isExcused && found.length === 0)
    ? []
    : [`domain pairs are [${found.join('; ')}], not [${wanted.join('; ')}]`]
}

const pairOf = (one: Entity): string => `${one.SpoofedUser}, ${one.SendingInfrastructure} ${one.Action}`
