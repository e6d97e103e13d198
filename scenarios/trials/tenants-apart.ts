import { publishedSites } from '#reports'
import { edited, rewritten } from '../defects/defect.ts'
import { addressesOf } from '../defects/site-addresses.ts'
import { together, type Warp } from '../harness/world.ts'
import { granted, type Running } from './granted.ts'
import { trial } from './trial.ts'

const JAPAN = 'inpost.tmcas.trendmicro.co.jp'

export const tenantsApart = trial<Warp>({
  name: 'tenants apart',
  statement:
    'tenants of two sites share neither the domain pair nor an address; tenants of one site share both, and neither the loop id nor a smart host',
  clauses: ['IV-09'],
  right: {},
  wrong: {
    'addresses of one site everywhere': {
      table: edited({ I1: (row) => ({ ...row, entries: () => addressesOf('Japan') }) }),
    },
    'the pair of one site everywhere': {
      table: edited({
        S1: (row) =>
          'entries' in row
            ? {
                ...row,
                entries: (context) =>
                  row.entries({ ...context, site: { ...context.site, sendingInfrastructure: JAPAN } }),
              }
            : row,
      }),
    },
    'one loop id for all': {
      table: rewritten(
        Object.fromEntries(
          ['R1', 'R2', 'R5', 'R6'].map((key) => [
            key,
            (fields) => ({ ...fields, SetHeaderValue: 'f'.repeat(32) }),
          ]),
        ),
      ),
    },
    'one smart host for all': {
      table: rewritten(
        Object.fromEntries(
          ['C1', 'C3'].map((key) => [
            key,
            (fields) => ({ ...fields, SmartHosts: ['relay.tmcas.trendmicro.com'] }),
          ]),
        ),
      ),
    },
  },
  async breaches(subject, warp) {
    const product = together(warp, subject)
    const standing = async (world: string, site: string) =>
      standingIn(await granted({ world, site, seed: `${world} at ${site}`, warp: product }))
    const [own, neighbour, elsewhere] = [
      await standing('busy', 'EU'),
      await standing('plain', 'EU'),
      await standing('plain', 'US'),
    ]
    return [
      ...differing('the pair', own.pairs, neighbour.pairs),
      ...differing('the addresses', own.addresses, neighbour.addresses),
      ...shared('the pair', own.pairs, elsewhere.pairs),
      ...shared('an address', own.addresses, elsewhere.addresses),
      ...shared('the loop id', own.loopIds, neighbour.loopIds),
      ...shared('a smart host', own.hosts, neighbour.hosts),
    ]
  },
})

interface Standing {
  readonly pairs: readonly string[]
  readonly addresses: readonly string[]
  readonly loopIds: readonly string[]
  readonly hosts: readonly string[]
}

/** Of the lists only what some site publishes: the customer's own entries are the customer's. */
function standingIn({ world: { tenant } }: Running): Standing {
  const published = new Set(publishedSites.flatMap(({ inbound, outbound }) => [...inbound, ...outbound]))
  const ours = (kind: string) => tenant.list(kind).filter(({ Name }) => String(Name).startsWith('TMCAS'))
  const [policy] = tenant.list('HostedConnectionFilterPolicy')
  const allowed = Array.isArray(policy?.IPAllowList) ? policy.IPAllowList.map(String) : []
  return {
    pairs: tenant
      .list('TenantAllowBlockListSpoofItems')
      .map(({ SendingInfrastructure }) => String(SendingInfrastructure))
      .filter((one) => publishedSites.some(({ sendingInfrastructure }) => sendingInfrastructure === one)),
    addresses: allowed.filter((one) => published.has(one)),
    loopIds: ours('TransportRule').flatMap(({ SetHeaderValue: id }) => (id ? [String(id)] : [])),
    hosts: ours('OutboundConnector').flatMap(({ SmartHosts }) =>
      Array.isArray(SmartHosts) ? SmartHosts.map(String) : [],
    ),
  }
}

function differing(what: string, one: readonly string[], other: readonly string[]): string[] {
  return one.length > 0 && one.toSorted().join() === other.toSorted().join()
    ? []
    : [`two tenants of one site do not share ${what}: ${one.join(', ')}; ${other.join(', ')}`]
}

function shared(what: string, one: readonly string[], other: readonly string[]): string[] {
  const both = [...new Set(one.filter((each) => other.includes(each)))]
  const none = one.length === 0 || other.length === 0
  if (none) return [`a tenant lacks ${what}`]
  return both.length > 0 ? [`two tenants share ${what}: ${both.join(', ')}`] : []
}
