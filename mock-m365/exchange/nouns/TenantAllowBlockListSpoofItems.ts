/**
 * Spoofed-sender pairs of the Tenant Allow/Block List. Its cmdlets name the list by Identity and entries by Ids.
 * https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure
 */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { entryExists, invalidSettings, invalidValue, objectNotFound } from '../errors.ts'
import { isAddressOrBlock, isDomain, isMailAddress } from '../network-addresses.ts'
import { type Edit, type Invocation, NOTHING, noun, type Outcome, unmodified } from '../noun.ts'
import { spoofItem } from '../objects.ts'
import type { ParameterSpec } from '../parameters.ts'

const KIND = 'TenantAllowBlockListSpoofItems'
/** Allow and block entries together (documented). */
const ENTRIES_MAX = 1024

const LIST: ParameterSpec = { type: 'String', mandatory: true, check: listIdentity }
const ACTION: ParameterSpec = { type: 'Enum', clr: 'System.String', values: ['Allow', 'Block'] }
const SPOOF_TYPE: ParameterSpec = { type: 'Enum', clr: 'System.String', values: ['Internal', 'External'] }
const IDS: ParameterSpec = { type: 'String[]', mandatory: true }

export default noun({
  name: KIND,
  verbs: [],
  odd: {
    'Get-TenantAllowBlockListSpoofItems': {
      parameters: {
        Identity: { type: 'String', check: listIdentity },
        Action: ACTION,
        SpoofType: SPOOF_TYPE,
      },
      run: show,
    },
    'New-TenantAllowBlockListSpoofItems': {
      parameters: {
        Identity: LIST,
        Action: { ...ACTION, mandatory: true },
        SendingInfrastructure: { type: 'String', mandatory: true, check: sendingInfrastructure },
        SpoofedUser: { type: 'String', mandatory: true, check: spoofedUser },
        SpoofType: { ...SPOOF_TYPE, mandatory: true },
      },
      needsCustomization: true,
      run: create,
    },
    'Set-TenantAllowBlockListSpoofItems': {
      parameters: { Identity: LIST, Action: { ...ACTION, mandatory: true }, Ids: IDS },
      needsCustomization: true,
      run: change,
    },
    'Remove-TenantAllowBlockListSpoofItems': { parameters: { Identity: LIST, Ids: IDS }, run: remove },
  },
})

/** The only list: `Default` or `contoso.com\Default` (documented). */
function listIdentity(text: string): string {
  if (/^(?:[^\\]{1,255}\\)?default$/i.test(text)) return text
  throw objectNotFound(text)
}

/** An address, a domain or every sender. Form documented, text inferred. */
function spoofedUser(text: string): string {
  if (text === '*' || isDomain(text) || isMailAddress(text)) return text
  throw invalidValue(`The spoofed user '${text}' isn't valid. Specify an email address, a domain, or *.`)
}

/** A domain, a block of 256 addresses or every infrastructure. Form documented, text inferred. */
function sendingInfrastructure(text: string): string {
  if (text === '*' || isDomain(text) || (text.endsWith('/24') && isAddressOrBlock(text))) return text
  throw invalidValue(`The sending infrastructure '${text}' isn't valid. Specify a domain, a.b.c.d/24, or *.`)
}

function show({ view, bound }: Invocation): Outcome {
  const { Action, SpoofType } = bound
  const output = view
    .list(KIND)
    .filter((item) => (!Action || item.Action === Action) && (!SpoofType || item.SpoofType === SpoofType))
  return { ...NOTHING, output }
}

/** Refusals documented for `*, *` and for the limit; inferred for a pair that exists already. */
function create({ view, bound }: Invocation): Outcome {
  const SpoofedUser = String(bound.SpoofedUser)
  const SendingInfrastructure = String(bound.SendingInfrastructure)
  if (SpoofedUser === '*' && SendingInfrastructure === '*')
    throw invalidSettings(
      "The domain pair '*, *' isn't allowed. Specify a spoofed user or a sending infrastructure.",
    )
  const item = spoofItem({
    SpoofedUser,
    SendingInfrastructure,
    SpoofType: bound.SpoofType === 'Internal' ? 'Internal' : 'External',
    Action: bound.Action === 'Block' ? 'Block' : 'Allow',
  })
  const twin = view
    .find(KIND, 'SendingInfrastructure', SendingInfrastructure)
    .some((other) => other.SpoofType === item.SpoofType && sameUser(other, SpoofedUser))
  if (twin) throw entryExists(`${SpoofedUser}, ${SendingInfrastructure}`)
  if (view.list(KIND).length >= ENTRIES_MAX)
    throw invalidSettings(`The number of spoofed sender entries exceeds the maximum of ${ENTRIES_MAX}.`)
  return { ...NOTHING, output: [item], edits: [{ kind: KIND, key: String(item.Identity), after: item }] }
}

const sameUser = (item: Entity, user: string): boolean =>
  String(item.SpoofedUser).toLowerCase() === user.toLowerCase()

/** Only the action of an entry can change (documented). */
function change({ view, bound }: Invocation): Outcome {
  const { Action } = bound
  const items = itemsOf(view, bound.Ids)
  const edits: Edit[] = items
    .filter((item) => item.Action !== Action)
    .map((item) => ({ kind: KIND, key: String(item.Identity), after: { ...item, Action } }))
  const warnings = edits.length === 0 ? [unmodified(String(bound.Identity))] : []
  return { ...NOTHING, edits, warnings }
}

function remove({ view, bound }: Invocation): Outcome {
  const edits = itemsOf(view, bound.Ids).map((item) => ({
    kind: KIND,
    key: String(item.Identity),
    after: undefined,
  }))
  return { ...NOTHING, edits }
}

/** All or nothing: an unknown id refuses the call (inferred). */
function itemsOf(view: View, ids: unknown): Entity[] {
  const wanted = new Set((ids as readonly string[]).map((id) => id.toLowerCase()))
  return [...wanted].map((id) => {
    const item = view.get(KIND, id)
    if (!item) throw objectNotFound(id)
    return item
  })
}
