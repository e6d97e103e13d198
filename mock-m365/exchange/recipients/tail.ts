/**
 * The properties that all recipients end with, in the order and with the defaults of a published capture of
 * Get-Mailbox (observed); those that groups also have are observed in a published list of Get-UnifiedGroup's
 * properties.
 */

import QuickLRU from 'quick-lru'
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { localTime, universalTime } from '../../times.ts'
import { DOMAIN_CONTROLLER, FOREST, organizationId } from '../directory-object.ts'
import type { Draft } from '../noun.ts'
import { turned } from './guids.ts'
import { entityWithId, isContact, isGroup, nameOf, proxiesOf, type Recipient, settingsOf } from './index.ts'
import { organizationalUnit, recipientDn } from './names.ts'

/** Where an object is shown. */
export interface Scene {
  readonly view: View
  readonly organization: string
}

/** Properties with recipients: stored as Entra ids, shown as names. */
export const REFERENCES: ReadonlySet<string> = new Set(
  'AcceptMessagesOnlyFrom AcceptMessagesOnlyFromDLMembers AcceptMessagesOnlyFromSendersOrMembers BypassModerationFromSendersOrMembers ForwardingAddress GrantSendOnBehalfTo ModeratedBy RejectMessagesFrom RejectMessagesFromDLMembers RejectMessagesFromSendersOrMembers'.split(
    ' ',
  ),
)

const range = (name: string, numbers: readonly number[], value: unknown): Draft =>
  Object.fromEntries(numbers.map((number) => [`${name}${number}`, value]))

/** The last properties of every directory object, in the observed order. */
export const OBJECT_TAIL: Entity = {
  Identity: '',
  Id: '',
  IsValid: true,
  ExchangeVersion: '0.20 (15.0.0.0)',
  Name: '',
  DistinguishedName: '',
  ObjectCategory: '',
  ObjectClass: [],
  WhenChanged: null,
  WhenCreated: null,
  WhenChangedUTC: null,
  WhenCreatedUTC: null,
  ExchangeObjectId: '',
  OrganizationalUnitRoot: '',
  OrganizationId: '',
  Guid: '',
  OriginatingServer: DOMAIN_CONTROLLER,
}

const TAIL: Entity = {
  Extensions: [],
  HasPicture: false,
  HasSpokenName: false,
  IsDirSynced: false,
  AcceptMessagesOnlyFrom: [],
  AcceptMessagesOnlyFromDLMembers: [],
  AcceptMessagesOnlyFromSendersOrMembers: [],
  AddressListMembership: [],
  AdministrativeUnits: [],
  Alias: '',
  ArbitrationMailbox: null,
  BypassModerationFromSendersOrMembers: [],
  OrganizationalUnit: '',
  ...range('CustomAttribute', [1, 10, 11, 12, 13, 14, 15, 2, 3, 4, 5, 6, 7, 8, 9], ''),
  ...range('ExtensionCustomAttribute', [1, 2, 3, 4, 5], []),
  DisplayName: '',
  EmailAddresses: [],
  GrantSendOnBehalfTo: [],
  ExternalDirectoryObjectId: '',
  HiddenFromAddressListsEnabled: false,
  LastExchangeChangedTime: null,
  LegacyExchangeDN: '',
  MaxSendSize: '35 MB (36,700,160 bytes)',
  MaxReceiveSize: '36 MB (37,748,736 bytes)',
  ModeratedBy: [],
  ModerationEnabled: false,
  PoliciesIncluded: [],
  PoliciesExcluded: ['{26491cfc-9e50-4857-861b-0cb8df22b5d7}'],
  EmailAddressPolicyEnabled: false,
  PrimarySmtpAddress: '',
  RecipientType: '',
  RecipientTypeDetails: '',
  RejectMessagesFrom: [],
  RejectMessagesFromDLMembers: [],
  RejectMessagesFromSendersOrMembers: [],
  RequireSenderAuthenticationEnabled: false,
  SimpleDisplayName: '',
  SendModerationNotifications: 'Always',
  UMDtmfMap: [],
  WindowsEmailAddress: '',
  MailTip: null,
  MailTipTranslations: [],
  ...OBJECT_TAIL,
}

/** A complete shape: own properties first, then what all recipients have. Groups are objects of another class. */
export const shape = (own: Entity, changed: Entity = {}): Entity => ({ ...own, ...TAIL, ...changed })

/** Observed for mailboxes; inferred for the other types. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  UserMailbox: ['\\All Users', '\\Mailboxes(VLV)', '\\All Mailboxes(VLV)'],
  SharedMailbox: ['\\Mailboxes(VLV)', '\\All Mailboxes(VLV)'],
  GroupMailbox: ['\\GroupMailboxes(VLV)'],
  MailContact: ['\\All Contacts', '\\Contacts(VLV)'],
  MailUniversalDistributionGroup: ['\\All Groups', '\\Groups(VLV)'],
  MailUniversalSecurityGroup: ['\\All Groups', '\\Groups(VLV)'],
}
const EVERYONE = ['\\Offline Global Address List', '\\All Recipients(VLV)', '\\Default Global Address List']

/** Documented coarse types. https://learn.microsoft.com/powershell/module/exchange/get-recipient */
export function recipientType(type: string): string {
  if (type.endsWith('MailUser')) return 'MailUser'
  if (type === 'MailContact') return type
  if (type === 'User' || type === 'DisabledUser') return 'User'
  if (type === 'MailUniversalSecurityGroup' || type === 'DynamicDistributionGroup') return type
  return type === 'GroupMailbox' || type === 'RoomList' || type.endsWith('Group')
    ? 'MailUniversalDistributionGroup'
    : 'UserMailbox'
}

