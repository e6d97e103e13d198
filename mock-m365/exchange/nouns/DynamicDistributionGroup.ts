/**
 * Distribution groups whose members follow from a filter.
 * https://learn.microsoft.com/powershell/module/exchange/new-dynamicdistributiongroup
 */
import type { Entity } from '../../base.ts'
import { secondsText } from '../../times.ts'
import { parameterSetUnresolved } from '../errors.ts'
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { checkAddresses, defaultDomain, smtpAddress } from '../recipients/addresses.ts'
import { changed, checkName, getReferred, type Specs, settingsEdit } from '../recipients/change.ts'
import { CONDITIONAL, filterIn, filterOf, includedTypes } from '../recipients/dynamic-groups.ts'
import { hangingEdits, shownAfter } from '../recipients/groups.ts'
import { DYNAMIC_GROUPS, type Recipient, settingsOf } from '../recipients/index.ts'
import { getRecipient, LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { aliasFrom } from '../recipients/names.ts'
import { aliasOf, COMMON } from '../recipients/parameters.ts'
import { filled, type Scene, shape } from '../recipients/tail.ts'

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const OWN: ParameterSpec = { type: 'String', property: null }
const TYPES: ReadonlySet<string> = new Set(['DynamicDistributionGroup'])

/** Properties are documented as parameters; their order is inferred. */
const SHAPE = shape(
  {
    RecipientContainer: '',
    RecipientFilter: '',
    LdapRecipientFilter: '',
    RecipientFilterType: 'Custom',
    IncludedRecipients: null,
    ...Object.fromEntries([...CONDITIONAL.keys()].map((name) => [name, []])),
    ManagedBy: null,
    ReportToManagerEnabled: false,
    ReportToOriginatorEnabled: true,
    SendOofMessageToOriginatorEnabled: false,
    Notes: '',
  },
  { MaxSendSize: 'Unlimited', MaxReceiveSize: 'Unlimited', RequireSenderAuthenticationEnabled: true },
)

const object = (scene: Scene, recipient: Recipient): Entity =>
  filled(SHAPE, scene, recipient, {
    RecipientContainer: scene.organization,
    RecipientFilter: filterIn(recipient.entity),
  })

export const DYNAMIC: Listing = {
  kinds: [DYNAMIC_GROUPS],
  types: () => TYPES,
  object,
  sorts: ['Name', 'DisplayName', 'Alias'],
}

const FILTER: Specs = {
  RecipientFilter: OWN,
  IncludedRecipients: { ...OWN, check: includedTypes },
  ...Object.fromEntries(
    [...CONDITIONAL.keys()].map((name) => [name, { type: 'MultiValuedProperty', property: null }] as const),
  ),
  RecipientContainer: OWN,
}
const PRIMARY: ParameterSpec = { type: 'String', max: 320, check: smtpAddress, property: null }
const MODERATION: Specs = Object.fromEntries(
  Object.entries(COMMON).filter(([name]) => /^(?:ModerationEnabled|SendMod)/.test(name)),
)
const NEW: Specs = {
  ...FILTER,
  ...MODERATION,
  Name: { type: 'String', mandatory: true, max: 64 },
  Alias: { type: 'String', max: 64, check: aliasOf },
  DisplayName: { type: 'String', max: 256 },
  OrganizationalUnit: OWN,
  PrimarySmtpAddress: PRIMARY,
}
const SET: Specs = {
  ...COMMON,
  ...FILTER,
  ManagedBy: { type: 'String', property: null },
  Notes: { type: 'String', max: 1024 },
  PrimarySmtpAddress: PRIMARY,
}

export default noun({
  name: 'DynamicDistributionGroup',
  verbs: [],
  odd: {
    'Get-DynamicDistributionGroup': {
      parameters: LISTING_PARAMETERS,
      run: (invocation) => listed(DYNAMIC, invocation),
    },
    'New-DynamicDistributionGroup': { parameters: NEW, run: create },
    'Set-DynamicDistributionGroup': { parameters: { ...SET, Identity: IDENTITY }, run: set },
    'Remove-DynamicDistributionGroup': {
      parameters: { Identity: IDENTITY },
      run: (invocation) => {
        const { id } = getRecipient(DYNAMIC, invocation, String(invocation.bound.Identity))
        const removed = { kind: DYNAMIC_GROUPS, key: id, after: undefined }
        return { ...NOTHING, edits: [removed, ...hangingEdits(invocation.view, id)] }
      },
    },
  },
})

function create(invocation: Invocation): Outcome {
  const { view, organization, bound, ids, at } = invocation
  const name = String(bound.Name)
  checkName(invocation, name)
  const filter = filterOf({ view, organization }, bound, {})
  if (!filter) throw parameterSetUnresolved()
  const alias = String(bound.Alias ?? aliasFrom(name))
  const made = `${alias.replaceAll('?', '_')}@${defaultDomain(view, organization)}`
  const mail = String(bound.PrimarySmtpAddress ?? made)
  const id = ids.uuid()
  checkAddresses(view, id, [], [`SMTP:${mail}`])
  const { RecipientFilter: recipientFilter, ...kept } = filter
  const entity: Entity = {
    id,
    createdDateTime: secondsText(at),
    displayName: String(bound.DisplayName ?? name),
    mail,
    mailNickname: alias,
    proxyAddresses: [`SMTP:${mail}`],
    recipientFilter,
  }
  const settings: Record<string, unknown> = {
    ...kept,
    Name: name,
    RecipientTypeDetails: 'DynamicDistributionGroup',
  }
  for (const one of Object.keys(MODERATION)) if (bound[one] !== undefined) settings[one] = bound[one]
  const edits = [
    { kind: DYNAMIC_GROUPS, key: id, after: entity },
    settingsEdit(invocation, id, settings, true),
  ]
  return { ...NOTHING, output: [shownAfter(invocation, entity, edits, object)], edits }
}

function set(invocation: Invocation): Outcome {
  const { view, organization, bound } = invocation
  const group = getRecipient(DYNAMIC, invocation, String(bound.Identity))
  const settings = settingsOf(view, group.id)
  const { RecipientFilter: recipientFilter, ...kept } =
    filterOf({ view, organization }, bound, settings) ?? {}
  const manager = typeof bound.ManagedBy === 'string' && bound.ManagedBy !== '' ? bound.ManagedBy : undefined
  return changed(invocation, group, SET, {
    entity: recipientFilter === undefined ? {} : { recipientFilter },
    settings: {
      ...kept,
      ...(bound.ManagedBy === undefined
        ? {}
        : { ManagedBy: manager ? getReferred(view, manager).displayName : null }),
    },
  })
}
