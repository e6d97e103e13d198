/**
 * Common properties of Exchange's configuration objects: place in the directory, ids and times. Observed in a
 * tenant's published export (ScubaGear's sample); forest and server are those of that tenant.
 */

import { createHash } from 'node:crypto'
import type { Entity, Kind } from '../base.ts'
import type { View } from '../tenant.ts'
import { localTime, universalTime } from '../times.ts'

export const FOREST = 'NAMPR09A006.PROD.OUTLOOK.COM'
export const FOREST_DN = 'DC=NAMPR09A006,DC=PROD,DC=OUTLOOK,DC=COM'
export const DOMAIN_CONTROLLER = `BY1PR09A06DC005.${FOREST}`

/** Where and when an object is made. */
export interface Origin {
  /** The organization's own name: `contoso.onmicrosoft.com`. */
  readonly organization: string
  readonly guid: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** How objects of a kind are placed in the directory. */
export interface Placement {
  /** Containers between the object and the transport settings: `CN=Accepted Domains,`. */
  readonly container: string
  /** The container above them, where it is not the transport settings. */
  readonly above?: string
  readonly category: string
  readonly objectClass: string
  readonly version: string
}

/** The organization's name, by which its objects are placed in the directory. */
export function organizationOf(view: View): string {
  const [organization] = view.list('OrganizationConfig')
  if (typeof organization?.Name === 'string') return organization.Name
  const [initial] = view.find('domains', 'isInitial', true)
  return typeof initial?.id === 'string' ? initial.id : 'organization.onmicrosoft.com'
}

/** Distinguished names escape their separators (observed for the quotation mark). */
export const escaped = (name: string): string => name.replace(/["\\,+<>;]/g, '\\$&')

export const distinguishedName = (
  organization: string,
  container: string,
  name: string,
  above = 'CN=Transport Settings,CN=Configuration',
): string => `CN=${escaped(name)},${container}${above},CN=${organization},CN=ConfigurationUnits,${FOREST_DN}`

export const organizationId = (organization: string): string =>
  `${FOREST}/Microsoft Exchange Hosted Organizations/${organization} - ${FOREST}/ConfigurationUnits/${organization}/Configuration`

/** The tail of a configuration object, in the order in which Get- shows it. */
export function directoryTail({ organization, guid, at }: Origin, name: string, place: Placement): Entity {
  const [local, universal] = [localTime(at), universalTime(at)]
  return {
    AdminDisplayName: '',
    ExchangeVersion: place.version,
    Name: name,
    DistinguishedName: distinguishedName(organization, place.container, name, place.above),
    Identity: name,
    ObjectCategory: `${FOREST}/Configuration/Schema/${place.category}`,
    ObjectClass: ['top', place.objectClass],
    WhenChanged: local,
    WhenCreated: local,
    WhenChangedUTC: universal,
    WhenCreatedUTC: universal,
    ExchangeObjectId: guid,
    OrganizationalUnitRoot: organization,
    OrganizationId: organizationId(organization),
    Id: name,
    Guid: guid,
    OriginatingServer: DOMAIN_CONTROLLER,
    IsValid: true,
    ObjectState: 'Unchanged',
  }
}

/**
 * A GUID that is always the same for the same text: its MD5 over UTF-16, read as .NET reads the bytes of a GUID.
 * Observed for a connector's NameHashGuid; inferred for the Identity of spoof items.
 */
export function guidOf(text: string): string {
  const digest = createHash('md5').update(text, 'utf16le').digest()
  digest.subarray(0, 4).reverse()
  digest.subarray(4, 6).reverse()
  digest.subarray(6, 8).reverse()
  const hex = digest.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** An object by what administrators call it: GUID, name or distinguished name, without regard to case. */
export function findByIdentity(view: View, kind: Kind, identity: string): Entity | undefined {
  return (
    view.get(kind, identity.toLowerCase()) ??
    view.find(kind, 'Name', identity)[0] ??
    (/^cn=/i.test(identity) ? view.find(kind, 'DistinguishedName', identity)[0] : undefined)
  )
}

/**
 * The objects of a kind, including the default object that every organization has, where the state does not
 * contain it. Its GUID is always the same; a change stores it.
 */
export function withStanding(
  view: View,
  kind: Kind,
  name: string,
  make: (origin: Origin) => Entity,
): readonly Entity[] {
  const stored = view.list(kind)
  const isStored = stored.some((entity) => String(entity.Name).toLowerCase() === name.toLowerCase())
  return isStored ? stored : [make(standingOrigin(view, `${kind} ${name}`)), ...stored]
}

/** Where and when a default object of the organization was made. */
export function standingOrigin(view: View, what: string): Origin {
  const organization = organizationOf(view)
  const [config] = view.list('OrganizationConfig')
  const [tenant] = view.list('organization')
  const at = Date.parse(String(config?.WhenCreated ?? tenant?.createdDateTime))
  const guid = guidOf(`${organization} ${what}`.toLowerCase())
  return { organization, guid, at: Number.isNaN(at) ? 0 : at }
}