/** A shape with a recipient's values: those of the directory, then Exchange's own, in the shape's order. */
export function filled(template: Entity, scene: Scene, recipient: Recipient, changes: Entity = {}): Draft {
  const { view } = scene
  const settings = settingsOf(view, recipient.id)
  const object: Draft = { ...template }
  put(object, directoryValues(scene, recipient))
  put(object, changes)
  for (const [name, value] of Object.entries(settings))
    if (name in object) object[name] = REFERENCES.has(name) ? namesOf(view, value) : value
  if (object.HiddenFromAddressListsEnabled === true && 'AddressListMembership' in object)
    object.AddressListMembership = []
  return object
}

interface KeptObject extends Pick<Recipient, 'type'>, Pick<Scene, 'organization'> {
  readonly settings: Entity
  readonly object: Entity
}

/** As many as a page shows. */
const KEPT_MAX = 1000

/**
 * A maker of objects that makes each once, until the directory's entity or Exchange's settings change.
 * @param make reads nothing else of the tenant, except the names that settings refer to
 */
export function makesOnce(make: (scene: Scene, recipient: Recipient) => Entity): typeof make {
  const kept = new QuickLRU<Entity, KeptObject>({ maxSize: KEPT_MAX })
  return (scene, recipient) => {
    const { entity, type } = recipient
    const { organization } = scene
    const settings = settingsOf(scene.view, recipient.id)
    const before = kept.get(entity)
    if (before?.settings === settings && before.type === type && before.organization === organization)
      return before.object
    const object = make(scene, recipient)
    if (!refers(settings)) kept.set(entity, { settings, type, organization, object })
    return object
  }
}

function refers(settings: Entity): boolean {
  for (const name in settings) if (REFERENCES.has(name)) return true
  return false
}

/** Only properties of the shape: others would change the order. */
function put(object: Draft, values: Entity): void {
  for (const name in values) if (name in object) object[name] = values[name]
}

/** Names of recipients that still exist. */
export function namesOf(view: View, ids: unknown): unknown {
  const nameWithId = (id: unknown) => {
    const entity = entityWithId(view, String(id))
    return entity ? nameOf(view, entity) : undefined
  }
  if (!Array.isArray(ids)) return ids === null ? null : (nameWithId(ids) ?? null)
  return ids.flatMap((id) => nameWithId(id) ?? [])
}

/** A directory's own property as text; Exchange shows the empty text where it has none (observed). */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function directoryValues({ view, organization }: Scene, recipient: Recipient): Entity {
  const { id, type, primaryAddress, displayName, entity } = recipient
  const name = nameOf(view, entity)
  const alias = textOf(entity.mailNickname) || (primaryAddress.split('@')[0] ?? '')
  const made = Date.parse(String(entity.createdDateTime))
  const guid = turned(id, 'Guid')
  const group = isGroup(entity)
  return {
    IsDirSynced: entity.onPremisesSyncEnabled === true,
    AddressListMembership: [...(LISTS[type] ?? []), ...EVERYONE],
    Alias: alias,
    OrganizationalUnit: organizationalUnit(organization),
    DisplayName: displayName,
    EmailAddresses: emailAddresses(recipient),
    ExternalDirectoryObjectId: id,
    LegacyExchangeDN: `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${guid.replaceAll('-', '')}-${alias}`,
    PrimarySmtpAddress: primaryAddress,
    RecipientType: recipientType(type),
    RecipientTypeDetails: type,
    WindowsEmailAddress: primaryAddress,
    Identity: name,
    Id: name,
    Name: name,
    DistinguishedName: recipientDn(organization, name),
    ObjectCategory: `${FOREST}/Configuration/Schema/${group ? 'Group' : 'Person'}`,
    ObjectClass: group
      ? ['top', 'group']
      : ['top', 'person', 'organizationalPerson', isContact(entity) ? 'contact' : 'user'],
    ...(Number.isNaN(made) ? {} : timesOf(made)),
    ExchangeObjectId: turned(id, 'ExchangeObjectId'),
    ExchangeGuid: turned(id, 'ExchangeGuid'),
    OrganizationalUnitRoot: organization,
    OrganizationId: organizationId(organization),
    Guid: guid,
  }
}

/** When an object was last changed, as the object shows it. */
export function changedUtc(view: View, { id, entity }: Recipient): unknown {
  const made = Date.parse(String(entity.createdDateTime))
  return settingsOf(view, id).WhenChangedUTC ?? (Number.isNaN(made) ? null : universalTime(made))
}

const timesOf = (made: number): Entity => ({
  WhenChanged: localTime(made),
  WhenCreated: localTime(made),
  WhenChangedUTC: universalTime(made),
  WhenCreatedUTC: universalTime(made),
  WhenMailboxCreated: localTime(made),
})

/** Prefixed proxy addresses, the primary one among them. */
export function emailAddresses({ entity, primaryAddress }: Recipient): readonly string[] {
  const proxies = proxiesOf(entity)
  return proxies.some((proxy) => proxy.startsWith('SMTP:')) ? proxies : [`SMTP:${primaryAddress}`, ...proxies]
}
