import type { ObjectsByGoal } from '#cas-core'
import { publishedNames } from '#reports'
import { publishedSite } from '../expected.ts'
import { addressesIn } from '../harness/baseline.ts'
import { GRANT } from '../harness/script.ts'
import type { InProcessWorld, Warp } from '../harness/world.ts'
import { granted } from './granted.ts'
import { trial } from './trial.ts'

/** How the account gets what it lacks. */
type Way = (world: InProcessWorld) => Promise<{ readonly outcome: string; readonly message: string }>

const upgraded: Way = ({ service }) => service.upgradeForOutbound()
const isList = ({ kind }: ObjectsByGoal[number]) => kind === 'ipAllowList' || kind === 'spoofAllowList'
/** The table of a product that knew no allow lists. */
const earlier = (table: ObjectsByGoal): ObjectsByGoal =>
  table.map((row) => (isList(row) ? { ...row, cells: { ...row.cells, 'granted inbound': 'kept' } } : row))

/** Source: an earlier crawl of the page on changes, which names no allow list. */
export const beforeTheAllowLists = trial<{ readonly way: Way }>({
  name: 'accounts from before the allow lists',
  statement:
    'an account with inbound protection from before the allow lists has pair and addresses after the next synchronization, and after an upgrade',
  clauses: ['UP-07'],
  right: {
    way: async (world) => {
      const { outcome, message } = await world.service.synchronize()
      return outcome === 'done' ? upgraded(world) : { outcome, message }
    },
  },
  wrong: {
    'does nothing': { way: async () => ({ outcome: 'done', message: '' }) },
  },
  async breaches({ way }, warp) {
    let table: ObjectsByGoal[number][] = []
    let own: ObjectsByGoal = []
    const held: Warp = {
      ...warp,
      table: (given) => {
        own = warp.table?.(given) ?? given
        table = [...earlier(own)]
        return table
      },
    }
    const { world } = await granted({ warp: held, world: 'plain', directions: 'inbound', steps: GRANT })
    const before = addressesIn(world.tenant).length
    if (before > 0) return ['the earlier product has entered addresses, so that nothing is shown']
    // the product of today takes over the journal
    table.splice(0, table.length, ...own)
    world.restart()
    const { outcome, message } = await way(world)
    if (outcome !== 'done') return [`it ended ${outcome}: ${message}`]
    const { inbound, outbound, sendingInfrastructure } = publishedSite(world.script.site)
    const allowed = new Set(addressesIn(world.tenant))
    const missing = [...inbound, ...outbound].filter((one) => !allowed.has(one))
    const pairs = world.tenant
      .list('TenantAllowBlockListSpoofItems')
      .filter((one) => one.SendingInfrastructure === sendingInfrastructure)
    return [
      ...missing.map((one) => `${one} is not in the IP Allow List`),
      ...(pairs.length === 1 ? [] : [`${pairs.length} pairs of ${publishedNames.APP_NAME}’s site stand`]),
    ]
  },
})
