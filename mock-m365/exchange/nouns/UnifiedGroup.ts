/**
 * Microsoft 365 groups, which Graph makes too. Applications read and set them here, but make and remove them
 * only through Graph (documented).
 * https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 */
import { secondsText } from '../../times.ts'
import { directoryObjectExists, parameterSetUnresolved } from '../errors.ts'
import { type Draft, type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { checkAddresses, defaultDomain, smtpAddress } from '../recipients/addresses.ts'
import { changed, type Specs, settingsEdit } from '../recipients/change.ts'
import { unifiedGroupObject } from '../recipients/group-objects.ts'
import { directoryGroup, membershipEdits, ownerIn, removalEdits, shownAfter } from '../recipients/groups.ts'
import { getRecipient, LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { recipientDn } from '../recipients/names.ts'
import { aliasOf, COMMON, each, FLAG, LIST, SWITCH } from '../recipients/parameters.ts'
import { noExecutingUser } from '../recipients/refusals.ts'
import { UNIFIED_TYPES } from '../recipients/types.ts'

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const ACCESS: ParameterSpec = {
  type: 'Enum',
  clr: 'Microsoft.Exchange.Data.Directory.Recipient.ModernGroupTypeInfo',
  values: ['Public', 'Private'],
  property: null,
}
const TEXT: ParameterSpec = { type: 'String', max: 1024 }

export const UNIFIED: Listing = {
  kinds: ['groups'],
  types: () => UNIFIED_TYPES,
  object: unifiedGroupObject,
  sorts: ['Name', 'DisplayName', 'Alias'],
}

const SHARED: Specs = {
  ...each(
    'AlwaysSubscribeMembersToCalendarEvents AutoSubscribeNewMembers CalendarMemberReadOnly RequireSenderAuthenticationEnabled SubscriptionEnabled',
    FLAG,
  ),
  ...each('Language MailboxRegion SensitivityLabelId DataEncryptionPolicy InformationBarrierMode', TEXT),
  AccessType: ACCESS,
  Classification: TEXT,
  Notes: TEXT,
  PrimarySmtpAddress: { type: 'String', max: 320, check: smtpAddress, property: null },
}

const NEW: Specs = {
  ...SHARED,
  ...each('ExoErrorAsWarning SuppressWarmupMessage', SWITCH),
  ...each('HiddenGroupMembershipEnabled IsMemberAllowedToEditContent', FLAG),
  Alias: { type: 'String', max: 64, check: aliasOf },
  DisplayName: { type: 'String', max: 64 },
  DlIdentity: { type: 'String', property: null },
  EmailAddresses: { ...LIST, property: null },
  ManagedBy: { type: 'String[]', property: null },
  Members: { type: 'String[]', property: null },
  Name: { type: 'String', max: 64, property: null },
  Owner: { type: 'String', property: null },
}

/** DisplayName has at most 64 characters, fewer than for other groups (documented). */
const SET: Specs = {
  ...COMMON,
  ...SHARED,
  ...each(
    'ConnectorsEnabled HiddenFromExchangeClientsEnabled IsMemberAllowedToEditContent UnifiedGroupWelcomeMessageEnabled',
    FLAG,
  ),
  ...each('MaxReceiveSize MaxSendSize', { type: 'ByteQuantifiedSize' }),
  AuditLogAgeLimit: TEXT,
  DisplayName: { type: 'String', max: 64 },
  ForceUpgrade: SWITCH,
  UnifiedGroupWelcomeMessageEnabled: { type: 'Boolean', property: 'WelcomeMessageEnabled' },
}

export default noun({
  name: 'UnifiedGroup',
  verbs: [],
  odd: {
    'Get-UnifiedGroup': {
      parameters: { ...LISTING_PARAMETERS, ...each('IncludeAllProperties IncludeSoftDeletedGroups', FLAG) },
      run: (invocation) => listed(UNIFIED, invocation),
    },
    'New-UnifiedGroup': { parameters: NEW, run: create },
    'Set-UnifiedGroup': { parameters: { ...SET, Identity: IDENTITY }, run: set },
    'Remove-UnifiedGroup': {
      parameters: { Identity: IDENTITY, Force: SWITCH },
      run: (invocation) => {
        checkUser(invocation)
        const { entity } = getRecipient(UNIFIED, invocation, String(invocation.bound.Identity))
        const now = secondsText(invocation.at)
        return { ...NOTHING, edits: removalEdits(invocation.view, entity, now) }
      },
    },
  },
})

/** That applications cannot use these is documented; the error is inferred from observed ones. */
export function checkUser({ caller }: Invocation): string {
  if (caller?.type !== 'user') throw noExecutingUser()
  return caller.id
}

function create(invocation: Invocation): Outcome {
  const { view, organization, bound, ids, at } = invocation
  const callerId = checkUser(invocation)
  // Upgrading a distribution list by DlIdentity is not emulated.
  if (typeof bound.DisplayName !== 'string' || bound.DisplayName === '' || bound.DlIdentity !== undefined)
    throw parameterSetUnresolved()
  const displayName = bound.DisplayName
  const alias = String(bound.Alias ?? displayName.replaceAll(/[^A-Za-z0-9]/g, ''))
  const mail = String(bound.PrimarySmtpAddress ?? `${alias}@${defaultDomain(view, organization)}`)
  const id = ids.uuid()
  const [twin] = view.find('groups', 'mailNickname', alias).filter(({ mailEnabled }) => mailEnabled === true)
  if (twin) throw directoryObjectExists(recipientDn(organization, `${alias}_${twin.id}`))
  checkAddresses(view, id, [], [`SMTP:${mail}`])
  const made = directoryGroup('unified', { id, at, alias, mail, displayName })
  const isHidden = bound.HiddenGroupMembershipEnabled === true
  const entity = {
    ...made,
    description: bound.Notes ?? null,
    classification: bound.Classification ?? null,
    visibility: isHidden ? 'HiddenMembership' : (bound.AccessType ?? 'Public'),
  }
  const named = [...asNames(bound.ManagedBy), ...asNames(bound.Owner)]
  const owners = named.length > 0 ? named.map((name) => ownerIn(view, name).id) : [callerId]
  const members = asNames(bound.Members).map((name) => userIn(invocation, name))
  const settings = Object.fromEntries(
    STORED_PARAMETERS.filter((name) => bound[name] !== undefined).map((name) => [name, bound[name]]),
  )
  const edits = [
    { kind: 'groups', key: id, after: entity },
    settingsEdit(invocation, id, settings, true),
    ...membershipEdits(view, 'owners', id, owners),
    // Owners are members too (documented).
    ...membershipEdits(view, 'members', id, [...owners, ...members]),
  ]
  return { ...NOTHING, output: [shownAfter(invocation, entity, edits, unifiedGroupObject)], edits }
}

const asNames = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? [value] : []

/** Groups have only users (documented); the refusal is that of an object that does not exist. */
export const userIn = (invocation: Invocation, identity: string): string =>
  getRecipient({ types: () => PEOPLE }, invocation, identity).id

const PEOPLE: ReadonlySet<string> = new Set([
  ...['UserMailbox', 'SharedMailbox', 'RoomMailbox', 'EquipmentMailbox', 'MailUser', 'GuestMailUser'],
])

const STORED_PARAMETERS = [
  ...Object.keys(SHARED).filter(
    (name) => SHARED[name]?.property !== null && name !== 'Notes' && name !== 'Classification',
  ),
  'IsMemberAllowedToEditContent',
]

/**
 * Applications may set some groups and not others (observed in part). Which ones is not known, so all are
 * allowed.
 */
function set(invocation: Invocation): Outcome {
  const { bound } = invocation
  const group = getRecipient(UNIFIED, invocation, String(bound.Identity))
  const entity: Draft = {}
  // Hidden membership cannot be shown again (documented).
  if (typeof bound.AccessType === 'string' && group.entity.visibility !== 'HiddenMembership')
    entity.visibility = bound.AccessType
  return changed(invocation, group, SET, { entity })
}
