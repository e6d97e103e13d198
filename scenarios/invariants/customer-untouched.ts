import type { Change, Entity, Tenant } from '#mock-m365'
import type { Baseline } from '../harness/baseline.ts'
import { nameOf } from '../harness/entity-name.ts'
import { invariant, type Moment } from '../harness/moment.ts'
import { isByOthers, titleOf } from '../harness/script.ts'

/** Properties that Exchange itself changes when another object changes. */
const MOVING: Readonly<Record<string, readonly string[]>> = {
  TransportRule: ['Priority', 'WhenChanged'],
  HostedConnectionFilterPolicy: ['IPAllowList', 'WhenChanged', 'WhenChangedUTC'],
}

/** Looked at change by change, so that a wrong that is put right again is seen all the same. */
export const customerUntouched = invariant({
  name: 'customer untouched',
  statement: 'no change of the product touches an object, an entry or a membership of the customer’s own',
  clauses: ['PI-46', 'PI-51', 'DP-12', 'MC-07', 'IV-06'],
  check(moment) {
    if (isByOthers(moment.step)) return undefined
    const breaches = moment.changes.flatMap((change) => breachIn(change, moment) ?? [])
    if (moment.condition !== 'clean') return breaches
    return [...breaches, ...customerDifferences(moment.world.tenant, moment.baseline)]
  },
})

function breachIn(change: Change, { baseline, step }: Moment): string | undefined {
  const { kind, key, after, call } = change
  const own = baseline.objects.get(`${kind} ${key}`)
  if (kind === 'HostedConnectionFilterPolicy') {
    const entries = Array.isArray(after?.IPAllowList) ? after.IPAllowList : []
    const lost = baseline.allowedAddresses.filter((one) => !entries.includes(one))
    if (lost.length > 0) return `${call} took the customer's ${lost.join(', ')} from the IP Allow List`
  }
  if (kind === 'groups/members' && own === undefined) {
    const groupId = key.slice(0, key.indexOf('/'))
    if (baseline.objects.has(`groups ${groupId}`))
      return `${call} changed the members of the customer's group ${groupId}`
  }
  if (own === undefined || same(kind, own, after)) return undefined
  return `${call} in "${titleOf(step)}" changed the customer's ${kind} "${nameOf(own)}"`
}

/** Objects of the customer that differ from what they should be, by name. */
export function customerDifferences(tenant: Tenant, { objects, allowedAddresses }: Baseline): string[] {
  const differences: string[] = []
  const written = new Set(tenant.changesSince().map(({ kind, key }) => `${kind} ${key}`))
  for (const [name, entity] of objects) {
    if (!written.has(name)) continue
    const at = name.indexOf(' ')
    const [kind, key] = [name.slice(0, at), name.slice(at + 1)]
    const now = tenant.get(kind, key)
    if (!same(kind, entity, now))
      differences.push(`${kind} "${nameOf(entity)}" ${now ? 'differs' : 'is gone'}`)
    if (kind === 'HostedConnectionFilterPolicy') {
      const entries = Array.isArray(now?.IPAllowList) ? now.IPAllowList : []
      if (
        JSON.stringify(entries.filter((one) => allowedAddresses.includes(one))) !==
        JSON.stringify(allowedAddresses)
      )
        differences.push(`the customer's entries of the IP Allow List are ${entries.join(', ') || 'gone'}`)
    }
  }
  return differences
}

function same(kind: string, before: Entity, after: Entity | undefined): boolean {
  if (before === after) return true
  if (after === undefined) return false
  const moving = MOVING[kind] ?? []
  const still = (entity: Entity) =>
    JSON.stringify(entity, (name, value) => (moving.includes(name) ? undefined : value))
  return still(before) === still(after)
}
