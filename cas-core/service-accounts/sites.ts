/**
 * The serving sites: their addresses and sending infrastructure for the allow lists, and the time when the daily
 * synchronization runs. Source: connectors, transport rules, groups and allow lists for inline protection
 * (docs.trendmicro.com, trend-vision-one-connectors-transport-inline) and the changes-made page.
 */

export interface Site {
  /** Host that returns mail, in the spoofed-sender allow entry: `inpost-eu.tmcas.trendmicro.com`. */
  readonly sendingInfrastructure: string
  /** Addresses that return inbound mail: IPv4, single or CIDR, as published. */
  readonly inbound: readonly string[]
  /** Addresses that return outbound mail. */
  readonly outbound: readonly string[]
  /** Time of day of the synchronization, UTC, `HH:MM`; it does not move with daylight-saving time. */
  readonly dailySyncUtc: string
}

export const SITES: Readonly<Record<string, Site>> = {
  US: {
    sendingInfrastructure: 'inpost.tmcas.trendmicro.com',
    inbound: ['20.245.215.64/28', '104.42.189.70', '104.210.58.247', '20.72.147.113', '20.72.140.32'],
    outbound: ['20.66.85.0/28', '104.210.59.109', '104.42.190.154', '20.72.147.115', '20.72.140.41'],
    dailySyncUtc: '08:15',
  },
  EU: {
    sendingInfrastructure: 'inpost-eu.tmcas.trendmicro.com',
    inbound: ['20.4.48.48/28', '20.107.69.176', '20.126.6.52', '20.54.65.186', '20.54.68.116'],
    outbound: ['20.160.56.80/28', '20.126.64.109', '20.126.70.251', '20.54.65.179', '20.54.68.120'],
    dailySyncUtc: '00:15',
  },
  Japan: {
    sendingInfrastructure: 'inpost.tmcas.trendmicro.co.jp',
    inbound: ['13.78.70.144/28', '20.222.63.30', '20.222.57.14', '104.46.234.4', '138.91.24.196'],
    outbound: ['20.78.49.240/28', '20.222.60.8', '52.140.200.104', '104.46.227.238', '104.46.237.93'],
    dailySyncUtc: '16:15',
  },
  'Australia and New Zealand': {
    sendingInfrastructure: 'inpost-au.tmcas.trendmicro.com',
    inbound: ['20.70.30.192/28', '20.213.240.47', '20.227.136.26', '20.39.98.128', '20.39.97.72'],
    outbound: ['20.227.209.48/28', '20.227.165.104', '20.213.244.63', '20.39.98.131', '20.39.97.73'],
    dailySyncUtc: '16:15',
  },
  Canada: {
    sendingInfrastructure: 'inpost-ca.tmcas.trendmicro.com',
    inbound: ['52.228.5.240/28', '52.228.125.192', '52.139.13.199', '52.229.100.53', '20.104.170.121'],
    outbound: ['20.220.229.208/28', '52.228.125.196', '52.139.13.202', '20.104.170.106', '20.104.172.35'],
    dailySyncUtc: '05:15',
  },
  Singapore: {
    sendingInfrastructure: 'inpost.tmcas.trendmicro.com.sg',
    inbound: ['52.163.102.112/28', '20.43.148.81', '20.195.17.218'],
    outbound: ['52.163.216.240/28', '20.43.148.85', '20.195.17.222'],
    dailySyncUtc: '17:15',
  },
  UK: {
    sendingInfrastructure: 'inpost.tmcas.trendmicro.co.uk',
    inbound: ['20.254.97.192/28', '20.68.25.194', '20.68.210.42', '52.142.171.1', '52.142.170.52'],
    outbound: ['20.0.233.224/28', '20.68.214.138', '20.68.212.120', '52.142.171.6', '52.142.170.53'],
    dailySyncUtc: '00:15',
  },
  India: {
    sendingInfrastructure: 'inpost-in.tmcas.trendmicro.com',
    inbound: ['20.204.179.112/28', '20.204.44.59', '20.204.113.71', '20.219.110.223', '13.71.71.12'],
    outbound: ['20.235.86.144/28', '4.213.51.121', '4.213.51.126', '104.211.202.104', '52.172.7.14'],
    dailySyncUtc: '12:15',
  },
  'Middle East (UAE)': {
    sendingInfrastructure: 'inpost-mea.tmcas.trendmicro.com',
    inbound: ['20.233.170.224/28', '20.216.24.7', '20.216.9.36', '20.21.106.199', '20.21.252.69'],
    outbound: ['20.233.170.240/28', '20.74.137.84', '20.74.179.106', '20.21.106.164', '20.21.108.130'],
    // proposed: no source gives a time for this site
    dailySyncUtc: '20:15',
  },
}

/** @throws RangeError naming the sites, if none has that name */
export function siteNamed(name: string): Site {
  const site = Object.hasOwn(SITES, name) ? SITES[name] : undefined
  if (!site) throw new RangeError(`"${name}" is not a site; the sites are ${Object.keys(SITES).join(', ')}`)
  return site
}

/** Names of the SPF records that hold a site's servers, for the customer's own record (trend-vision-one-faqs). */
export const spfServersOf = ({ sendingInfrastructure }: Site): { inbound: string; outbound: string } => ({
  inbound: `spf-${sendingInfrastructure}`,
  outbound: `spf-${sendingInfrastructure.replace('inpost', 'repost')}`,
})

/** All addresses of a site: what the IP Allow List gets. */
export const addressesOf = (site: Site): string[] => [...site.inbound, ...site.outbound]

/** The next daily synchronization after a moment. Both in milliseconds since the epoch. */
export function nextSyncAt(site: Pick<Site, 'dailySyncUtc'>, afterMs: number): number {
  const [hours = 0, minutes = 0] = site.dailySyncUtc.split(':').map(Number)
  const day = new Date(afterMs)
  const today = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), hours, minutes)
  return today > afterMs ? today : today + 24 * 3_600_000
}
