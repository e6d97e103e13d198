/**
 * People outside that are in the address lists. Mail to any of a contact's addresses goes to its external
 * one.
 * https://learn.microsoft.com/powershell/module/exchange/new-mailcontact — texts of refusals inferred
 */
import type { Entity } from '../../base.ts'
import { invalidSettings } from '../errors.ts'
import { type Draft, type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { smtpAddress } from '../recipients/addresses.ts'
import { changed, checkName, idsIn, type Specs, settingsEdit } from '../recipients/change.ts'
import { directoryContact, mailContactObject } from '../recipients/contact.ts'
import { hangingEdits, shownAfter } from '../recipients/groups.ts'
import { nameOf, proxiesOf, recipientByAddress } from '../recipients/index.ts'
import { getRecipient, LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { aliasFrom } from '../recipients/names.ts'
import { aliasOf, COMMON, each, LIST, SWITCH } from '../recipients/parameters.ts'
import { proxyAddressTaken } from '../recipients/refusals.ts'
import { typesIn } from '../recipients/types.ts'

const TYPES: ReadonlySet<string> = new Set(['MailContact'])

const LISTING: Listing = {
  kinds: ['contacts'],
  types: ({ RecipientTypeDetails }) => typesIn(RecipientTypeDetails) ?? TYPES,
  object: mailContactObject,
  sorts: ['Name', 'DisplayName', 'Alias'],
}

const oneOf = (name: string, values: string): ParameterSpec => ({
  type: 'Enum',
  clr: `Microsoft.Exchange.Data.Directory.Recipient.${name}`,
  values: values.split(' '),
})
const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const EXTERNAL: ParameterSpec = { type: 'String', max: 1123, check: externalOf, property: null }
const NAMES = each('FirstName Initials LastName', { type: 'String', max: 64, property: null })

const FORMATS: Specs = {
  MacAttachmentFormat: oneOf('MacAttachmentFormat', 'BinHex UuEncode AppleSingle AppleDouble'),
  MessageBodyFormat: oneOf('MessageBodyFormat', 'Text Html TextAndHtml'),
  MessageFormat: oneOf('MessageFormat', 'Text Mime'),
  UsePreferMessageFormat: { type: 'Boolean' },
}
const MODERATION: Specs = Object.fromEntries(
  Object.entries(COMMON).filter(([name]) => /^(?:ModeratedBy|ModerationEnabled|SendMod)/.test(name)),
)

const NEW: Specs = {
  ...FORMATS,
  ...MODERATION,
  ...NAMES,
  Name: { type: 'String', mandatory: true, max: 64 },
  ExternalEmailAddress: { ...EXTERNAL, mandatory: true },
  Alias: { type: 'String', max: 64, check: aliasOf },
  DisplayName: { type: 'String', max: 256 },
  OrganizationalUnit: { type: 'String', property: null },
}

const SET: Specs = {
  ...COMMON,
  ...FORMATS,
  ExternalEmailAddress: EXTERNAL,
  ForceUpgrade: SWITCH,
  UseMapiRichTextFormat: oneOf('UseMapiRichTextFormat', 'Never Always UseDefaultSettings'),
  ...each('UserCertificate UserSMimeCertificate', LIST),
}

export default noun({
  name: 'MailContact',
  verbs: [],
  odd: {
    'Get-MailContact': {
      parameters: {
        ...LISTING_PARAMETERS,
        RecipientTypeDetails: {
          type: 'String[]',
          clr: 'Microsoft.Exchange.Data.Directory.Recipient.RecipientTypeDetails[]',
          values: ['MailContact', 'MailForestContact'],
        },
      },
      run: (invocation) => listed(LISTING, invocation),
    },
    'New-MailContact': { parameters: NEW, run: create },
    'Set-MailContact': { parameters: { ...SET, Identity: IDENTITY }, run: set },
    'Remove-MailContact': { parameters: { Identity: IDENTITY }, run: remove },
  },
})

/** With its prefix, as Get- shows it. */
function externalOf(text: string): string {
  return `SMTP:${smtpAddress(text.replace(/^smtp:/i, ''))}`
}

function create(invocation: Invocation): Outcome {
  const { view, bound, ids, at } = invocation
  const name = String(bound.Name)
  checkName(invocation, name)
  checkFormats(bound)
  const external = String(bound.ExternalEmailAddress)
  checkFree(view, external)
  const id = ids.uuid()
  const entity = directoryContact({
    id,
    at,
    displayName: String(bound.DisplayName ?? name),
    mail: external.slice(5),
    mailNickname: String(bound.Alias ?? aliasFrom(name)),
    givenName: bound.FirstName ?? null,
    surname: bound.LastName ?? null,
  })
  const settings: Draft = { Name: name, ExternalEmailAddress: external }
  for (const [given, spec] of Object.entries({ ...FORMATS, ...MODERATION }))
    if (bound[given] !== undefined)
      settings[given] = spec.type === 'MultiValuedProperty' ? listedIds(invocation, given) : bound[given]
  const edits = [{ kind: 'contacts', key: id, after: entity }, settingsEdit(invocation, id, settings, true)]
  return { ...NOTHING, output: [shownAfter(invocation, entity, edits, mailContactObject)], edits }
}

function listedIds({ view, bound }: Invocation, name: string): unknown {
  const change = idsIn(view, bound[name] as Parameters<typeof idsIn>[1])
  return 'replace' in change ? change.replace : change.add
}

function set(invocation: Invocation): Outcome {
  const { view, bound } = invocation
  const contact = getRecipient(LISTING, invocation, String(bound.Identity))
  checkFormats({ ...mailContactObject({ view, organization: invocation.organization }, contact), ...bound })
  const external = bound.ExternalEmailAddress
  if (typeof external !== 'string') return changed(invocation, contact, SET)
  checkFree(view, external, contact.id)
  return changed(invocation, contact, SET, {
    settings: { ExternalEmailAddress: external },
    entity: { mail: external.slice(5), proxyAddresses: exchanged(proxiesOf(contact.entity), external) },
  })
}

/** The external address is the primary one; the former one is removed (inferred). */
const exchanged = (proxies: readonly string[], external: string): readonly string[] => [
  external,
  ...proxies.filter((one) => !one.startsWith('SMTP:') && one.toLowerCase() !== external.toLowerCase()),
]

function remove({ view, bound }: Invocation): Outcome {
  const { id } = getRecipient(LISTING, { view, bound }, String(bound.Identity))
  return { ...NOTHING, edits: [{ kind: 'contacts', key: id, after: undefined }, ...hangingEdits(view, id)] }
}

/** @throws CmdletError where another recipient has the address */
function checkFree(view: Invocation['view'], external: string, self?: string): void {
  const holder = recipientByAddress(view, external.slice(5))
  if (holder && holder.id !== self) throw proxyAddressTaken(external, nameOf(view, holder.entity))
}

/** Which formats go together is documented. */
function checkFormats({
  MessageFormat: format,
  MessageBodyFormat: body,
  MacAttachmentFormat: mac,
}: Entity): void {
  const isText = format === 'Text'
  if (isText && body !== undefined && body !== 'Text')
    throw invalidSettings('MessageBodyFormat must be Text when MessageFormat is Text.')
  const taken = isText ? ['BinHex', 'UuEncode'] : ['BinHex', 'AppleSingle', 'AppleDouble']
  if (typeof mac === 'string' && !taken.includes(mac))
    throw invalidSettings(
      `MacAttachmentFormat can't be ${mac} when MessageFormat is ${isText ? 'Text' : 'Mime'}.`,
    )
}
