/**
 * Distribution groups and mail-enabled security groups. Graph shows them but cannot change them.
 * https://learn.microsoft.com/powershell/module/exchange/new-distributiongroup
 */
import { invalidSettings } from '../errors.ts'
import { applied, type MultiValued } from '../multi-valued.ts'
import { type Draft, type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { checkAddresses, defaultDomain, smtpAddress } from '../recipients/addresses.ts'
import { changed, checkName, idsIn, isTrue, type Specs, settingsEdit } from '../recipients/change.ts'
import { distributionGroupObject } from '../recipients/group-objects.ts'
import {
  checkManager,
  directoryGroup,
  idsOf,
  membershipEdits,
  membersIn,
  ownerIn,
  removalEdits,
  shownAfter,
} from '../recipients/groups.ts'
import { getRecipient, LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { aliasFrom } from '../recipients/names.ts'
import { aliasOf, COMMON, each, FLAG, GROUP, SWITCH } from '../recipients/parameters.ts'
import { DISTRIBUTION_TYPES, typesIn } from '../recipients/types.ts'

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }

export const DISTRIBUTION: Listing = {
  kinds: ['groups'],
  types: ({ RecipientTypeDetails }) => typesIn(RecipientTypeDetails) ?? DISTRIBUTION_TYPES,
  object: distributionGroupObject,
  sorts: ['Name', 'DisplayName', 'Alias'],
}

const NEW: Specs = {
  ...GROUP,
  Alias: { type: 'String', max: 64, check: aliasOf },
  CopyOwnerToMember: SWITCH,
  DisplayName: { type: 'String', max: 256 },
  Members: { type: 'String[]', property: null },
  ModeratedBy: { type: 'MultiValuedProperty' },
  ModerationEnabled: FLAG,
  Name: { type: 'String', mandatory: true, max: 64 },
  Notes: { type: 'String', max: 1024 },
  OrganizationalUnit: { type: 'String', property: null },
  PrimarySmtpAddress: { type: 'String', max: 320, check: smtpAddress, property: null },
  RequireSenderAuthenticationEnabled: FLAG,
  SendModerationNotifications: COMMON.SendModerationNotifications ?? FLAG,
  Type: {
    type: 'Enum',
    clr: 'Microsoft.Exchange.Data.Directory.Recipient.GroupType',
    values: ['Distribution', 'Security'],
    property: null,
  },
}

const SET: Specs = {
  ...COMMON,
  ...GROUP,
  ...each('ReportToManagerEnabled ReportToOriginatorEnabled SendOofMessageToOriginatorEnabled', FLAG),
  ...each(
    'BypassSecurityGroupManagerCheck ForceUpgrade ResetMigrationToUnifiedGroup UpdateMemberCount',
    SWITCH,
  ),
  PrimarySmtpAddress: { type: 'String', max: 320, check: smtpAddress, property: null },
}

export default noun({
  name: 'DistributionGroup',
  verbs: [],
  odd: {
    'Get-DistributionGroup': {
      parameters: {
        ...LISTING_PARAMETERS,
        ...each(
          'IncludeAcceptMessagesOnlyFromDLMembersWithDisplayNames IncludeAcceptMessagesOnlyFromSendersOrMembersWithDisplayNames IncludeAcceptMessagesOnlyFromWithDisplayNames IncludeBypassModerationFromSendersOrMembersWithDisplayNames IncludeGrantSendOnBehalfToWithDisplayNames IncludeManagedByWithDisplayNames IncludeModeratedByWithDisplayNames',
          FLAG,
        ),
        ManagedBy: { type: 'String' },
        RecipientTypeDetails: {
          type: 'String[]',
          clr: 'Microsoft.Exchange.Data.Directory.Recipient.RecipientTypeDetails[]',
          values: [...DISTRIBUTION_TYPES, 'MailNonUniversalGroup'],
        },
      },
      run: (invocation) => listed({ ...DISTRIBUTION, ...managed(invocation) }, invocation),
    },
    'New-DistributionGroup': { parameters: NEW, run: create },
    'Set-DistributionGroup': { parameters: { ...SET, Identity: IDENTITY }, run: set },
    'Remove-DistributionGroup': {
      parameters: { Identity: IDENTITY, BypassSecurityGroupManagerCheck: SWITCH },
      run: (invocation) => {
        const group = getRecipient(DISTRIBUTION, invocation, String(invocation.bound.Identity))
        checkManager(invocation, group.id)
        return { ...NOTHING, edits: removalEdits(invocation.view, group.entity) }
      },
    },
  },
})

/** Groups of one manager. @throws CmdletError 404 for a manager that the tenant does not have */
function managed({ view, bound }: Invocation): Pick<Listing, 'shows'> {
  if (typeof bound.ManagedBy !== 'string' || bound.ManagedBy === '') return {}
  const { id } = ownerIn(view, bound.ManagedBy)
  const owned = new Set(view.find('groups/owners', 'memberId', id).map(({ groupId }) => groupId))
  return { shows: ({ ExternalDirectoryObjectId }) => owned.has(ExternalDirectoryObjectId) }
}

function create(invocation: Invocation): Outcome {
  const { view, organization, bound, ids, at, caller } = invocation
  const name = String(bound.Name)
  checkName(invocation, name)
  const alias = String(bound.Alias ?? aliasFrom(name))
  // Inferred: question marks that replace other letters are removed from an address.
  const local = alias.replaceAll('?', '_')
  const mail = String(bound.PrimarySmtpAddress ?? `${local}@${defaultDomain(view, organization)}`)
  const id = ids.uuid()
  checkAddresses(view, id, [], [`SMTP:${mail}`])
  const security = bound.Type === 'Security'
  checkRestrictions(security, bound)
  const made = directoryGroup(security ? 'security' : 'distribution', {
    ...{ id, at, alias, mail },
    displayName: String(bound.DisplayName ?? name),
  })
  const entity = { ...made, description: descriptionIn(bound) ?? bound.Notes ?? null }
  const owners = bound.ManagedBy ? applied([], ownerIds(invocation, bound.ManagedBy)) : byUser(caller)
  const listedMembers = membersIn(view, bound.Members, id)
  const members = isTrue(bound, 'CopyOwnerToMember')
    ? [...new Set([...listedMembers, ...owners])]
    : listedMembers
  const settings = { ...settingsIn(invocation), Name: name }
  const edits = [
    { kind: 'groups', key: id, after: entity },
    settingsEdit(invocation, id, settings, true),
    ...membershipEdits(view, 'owners', id, owners),
    ...membershipEdits(view, 'members', id, members),
  ]
  return { ...NOTHING, output: [shownAfter(invocation, entity, edits, distributionGroupObject)], edits }
}

/** A user owns what they make (documented); an application does not (inferred). */
const byUser = (caller: Invocation['caller']): readonly string[] =>
  caller?.type === 'user' ? [caller.id] : []

/** Parameters of New- that are stored outside the directory. */
function settingsIn(invocation: Invocation): Draft {
  const { bound } = invocation
  const kept: Draft = isTrue(bound, 'RoomList') ? { RecipientTypeDetails: 'RoomList' } : {}
  for (const name of Object.keys(NEW)) {
    const value = bound[name]
    if (value === undefined || value === null || NEW[name]?.property === null || IN_ENTITY.has(name)) continue
    kept[name] = name === 'ModeratedBy' ? applied([], idsIn(invocation.view, value as MultiValued)) : value
  }
  return kept
}
const IN_ENTITY = new Set(['Alias', 'DisplayName', 'Notes'])

/** Documented for New-: members of a security group cannot leave by themselves; text inferred. */
function checkRestrictions(
  isSecurity: boolean,
  { MemberDepartRestriction, MemberJoinRestriction }: Binding,
): void {
  if (isSecurity && MemberDepartRestriction !== undefined && MemberDepartRestriction !== 'Closed')
    throw invalidSettings('The MemberDepartRestriction of a security group must be Closed.')
  if (MemberDepartRestriction === 'ApprovalRequired')
    throw invalidSettings("MemberDepartRestriction can't be ApprovalRequired.")
  if (isSecurity && MemberJoinRestriction === 'Open')
    throw invalidSettings('The MemberJoinRestriction of a security group must be Closed or ApprovalRequired.')
}

function ownerIds({ view }: Invocation, change: unknown): MultiValued {
  const ids = (names: readonly string[]) => names.map((name) => ownerIn(view, name).id)
  const asked = change as MultiValued
  return 'replace' in asked
    ? { replace: ids(asked.replace) }
    : { add: ids(asked.add), remove: ids(asked.remove) }
}

function descriptionIn({ Description }: Binding): string | undefined {
  if (Description === undefined || Description === null) return undefined
  return applied([], Description as MultiValued).join('\n')
}

function set(invocation: Invocation): Outcome {
  const { view, bound } = invocation
  const group = getRecipient(DISTRIBUTION, invocation, String(bound.Identity))
  checkManager(invocation, group.id)
  checkRestrictions(group.type === 'MailUniversalSecurityGroup', bound)
  const before = idsOf(view, 'owners', group.id)
  const owners =
    bound.ManagedBy === undefined
      ? before
      : applied(before, ownerIds(invocation, bound.ManagedBy ?? { replace: [] }))
  const description = descriptionIn(bound)
  return changed(invocation, group, SET, {
    entity: description === undefined ? {} : { description: description === '' ? null : description },
    settings: isTrue(bound, 'RoomList') ? { RecipientTypeDetails: 'RoomList' } : {},
    edits: membershipEdits(view, 'owners', group.id, owners),
  })
}
