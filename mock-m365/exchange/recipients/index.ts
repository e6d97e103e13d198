/**
 * Mail recipients: directory objects that can send and receive mail, found by address, name or id through the
 * tenant's indexes. Users, groups and Exchange's own settings are read together here, and stored separately.
 * https://learn.microsoft.com/exchange/recipients-in-exchange-online/recipients-in-exchange-online
 */
import type { Entity, Kind } from '../../base.ts'
import { hasMailbox } from '../../graph/mail/mailbox.ts'
import type { View } from '../../tenant.ts'
import { idsMeantBy } from './guids.ts'
import { derivedName, guestAddress, idsInName, parsedName } from './names.ts'

/** Values of RecipientTypeDetails in the mock. */
export type RecipientTypeDetails =
  | 'UserMailbox'
  | 'SharedMailbox'
  | 'RoomMailbox'
  | 'EquipmentMailbox'
  | 'MailUser'
  | 'GuestMailUser'
  | 'MailContact'
  | 'GroupMailbox'
  | 'MailUniversalSecurityGroup'
  | 'MailUniversalDistributionGroup'
  | 'RoomList'
  | 'DynamicDistributionGroup'
  | 'User'
  | 'DisabledUser'

export interface Recipient {
  /** The Entra object id. */
  readonly id: string
  readonly type: RecipientTypeDetails
  readonly primaryAddress: string
  /** All SMTP addresses, the primary one too, in lower case and without the prefix. */
  readonly addresses: readonly string[]
  readonly displayName: string
  /** The user or group as the directory stores it. */
  readonly entity: Entity
}

/** Kind of Exchange's own settings, by the object's Entra id. */
export const SETTINGS: Kind = 'Recipient'

/** Groups that Exchange alone keeps. */
export const DYNAMIC_GROUPS: Kind = 'DynamicDistributionGroup'

export const RECIPIENT_KINDS = ['users', 'groups', 'contacts', DYNAMIC_GROUPS] as const

/** Exchange's own settings of this object. */
export const settingsOf = (view: View, id: string): Entity => view.get(SETTINGS, id) ?? NO_SETTINGS
const NO_SETTINGS: Entity = {}

/** The recipient that a user or group is, or undefined where it has no address. */
export function recipientOf(view: View, entity: Entity): Recipient | undefined {
  const id = String(entity.id)
  const primaryAddress = primaryOf(entity)
  if (primaryAddress === undefined) return undefined
  const type = typeOf(entity, settingsOf(view, id))
  if (type === undefined) return undefined
  const displayName = String(entity.displayName ?? primaryAddress)
  return { id, type, primaryAddress, addresses: addressesOf(entity, primaryAddress), displayName, entity }
}

/**
 * A user has a mailbox by a licence, or by an address in the starting state, as in Graph's mail; another user
 * with an address is a mail user. Mail-enabled groups that are not unified are distribution groups
 * (documented).
 */
function typeOf(entity: Entity, { RecipientTypeDetails: own }: Entity): RecipientTypeDetails | undefined {
  if (typeof own === 'string') return own as RecipientTypeDetails
  if (isContact(entity)) return 'MailContact'
  if (!isGroup(entity)) {
    if (entity.userType === 'Guest') return 'GuestMailUser'
    return hasMailbox(entity) ? 'UserMailbox' : 'MailUser'
  }
  if (Array.isArray(entity.groupTypes) && entity.groupTypes.includes('Unified')) return 'GroupMailbox'
  return entity.securityEnabled === true ? 'MailUniversalSecurityGroup' : 'MailUniversalDistributionGroup'
}

/** Only users sign in, and only contacts have a list of phones. https://learn.microsoft.com/graph/api/resources/orgcontact */
export const isGroup = (entity: Entity): boolean =>
  entity.userPrincipalName === undefined && !isContact(entity)
export const isContact = ({ phones }: Entity): boolean => Array.isArray(phones)

/** A licensed user without an address has the sign-in name as address (inferred). */
function primaryOf(entity: Entity): string | undefined {
  for (const proxy of proxiesOf(entity)) if (proxy.startsWith('SMTP:')) return proxy.slice(5)
  if (typeof entity.mail === 'string' && entity.mail !== '') return entity.mail
  return entity.userPrincipalName !== undefined && hasMailbox(entity)
    ? String(entity.userPrincipalName)
    : undefined
}

export const proxiesOf = ({ proxyAddresses }: Entity): readonly string[] =>
  Array.isArray(proxyAddresses) ? proxyAddresses : []

function addressesOf(entity: Entity, primary: string): readonly string[] {
  const addresses = new Set([primary.toLowerCase()])
  for (const proxy of proxiesOf(entity))
    if (/^smtp:/i.test(proxy)) addresses.add(proxy.slice(5).toLowerCase())
  return [...addresses]
}

/**
 * The recipient that receives mail at an address, primary or secondary. Secondary addresses are only in the
 * tenant's own domains, so a foreign address needs no index of them.
 */
