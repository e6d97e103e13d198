import { publishedSite } from '../expected.ts'

/** All addresses of a site, from the published page. */
export function addressesOf(site: string): string[] {
  const { inbound, outbound } = publishedSite(site)
  return [...inbound, ...outbound]
}
