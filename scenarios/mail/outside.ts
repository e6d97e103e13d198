/**
 * What a tenant's mail meets beyond the tenant: the scanner of its site, once for each direction, and the Internet.
 * Addresses are the published ones; host names follow the one that is published (proposed) and those observed in
 * headers of rerouted mail.
 */
import { internetHost, type Outside, type RelayProfile, scanningRelay } from '#mock-m365/outside'
import { findPublishedSite, publishedSites } from '#reports/sites'

export type Direction = 'inbound' | 'outbound'

/** Names under which traces show the scanners. */
export const SCANNER: Readonly<Record<Direction, string>> = {
  inbound: 'the inbound scanner',
  outbound: 'the outbound scanner',
}

/** The scanner of the former outbound protection, which has separate hosts. */
const FORMER_SCANNER = 'the former outbound scanner'

export const SCANNERS: readonly string[] = [SCANNER.inbound, SCANNER.outbound, FORMER_SCANNER]

export const isScannerFor = (direction: Direction, name: string): boolean =>
  name === SCANNER[direction] || (direction === 'outbound' && name === FORMER_SCANNER)

/** The words that stand in host names where mail goes in, and where it comes back. */
const HOSTS: Readonly<Record<Direction, { readonly takes: string; readonly returns: string }>> = {
  inbound: { takes: 'inpre', returns: 'inpost' },
  outbound: { takes: 'repre', returns: 'repost' },
}

const made = new Map<string, Outside>()

/** @param site by its published name @throws RangeError for a site that no page names */
export function outsideOf(site: string): Outside {
  const known = made.get(site)
  if (known) return known
  const scanners = (['inbound', 'outbound'] as const).map((way) => scanningRelay(profileOf(site, way)))
  const outside = [...scanners, internetHost()]
  made.set(site, outside)
  return outside
}

function profileOf(siteName: string, direction: Direction): RelayProfile {
  const site = findPublishedSite(siteName)
  if (!site) throw new RangeError(`no published page names the site "${siteName}"`)
  const { takes, returns } = HOSTS[direction]
  const host = (word: string) => site.sendingInfrastructure.replace('inpost', word)
  return {
    name: SCANNER[direction],
    takesAt: host(takes),
    returnsFrom: host(returns),
    addresses: site[direction].map(addressIn),
    product: 'Trend Micro CAS',
    spamHeader: ['X-TrendMicro-CAS-SPAM', 'true'],
  }
}

/**
 * The former scanners that connectors lead to, of whichever site. A host is published. It returns mail from the first entry
 * of the site's addresses for outbound protection (observed in headers of its time).
 * @param smartHosts of the tenant's connectors
 */
export function formerScannersAt(smartHosts: readonly string[]): Outside {
  return publishedSites.flatMap(({ name }) => {
    const { takesAt, addresses, ...profile } = profileOf(name, 'outbound')
    const host = takesAt.replace(HOSTS.outbound.takes, 'outrelay')
    const former = { ...profile, name: FORMER_SCANNER, takesAt: host, addresses: addresses.slice(0, 1) }
    return smartHosts.some((one) => one.endsWith(`.${host}`)) ? [scanningRelay(former)] : []
  })
}

/** An address of a published entry; of a block, one from its middle. */
function addressIn(entry: string): string {
  const [address = '', bits] = entry.split('/')
  if (bits === undefined) return address
  const dot = address.lastIndexOf('.') + 1
  return `${address.slice(0, dot)}${Number(address.slice(dot)) + Math.floor(2 ** (31 - Number(bits)))}`
}
