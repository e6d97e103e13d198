/**
 * Members of dynamic groups. They are worked out after every write, as the service's own entries in the
 * change log right after those of the call. The service takes minutes to a day (documented); that it takes no
 * time here is proposed, and a replication delay on `groups/members` brings a delay. Rules that depend only
 * on the time (`system.now`) are evaluated again at the next write to the user (inferred).
 */
import type { Entity, Kind } from '../../base.ts'
import type { Actor, Change, Tenant, Write } from '../../tenant.ts'
import { idOf } from '../verbs/entities.ts'
import { satisfies } from './evaluate.ts'
import { ruleOf } from './parse.ts'
import type { MembershipRule } from './rule.ts'

/**
 * The first-party application that changes the memberships (documented); the tenant has no service principal
 * for it.
 * https://learn.microsoft.com/troubleshoot/entra/entra-id/dir-dmns-obj/troubleshoot-dynamic-groups
 */
const PROCESSOR: Actor = {
  type: 'system',
  id: '65d91a3d-ab74-42e6-8a2f-0add61688c74',
  displayName: 'Microsoft Approval Management',
}
const KIND_OF = { user: 'users', device: 'devices' } as const satisfies Record<
  MembershipRule['subject'],
  Kind
>
const MEMBERS = 'groups/members'

interface Group {
  readonly id: string
  readonly rule: MembershipRule
}

export const isDynamic = ({ groupTypes }: Entity): boolean =>
  Array.isArray(groupTypes) && groupTypes.includes('DynamicMembership')

/**
 * Updates memberships for all writes since a position of the log.
 * @param request when and under which id the call was made
 */
export function processDynamicMembership(
  tenant: Tenant,
  position: number,
  request: Pick<Write, 'at' | 'requestId'>,
): void {
  if (tenant.position === position) return
  const groups = processedGroups(tenant)
  if (groups.length === 0) return
  const changes = tenant.changesSince(position)
  const write: Write = { ...request, actor: PROCESSOR, call: 'membershipRule' }
  const processor = new Processor(tenant, write)
  for (const group of groups) if (!readsGroups(group)) processor.follow(group, changes)
  // Groups with `memberOf` come last: they see the new members of other groups, and no other group depends on
  // them (documented).
  for (const group of groups) if (readsGroups(group)) processor.follow(group, tenant.changesSince(position))
}

const readsGroups = ({ rule }: Group): boolean => rule.condition.is === 'member of'

function processedGroups(tenant: Tenant): Group[] {
  return tenant.find('groups', 'membershipRuleProcessingState', 'On').flatMap((group) => {
    const rule = isDynamic(group) ? ruleIn(group) : undefined
    return rule ? [{ id: idOf(group), rule }] : []
  })
}

const read = new WeakMap<Entity, { readonly rule: MembershipRule | undefined }>()

/** The group's rule, parsed once; undefined for a rule of an imported tenant that cannot be parsed. */
export function ruleIn(group: Entity): MembershipRule | undefined {
  let known = read.get(group)
  if (!known) {
    known = { rule: readable(String(group.membershipRule ?? '')) }
    read.set(group, known)
  }
  return known.rule
}

function readable(text: string): MembershipRule | undefined {
  try {
    return ruleOf(text)
  } catch {
    return undefined
  }
}

class Processor {
  readonly #tenant: Tenant
  readonly #write: Write

  constructor(tenant: Tenant, write: Write) {
    this.#tenant = tenant
    this.#write = write
  }

  follow(group: Group, changes: readonly Change[]): void {
    if (changes.some((change) => isOfRule(change, group.id))) this.#fill(group)
    else if (readsGroups(group)) this.#addMembersOf(group, changes)
    else this.#lookAgain(group, changes)
  }

  /** Users and devices that the changes are about. */
  #lookAgain(group: Group, changes: readonly Change[]): void {
    const kind = KIND_OF[group.rule.subject]
    const touched = new Set(
      changes
        .filter((change) => change.kind === kind || change.kind === `${kind}/manager`)
        .map(({ key }) => key),
    )
    for (const id of touched) {
      const entity = this.#tenant.get(kind, id)
      // A deleted member keeps the membership, which is not shown, and is evaluated again when restored.
      if (entity) this.#set(group, id, this.#satisfies(group, entity))
    }
  }

  /** Everybody is evaluated again: the rule has changed, or processing starts again. */
  #fill(group: Group): void {
    const kind = KIND_OF[group.rule.subject]
    const wanted = new Set(
      this.#candidates(group, kind)
        .filter((one) => this.#satisfies(group, one))
        .map(idOf),
    )
    for (const { memberId } of this.#tenant.find(MEMBERS, 'groupId', group.id))
      if (!wanted.has(String(memberId))) this.#set(group, String(memberId), false)
    for (const id of wanted) this.#set(group, id, true)
  }

  /** The candidates for membership; an index avoids a walk over a million users. */
  #candidates({ rule: { condition } }: Group, kind: Kind): readonly Entity[] {
    const ids =
      condition.is === 'direct reports'
        ? this.#tenant.find('users/manager', 'managerId', condition.managerId).map(({ id }) => String(id))
        : condition.is === 'member of'
          ? condition.groupIds.flatMap((id) =>
              this.#tenant.find(MEMBERS, 'groupId', id).map(({ memberId }) => String(memberId)),
            )
          : undefined
    if (!ids) return this.#tenant.list(kind)
    return [...new Set(ids)].flatMap((id): Entity[] => {
      const entity = this.#tenant.get(kind, id)
      return entity ? [entity] : []
    })
  }

  /**
   * A user who joins a named group joins this group; a user who leaves it stays here until the rule is
   * changed (documented).
   * https://learn.microsoft.com/entra/identity/users/groups-dynamic-rule-member-of#preview-limitations
   */
  #addMembersOf(group: Group, changes: readonly Change[]): void {
    const { condition, subject } = group.rule
    if (condition.is !== 'member of') return
    const sources = new Set(condition.groupIds)
    for (const { kind, after } of changes) {
      if (kind !== MEMBERS || !after || !sources.has(String(after.groupId))) continue
      const id = String(after.memberId)
      if (this.#tenant.get(KIND_OF[subject], id)) this.#set(group, id, true)
    }
  }

  #satisfies({ rule }: Group, entity: Entity): boolean {
    return satisfies(rule, entity, { view: this.#tenant, at: this.#write.at })
  }

  #set({ id: groupId }: Group, memberId: string, isMember: boolean): void {
    const key = `${groupId}/${memberId}`
    if (Boolean(this.#tenant.get(MEMBERS, key)) === isMember) return
    const after = isMember ? { groupId, memberId } : undefined
    this.#tenant.commit(this.#write, MEMBERS, key, after, true)
  }
}

const OF_RULE = ['membershipRule', 'membershipRuleProcessingState', 'groupTypes']

function isOfRule({ kind, key, before, after }: Change, groupId: string): boolean {
  if (kind !== 'groups' || key !== groupId) return false
  return OF_RULE.some((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
}
