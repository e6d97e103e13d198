/**
 * Whether a tenant can be granted at all, as the harness works it out from the tenant at the start and from what
 * Microsoft and the vendor publish: without asking the product.
 */
import type { Entity, View } from '#mock-m365'
import { publishedNames } from '#reports'
import { OBJECT_KINDS, publishedSite, STANDING } from '../expected.ts'
import { addressesIn } from './baseline.ts'
import { nameOf } from './entity-name.ts'
import type { Script } from './script.ts'

/** Undefined where no page says what happens. */
export type Grantable = boolean | undefined

/** https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
const RULES_MAX = 300
/** https://learn.microsoft.com/defender-office-365/connection-filter-policies-configure */
const ALLOWED_MAX = 1273
/** https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure */
const SPOOFED_MAX = 1024
/** A rule holds 8,192 characters, and nobody says how they are counted: with so many in names of domains it may be too long. */
const DOMAINS_CHARACTERS = 6000

/** @param view of the tenant before anything has happened */
export function grantableIn(
  view: View,
  { site }: Pick<Script, 'site'>,
): Readonly<Record<Script['directions'], Grantable>> {
  const { sendingInfrastructure, inbound, outbound } = publishedSite(site)
  const allowed = addressesIn(view)
  const missing = [...inbound, ...outbound].filter((one) => !allowed.includes(one))
  const spoofed = view.list('TenantAllowBlockListSpoofItems')
  const pairs = spoofed.filter((one) => one.SendingInfrastructure === sendingInfrastructure)
  const offering = view.list('ServiceOffering').map(({ inboundConnectors }) => inboundConnectors)
  const noRoom =
    allowed.length + missing.length > ALLOWED_MAX || (pairs.length === 0 && spoofed.length >= SPOOFED_MAX)
  const neverGranted =
    noRoom ||
    offering.includes('refused') ||
    view.list('OrganizationConfig').some(({ IsDehydrated }) => IsDehydrated === true)
  const isOpen =
    pairs.some(({ Action }) => Action !== 'Allow') || charactersOf(view.list('domains')) > DOMAINS_CHARACTERS
  // published as a cause of failures: objects of either direction tell of a grant at another site, or of leftovers
  const isTakenHere = OBJECT_KINDS.some((kind) =>
    view.list(kind).some((one) => isTaken(STANDING.granted[kind], one)),
  )
  const can = (directions: Script['directions']): Grantable => {
    const needed = STANDING[directions === 'both' ? 'granted' : 'granted inbound'].TransportRule
    const rules = view.list('TransportRule').length + needed.length
    if (neverGranted || isTakenHere || rules > RULES_MAX) return false
    if (directions === 'both' && offering.includes('created disabled')) return false
    return isOpen ? undefined : true
  }
  return { inbound: can('inbound'), both: can('both') }
}

const charactersOf = (domains: readonly Entity[]): number =>
  domains.reduce((sum, { id }) => sum + String(id).length, 0)

/** Exchange and Entra ID compare names without regard to case; a group is found by its alias, too. */
function isTaken(names: readonly string[], entity: Entity): boolean {
  const own = [nameOf(entity), entity.mailNickname].map((one) => String(one).toLowerCase())
  return names.some((name) => own.includes(name.toLowerCase()) || own.includes(aliasOf(name)))
}

const aliasOf = (name: string): string =>
  publishedNames.GROUPS.some((group) => group === name) ? name.replaceAll(' ', '').toLowerCase() : name
