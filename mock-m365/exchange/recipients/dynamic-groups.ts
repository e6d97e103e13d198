/**
 * Groups of Exchange whose members are the recipients that match a filter at the moment. Graph does not show
 * them.
 * https://learn.microsoft.com/powershell/module/exchange/new-dynamicdistributiongroup
 */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { organizationOf } from '../directory-object.ts'
import { invalidSettings, invalidValue, parameterSetUnresolved } from '../errors.ts'
import { applied, type MultiValued } from '../multi-valued.ts'
import { asList } from '../noun.ts'
import type { Binding } from '../parameters.ts'
import { type Filter, parseFilter, passes } from './filter.ts'
import { isGroup, membersOf, RECIPIENT_KINDS, type Recipient, recipientOf } from './index.ts'
import { recipientObject } from './reduced.ts'
import type { Scene } from './tail.ts'

/** Documented, internal syntax included. */
const FILTER_MAX = 2048

const NOBODY: Recipient = {
  id: '00000000-0000-0000-0000-000000000000',
  type: 'UserMailbox',
  primaryAddress: '',
  addresses: [],
  displayName: '',
  entity: { id: '00000000-0000-0000-0000-000000000000', userPrincipalName: '' },
}

function parsed(scene: Scene, text: string): Filter {
  const names = Object.keys(recipientObject(scene, NOBODY))
  return parseFilter(text, new Map(names.map((name) => [name.toLowerCase(), name])))
}

/** @throws CmdletError for text that is not a filter, is too long, or begins a value with a star (all documented) */
function checkFilter(scene: Scene, text: string): string {
  if (text.length > FILTER_MAX)
    throw invalidValue(`The RecipientFilter can't be longer than ${FILTER_MAX} characters.`)
  if (/-(?:not)?like\s+['"]\*./i.test(text))
    throw invalidSettings("A wildcard can't be the first character of a value in the RecipientFilter.")
  parsed(scene, text)
  return text
}

export const filterIn = ({ recipientFilter }: Entity): string => String(recipientFilter)

/** Recipients who pass the filter now; a group among them stands for its members (inferred). */
export function dynamicMembers(view: View, group: Recipient): readonly Recipient[] {
  const members = matching(view, group).flatMap((one) =>
    isGroup(one.entity) && one.type !== 'GroupMailbox' ? [one, ...membersOf(view, one.id)] : [one],
  )
  return [...new Map(members.map((one) => [one.id, one])).values()]
}

/** Recipients who pass the filter now, as Get-DynamicDistributionGroupMember shows them. */
export function matching(view: View, group: Recipient): readonly Recipient[] {
  const scene = { view, organization: organizationOf(view) }
  const filter = parsed(scene, filterIn(group.entity))
  return RECIPIENT_KINDS.flatMap((kind) => view.list(kind))
    .flatMap((entity) => recipientOf(view, entity) ?? [])
    .filter((one) => one.id !== group.id && passes(filter, recipientObject(scene, one)))
}

export function isDynamicMember(view: View, recipient: Recipient, group: Recipient): boolean {
  const scene = { view, organization: organizationOf(view) }
  return passes(parsed(scene, filterIn(group.entity)), recipientObject(scene, recipient))
}

/** Types of IncludedRecipients, by the filter that each stands for (inferred from filters that published scripts show). */
const INCLUDED: Readonly<Record<string, string>> = {
  AllRecipients: '(Alias -ne $null)',
  MailboxUsers: "(RecipientType -eq 'UserMailbox')",
  Resources: "(RecipientTypeDetails -eq 'RoomMailbox' -or RecipientTypeDetails -eq 'EquipmentMailbox')",
  MailContacts: "(RecipientType -eq 'MailContact')",
  MailGroups:
    "(RecipientType -eq 'MailUniversalDistributionGroup' -or RecipientType -eq 'MailUniversalSecurityGroup' -or RecipientType -eq 'DynamicDistributionGroup')",
  MailUsers: "(RecipientType -eq 'MailUser')",
}

/** Parameters of a precanned filter, by the property that each compares. */
export const CONDITIONAL: ReadonlyMap<string, string> = new Map(
  ['Company', 'Department', 'StateOrProvince', ...numbered('CustomAttribute', 15)].map((property) => [
    `Conditional${property}`,
    property,
  ]),
)

function numbered(name: string, last: number): readonly string[] {
  return Array.from({ length: last }, (_, i) => `${name}${i + 1}`)
}

/** Names, separated by commas, in their own spelling. @throws CmdletError for others, and for AllRecipients with others */
export function includedTypes(text: string): string {
  const names = text.split(',').map((part) => {
    const wanted = part.trim().toLowerCase()
    const name = Object.keys(INCLUDED).find((one) => one.toLowerCase() === wanted)
    if (name === undefined)
      throw invalidValue(`'${part.trim().slice(0, 64)}' isn't one of ${Object.keys(INCLUDED).join(', ')}.`)
    return name
  })
  if (names.length > 1 && names.includes('AllRecipients'))
    throw invalidSettings('AllRecipients can be used only by itself.')
  return names.join(', ')
}

/** The filter that a call's parameters come to, or undefined where they say nothing of it. @throws CmdletError for both kinds at once */
export function filterOf(scene: Scene, bound: Binding, before: Entity): Entity | undefined {
  const conditions = [...CONDITIONAL.keys()].filter((name) => bound[name] !== undefined)
  const isPrecanned = bound.IncludedRecipients !== undefined || conditions.length > 0
  const custom = bound.RecipientFilter
  if (isPrecanned && custom !== undefined) throw parameterSetUnresolved()
  if (typeof custom === 'string')
    return { RecipientFilter: checkFilter(scene, custom), RecipientFilterType: 'Custom', ...NO_PRECANNED }
  if (!isPrecanned) return undefined
  const IncludedRecipients = bound.IncludedRecipients ?? before.IncludedRecipients ?? null
  if (typeof IncludedRecipients !== 'string') throw parameterSetUnresolved()
  const kept = Object.fromEntries(
    [...CONDITIONAL.keys()].map((name): [string, readonly string[]] => {
      const held = asList(before[name])
      return [name, bound[name] === undefined ? held : applied(held, changeOf(bound[name]))]
    }),
  )
  const types = IncludedRecipients.split(', ').flatMap((name) => INCLUDED[name] ?? [])
  const clauses = [
    `(${types.join(' -or ')})`,
    ...[...CONDITIONAL].flatMap(([name, property]) => oneOf(property, kept[name] ?? [])),
  ]
  const RecipientFilter = clauses.join(' -and ')
  return {
    RecipientFilter: checkFilter(scene, RecipientFilter),
    RecipientFilterType: 'Precanned',
    IncludedRecipients,
    ...kept,
  }
}

const changeOf = (value: unknown): MultiValued => (value ?? { replace: [] }) as MultiValued

const oneOf = (property: string, values: readonly string[]): readonly string[] =>
  values.length === 0
    ? []
    : [`(${values.map((value) => `${property} -eq '${value.replaceAll("'", "''")}'`).join(' -or ')})`]

const NO_PRECANNED: Entity = {
  IncludedRecipients: null,
  ...Object.fromEntries([...CONDITIONAL.keys()].map((name) => [name, []])),
}