export function recipientByAddress(view: View, address: string): Recipient | undefined {
  const folded = address.toLowerCase()
  const at = folded.lastIndexOf('@')
  if (at < 1) return undefined
  const isOwn = view.get('domains', folded.slice(at + 1)) !== undefined
  const inMail = holderOf(view, 'mail', folded, folded)
  if (inMail || !isOwn) return inMail
  return (
    holderOf(view, 'proxyAddresses', `smtp:${folded}`, folded) ??
    holderOf(view, 'userPrincipalName', folded, folded) ??
    holderAtInitial(view, folded.slice(0, at), folded.slice(at + 1))
  )
}

/**
 * Every mailbox and group of the service has an address at the initial domain, made of its alias, even if it
 * got another address (observed in tenants' exports).
 */
function holderAtInitial(view: View, alias: string, domain: string): Recipient | undefined {
  if (view.get('domains', domain)?.isInitial !== true) return undefined
  for (const kind of ['users', 'groups'])
    for (const entity of view.find(kind, 'mailNickname', alias)) {
      const recipient = recipientOf(view, entity)
      if (recipient && HAS_INITIAL.test(recipient.type)) return recipient
    }
  return undefined
}

const HAS_INITIAL = /Mailbox$|^MailUniversal|^RoomList$/

function holderOf(view: View, property: string, wanted: string, address: string): Recipient | undefined {
  for (const kind of RECIPIENT_KINDS)
    for (const entity of view.find(kind, property, wanted)) {
      const recipient = recipientOf(view, entity)
      if (recipient?.addresses.includes(address)) return recipient
    }
  return undefined
}

/** The recipient that an administrator's text names; undefined where none or several match. */
export function recipientByIdentity(view: View, identity: string): Recipient | undefined {
  const [first, second] = recipientsByIdentity(view, identity)
  return second ? undefined : first
}

/**
 * Recipients by address, id, GUID, name, alias, distinguished name, sign-in name or display name; the first
 * of these with a match decides (documented list, inferred order).
 */
export function recipientsByIdentity(view: View, identity: string): readonly Recipient[] {
  return entitiesByIdentity(view, identity).flatMap((entity) => recipientOf(view, entity) ?? [])
}

/** Users and groups, recipients or not, by their names. */
export function entitiesByIdentity(view: View, identity: string): readonly Entity[] {
  const name = parsedName(identity)
  if (name === '') return []
  const byAddress = recipientByAddress(view, name)
  if (byAddress) return [byAddress.entity]
  for (const id of idsMeantBy(name)) {
    const found = entityWithId(view, id)
    if (found) return [found]
  }
  for (const look of LOOKS) {
    const found = look(view, name)
    if (found.length > 0) return found
  }
  return []
}

/** A user or group by Entra id. */
export function entityWithId(view: View, id: string): Entity | undefined {
  for (const kind of RECIPIENT_KINDS) {
    const entity = view.get(kind, id) ?? view.get(kind, id.toLowerCase())
    if (entity) return entity
  }
  return undefined
}

const withIds = (view: View, ids: readonly string[]): readonly Entity[] =>
  ids.flatMap((id): readonly Entity[] => {
    const found = entityWithId(view, id)
    return found ? [found] : []
  })

/** Exchange's name of the object, shown as Name and Identity. */
export const nameOf = (view: View, entity: Entity): string => {
  const { Name } = settingsOf(view, String(entity.id))
  return typeof Name === 'string' ? Name : derivedName(entity)
}

const among = (property: string) => (view: View, value: string) =>
  RECIPIENT_KINDS.flatMap((kind) => view.find(kind, property, value))

const LOOKS: readonly ((view: View, name: string) => readonly Entity[])[] = [
  // A name that was given to Exchange, else one derived from the object.
  (view, name) => {
    const named = view.find(SETTINGS, 'Name', name).map(({ id }) => String(id))
    return withIds(view, named)
  },
  (view, name) => withIds(view, idsInName(name)),
  (view, name) => {
    const address = guestAddress(name)
    return address === undefined ? [] : view.find('users', 'mail', address)
  },
  among('userPrincipalName'),
  among('mailNickname'),
  among('displayName'),
]

/**
 * All members below a group, each once, in breadth-first order; including nested groups that are recipients.
 */
export function membersOf(view: View, groupId: string): readonly Recipient[] {
  const seen = new Set([groupId])
  const open = [groupId]
  const members: Recipient[] = []
  for (const group of open)
    for (const { memberId } of view.find('groups/members', 'groupId', group)) {
      const id = String(memberId)
      if (seen.has(id)) continue
      seen.add(id)
      const entity = entityWithId(view, id)
      const recipient = entity && recipientOf(view, entity)
      if (recipient) members.push(recipient)
      if (entity && isGroup(entity)) open.push(id)
    }
  return members
}

/**
 * Whether a recipient is in a group or in one of the groups below it: searched upwards, where there are fewer
 * objects.
 */
export function isMemberOf(view: View, recipientId: string, groupId: string): boolean {
  const seen = new Set([recipientId])
  for (const id of seen)
    for (const membership of view.find('groups/members', 'memberId', id)) {
      const around = String(membership.groupId)
      if (!view.get('groups', around)) continue
      if (around === groupId) return true
      seen.add(around)
    }
  return false
}
