/**
 * Checks of a dynamic group when it is made or changed. https://learn.microsoft.com/graph/api/resources/group
 */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import type { Body } from '../verbs/resource.ts'
import { propertyReadOnly, requestDenied, valueInvalid, valueRequired } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { ruleOf } from './parse.ts'
import { isDynamic, ruleIn } from './process.ts'
import { dynamicGroupsFull, objectTypeInvalid, operandsInvalid } from './refusals.ts'
import type { MembershipRule } from './rule.ts'
import { hasPremium } from './service-plans.ts'

/** https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
const DYNAMIC_GROUPS_MAX = 15_000
/** https://learn.microsoft.com/entra/identity/users/groups-dynamic-rule-member-of */
const MEMBER_OF_GROUPS_MAX = 500

const NONE: ReadonlySet<string> = new Set()

const isUnified = ({ groupTypes }: Entity): boolean =>
  Array.isArray(groupTypes) && groupTypes.includes('Unified')

/**
 * Judges a group that is dynamic, becomes dynamic or stops being dynamic; `groupTypes` cannot change in
 * another way (documented). Its members are worked out after the write. @param before undefined for a new
 * group
 * @throws GraphError 400 for an invalid rule; 403 without the licence, for a body with members, and for too
 * many dynamic groups
 */
export function dynamicGroup(turn: Turn, before: Entity | undefined, draft: Entity, body: Body): Entity {
  const after: Entity = { ...draft, groupTypes: draft.groupTypes ?? [] }
  if (before && isUnified(before) !== isUnified(after)) throw propertyReadOnly('groupTypes')
  const state = processingState(after)
  if (!isDynamic(after)) {
    // Inferred: a rule on a static group would never be read. A rule from before stays.
    if (body.values.membershipRule) throw valueInvalid('membershipRule', 'Group')
    if (state === 'On') throw valueInvalid('membershipRuleProcessingState', 'Group')
    return { ...after, membershipRuleProcessingState: state }
  }
  // Observed for a group that is made with members.
  if (body.bound.get('members')?.length) throw requestDenied()
  if (after.membershipRule === undefined || after.membershipRule === null || after.membershipRule === '')
    throw valueRequired('membershipRule', 'Group')
  if (after.isAssignableToRole === true) throw valueInvalid('groupTypes', 'Group')
  if (!before || !isDynamic(before)) checkRoom(turn)
  if (after.membershipRule !== before?.membershipRule || !before || !isDynamic(before))
    checkRule(turn.tenant, after, ruleOf(String(after.membershipRule), turn.extensions?.ofUsers ?? NONE))
  return { ...after, membershipRuleProcessingState: state }
}

/** Pages write `on` as well as `On`. Without a value nothing is processed (inferred). */
function processingState({ membershipRuleProcessingState: state }: Entity): string | null {
  if (state === undefined || state === null) return null
  const known = ['On', 'Paused'].find((one) => one.toLowerCase() === String(state).toLowerCase())
  if (!known) throw valueInvalid('membershipRuleProcessingState', 'Group')
  return known
}

/** The licence is required (documented); the refusal's text is inferred. */
function checkRoom({ tenant }: Turn): void {
  if (!hasPremium(tenant)) throw requestDenied()
  if (dynamicGroups(tenant).length >= DYNAMIC_GROUPS_MAX) throw dynamicGroupsFull(DYNAMIC_GROUPS_MAX)
}

const dynamicGroups = (view: View): readonly Entity[] =>
  view.find('groups', 'groupTypes', 'DynamicMembership')

/**
 * Microsoft 365 groups have only users. A group that `memberOf` names may not use `memberOf` itself (both
 * documented).
 */
function checkRule(view: View, group: Entity, { subject, condition }: MembershipRule): void {
  if (subject === 'device' && isUnified(group)) throw objectTypeInvalid()
  if (condition.is !== 'member of') return
  const { groupIds } = condition
  const isMemberOf = (one: Entity) => ruleIn(one)?.condition.is === 'member of'
  const others = dynamicGroups(view).filter((one) => one.id !== group.id && isMemberOf(one))
  if (groupIds.includes(String(group.id)) || others.some(({ id }) => groupIds.includes(String(id))))
    throw operandsInvalid('in')
  if (others.length >= MEMBER_OF_GROUPS_MAX) throw dynamicGroupsFull(MEMBER_OF_GROUPS_MAX)
}
