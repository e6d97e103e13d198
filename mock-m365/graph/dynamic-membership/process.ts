/**
 * Who belongs to dynamic groups, worked out as a consequence of every write: the service's own entries in the change
 * log, right behind those of the call. The service takes minutes to a day (documented); that it takes no time here is
 * proposed, and a replication delay on `groups/members` gives it time again. What depends on the time alone
 * (`system.now`) is looked at again with the next write to the user (inferred).
 */
import type { Entity, Kind } from '../../base.ts'
import type { Actor, Change, Tenant, Write } from '../../tenant.ts'
import { idOf } from '../verbs/entities.ts'
import { satisfies } from './evaluate.ts'
import { ruleOf } from './parse.ts'
import type { MembershipRule } from './rule.ts'

/**
 * The first-party application in whose name memberships change (documented); its service principal is not in the tenant.
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
 * Follows up what has been written since a position of the log.
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
  // Members that other groups have just been given count, and such a group feeds no other (documented).
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

/** The group's rule, read once; undefined for one of an imported tenant that cannot be read. */
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

  /** Those whom the changes are about. */
  #lookAgain(group: Group, changes: readonly Change[]): void {
    const kind = KIND_OF[group.rule.subject]
    const touched = new Set(
      changes
        .filter((change) => change.kind === kind || change.kind === `${kind}/manager`)
        .map(({ key }) => key),
    )
    for (const id of touched) {
      const entity = this.#tenant.get(kind, id)
      // Who is deleted keeps the membership, unseen, and is looked at again when restored.
      if (entity) this.#set(group, id, this.#satisfies(group, entity))
    }
  }

  /** Everybody anew: the rule is new, or was, or processing begins again. */
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

  /** Who comes into question, without asking a million users where an index knows. */
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
   * Who joins a group that is named joins this one; who leaves it stays until the rule is changed (documented).
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
