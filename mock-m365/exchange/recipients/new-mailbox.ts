/**
 * A mailbox and its account, as New-Mailbox makes both.
 * https://learn.microsoft.com/powershell/module/exchange/new-mailbox
 */

import type { Entity } from '../../base.ts'
import { secondsText } from '../../times.ts'
import { invalidSettings, parameterSetUnresolved } from '../errors.ts'
import type { MultiValued } from '../multi-valued.ts'
import { applied } from '../multi-valued.ts'
import { type Draft, type Invocation, NOTHING, type Outcome } from '../noun.ts'
import { checkAddresses, defaultDomain, smtpAddress } from './addresses.ts'
import { checkName, idsIn, isTrue, type Specs, settingsEdit } from './change.ts'
import { shownAfter } from './groups.ts'
import type { RecipientTypeDetails } from './index.ts'
import { mailboxObject } from './mailbox.ts'
import { aliasFrom } from './names.ts'
import { aliasOf, COMMON, each, SWITCH } from './parameters.ts'
import { domainNotAccepted } from './refusals.ts'

/** Switches for the kind of mailbox. */
const KINDS: Readonly<Record<string, RecipientTypeDetails>> = {
  Shared: 'SharedMailbox',
  Room: 'RoomMailbox',
  Equipment: 'EquipmentMailbox',
}

/** Stored outside the directory under their own names. */
const STORED_PARAMETERS: Specs = {
  ...Object.fromEntries(
    Object.entries(COMMON).filter(([name]) => /^(?:ModeratedBy|ModerationEnabled|SendMod)/.test(name)),
  ),
  ResourceCapacity: { type: 'Int32', range: [0, 2 ** 31 - 1] },
}

/** Archives, plans and mailboxes for public folders, migration and discovery are not emulated. */
export const NEW_MAILBOX: Specs = {
  ...STORED_PARAMETERS,
  ...each(`${Object.keys(KINDS).join(' ')} Force ResetPasswordOnNextLogon`, SWITCH),
  ...each('FirstName Initials LastName Phone Office', { type: 'String', max: 128, property: null }),
  Name: { type: 'String', mandatory: true, max: 64 },
  Alias: { type: 'String', max: 64, check: aliasOf },
  DisplayName: { type: 'String', max: 256 },
  MicrosoftOnlineServicesID: { type: 'String', max: 320, check: smtpAddress },
  PrimarySmtpAddress: { type: 'String', max: 320, check: smtpAddress },
  /**
   * Encrypted for the service and not readable here: such an account cannot sign in by password in the mock.
   */
  Password: { type: 'String' },
}

/**
 * @throws CmdletError for names and addresses that another recipient has, and for no kind of mailbox or
 * several kinds
 */
export function createMailbox(invocation: Invocation): Outcome {
  const { view, bound, organization, ids, at } = invocation
  const name = String(bound.Name)
  const type = typeIn(invocation)
  checkName(invocation, name)
  const signIn = bound.MicrosoftOnlineServicesID
  // Without an account's name the mailbox's own serves as the alias (documented).
  const alias = String(
    bound.Alias ?? aliasFrom(typeof signIn === 'string' ? (signIn.split('@')[0] ?? '') : name),
  )
  const domain = defaultDomain(view, organization)
  const made = `${alias.replaceAll('?', '_')}@${domain}`
  const userPrincipalName = String(signIn ?? made)
  const mail = String(bound.PrimarySmtpAddress ?? signIn ?? made)
  const id = ids.uuid()
  checkSignIn(view, userPrincipalName)
  checkAddresses(view, id, [], [`SMTP:${mail}`])
  const entity: Entity = {
    id,
    deletedDateTime: null,
    // Documented for shared mailboxes and for rooms, whose accounts are enabled; inferred for equipment.
    accountEnabled: type !== 'SharedMailbox',
    businessPhones: typeof bound.Phone === 'string' ? [bound.Phone] : [],
    createdDateTime: secondsText(at),
    displayName: String(bound.DisplayName ?? name),
    givenName: bound.FirstName ?? null,
    jobTitle: null,
    mail,
    mailNickname: alias,
    mobilePhone: null,
    officeLocation: bound.Office ?? null,
    preferredLanguage: null,
    proxyAddresses: [`SMTP:${mail}`],
    surname: bound.LastName ?? null,
    usageLocation: null,
    userPrincipalName,
    userType: 'Member',
  }
  const settings = { ...keptIn(invocation), Name: name, RecipientTypeDetails: type }
  const edits = [{ kind: 'users', key: id, after: entity }, settingsEdit(invocation, id, settings, true)]
  return { ...NOTHING, output: [shownAfter(invocation, entity, edits, mailboxObject)], edits }
}

/** A user's own mailbox needs an account's name and password (documented parameter sets). */
function typeIn({ bound }: Invocation): RecipientTypeDetails {
  const [asked, other] = Object.keys(KINDS).filter((one) => isTrue(bound, one))
  const isUser = bound.MicrosoftOnlineServicesID !== undefined && bound.Password !== undefined
  if (other !== undefined || (asked === undefined && !isUser)) throw parameterSetUnresolved()
  if (asked === undefined && bound.ResourceCapacity !== undefined) throw parameterSetUnresolved()
  return KINDS[asked ?? ''] ?? 'UserMailbox'
}

/** Text inferred. */
function checkSignIn(view: Invocation['view'], name: string): void {
  if (view.get('domains', name.slice(name.lastIndexOf('@') + 1).toLowerCase())?.isVerified !== true)
    throw domainNotAccepted()
  if (view.find('users', 'userPrincipalName', name).length > 0)
    throw invalidSettings(`The user principal name '${name}' is already in use by another object.`)
}

function keptIn({ view, bound }: Invocation): Draft {
  const kept: Draft = {}
  for (const name of Object.keys(STORED_PARAMETERS))
    if (bound[name] !== undefined && bound[name] !== null)
      kept[name] = name === 'ModeratedBy' ? applied([], idsIn(view, bound[name] as MultiValued)) : bound[name]
  return kept
}
