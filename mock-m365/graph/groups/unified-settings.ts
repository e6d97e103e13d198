/**
 * A tenant's settings for Microsoft 365 groups: who may make them, and their naming policy.
 * https://learn.microsoft.com/entra/identity/users/groups-settings-cmdlets, …/groups-naming-policy
 * (documented)
 */
import type { Entity } from '../../base.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import type { View } from '../../tenant.ts'
import { record } from '../applications/credentials.ts'
import { namingPolicyBroken, requestDenied } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** The template `Group.Unified`. */
export const UNIFIED_TEMPLATE = '62375ab9-6b52-47ed-826b-58e47e0e304b'

/**
 * Roles that may make groups whatever the settings are, and that are exempt from the naming policy
 * (documented).
 */
const MAKERS = [
  'Global Administrator',
  'Exchange Administrator',
  'Groups Administrator',
  'SharePoint Administrator',
  'Teams Administrator',
  'User Administrator',
  'Directory Writers',
].map(roleTemplate)
const FREE_OF_NAMES = ['Global Administrator', 'User Administrator', 'Directory Writers'].map(roleTemplate)

/** @throws GraphError 403 where the caller may not make groups, 400 where the name breaks the policy */
export function checkUnifiedSettings(turn: Turn, group: Entity): void {
  const values = unifiedValues(turn.tenant)
  if (!values) return
  const { claims, tenant } = turn
  const holds = (roles: readonly string[]) => claims.wids?.some((one) => roles.includes(one)) === true
  if (claims.idtyp === 'user' && values.get('EnableGroupCreation') === 'false' && !holds(MAKERS)) {
    const allowed = values.get('GroupCreationAllowedGroupId') ?? ''
    if (allowed === '' || !tenant.get('groups/members', `${allowed.toLowerCase()}/${claims.oid}`))
      throw requestDenied()
  }
  checkNames(turn, group, holds(FREE_OF_NAMES) ? undefined : values)
}

/** The same check of the names only, for a change of a group. */
export function checkUnifiedNames(turn: Turn, group: Entity): void {
  const isFree = turn.claims.wids?.some((one) => FREE_OF_NAMES.includes(one)) === true
  checkNames(turn, group, isFree ? undefined : unifiedValues(turn.tenant))
}

function checkNames(turn: Turn, group: Entity, values: ReadonlyMap<string, string> | undefined): void {
  if (!values) return
  const words = (values.get('CustomBlockedWordsList') ?? '').split(',').map((one) => one.trim().toLowerCase())
  const blocked = new Set(words.filter((one) => one !== ''))
  const [prefix, suffix] = partsOf(turn, values.get('PrefixSuffixNamingRequirement') ?? '')
  for (const name of ['displayName', 'mailNickname']) {
    const text = String(group[name] ?? '')
    const [before, after] = name === 'displayName' ? [prefix, suffix] : [unspaced(prefix), unspaced(suffix)]
    if (!text.startsWith(before) || !text.endsWith(after))
      throw namingPolicyBroken(name, 'MissingPrefixSuffix')
    const own = text.slice(before.length, text.length - after.length)
    // Only whole words are compared, in the text between the fixed parts (documented: no substrings).
    if (
      own
        .toLowerCase()
        .split(/[\s._-]+/)
        .some((word) => blocked.has(word))
    )
      throw namingPolicyBroken(name, 'ContainsBlockedWord')
  }
}

const unspaced = (text: string): string => text.replaceAll(' ', '')

/** `GRP_[GroupName]_[Department]`: attributes are the caller's. */
function partsOf({ tenant, claims }: Turn, pattern: string): [prefix: string, suffix: string] {
  if (pattern === '') return ['', '']
  const [before = '', after = ''] = pattern.split(/\[GroupName\]/i)
  const user = tenant.get('users', claims.oid) ?? {}
  const filled = (text: string) =>
    text.replace(/\[(\w+)\]/g, (_, name: string) => String(user[ATTRIBUTES[name.toLowerCase()] ?? ''] ?? ''))
  return [filled(before), filled(after)]
}

/** Attributes that a pattern may name (documented). */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  department: 'department',
  company: 'companyName',
  office: 'officeLocation',
  stateorprovince: 'state',
  countryorregion: 'country',
  title: 'jobTitle',
}

function unifiedValues(view: View): ReadonlyMap<string, string> | undefined {
  const [setting] = view.find('groupSettings', 'templateId', UNIFIED_TEMPLATE)
  const values = Array.isArray(setting?.values) ? setting.values : []
  return setting && new Map(values.map((one) => [String(record(one).name), String(record(one).value ?? '')]))
}
