/**
 * How to read the actions of directory roles: `microsoft.directory/groups.unified/members/update` is an
 * entity with a subtype, a set of its properties, and a verb.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-overview
 */
import type { Entity } from '../../base.ts'
import { BUILT_IN_ROLES } from '../../entra/directory/directory-roles.ts'

const NAMESPACE = 'microsoft.directory/'

type Test = (entity: Entity) => boolean
const typesOf = ({ groupTypes }: Entity): readonly unknown[] => (Array.isArray(groupTypes) ? groupTypes : [])
const ALL: Test = () => true
const isRoleAssignable: Test = (group) => group.isAssignableToRole === true
const isUnified: Test = (group) => typesOf(group).includes('Unified') && !isRoleAssignable(group)
const isSecurity: Test = (group) => !typesOf(group).includes('Unified') && !isRoleAssignable(group)
const isAssigned: Test = (group) => !typesOf(group).includes('DynamicMembership')

/** Entity names as operations ask for them, each with the objects that it covers (documented). */
const ENTITIES: ReadonlyMap<string, Readonly<Record<string, Test>>> = new Map([
  [
    'groups',
    {
      groups: (one) => !isRoleAssignable(one),
      groupsAssignableToRoles: isRoleAssignable,
      'groups.unified': isUnified,
      'groups.unified.assignedMembership': (one) => isUnified(one) && isAssigned(one),
      'groups.security': isSecurity,
      'groups.security.assignedMembership': (one) => isSecurity(one) && isAssigned(one),
    },
  ],
  [
    'applications',
    {
      applications: ALL,
      'applications.myOrganization': ({ signInAudience }) => signInAudience === 'AzureADMyOrg',
    },
  ],
])

/**
 * The names that grant an action: its own name, and the names that cover everything. `allTasks` includes
 * reading and writing.
 */
function namesOf(entity: string, rest: string): string[] {
  const verb = rest.slice(rest.lastIndexOf('/') + 1)
  const all = verb === 'read' || verb === 'update' ? [`allProperties/${verb}`] : []
  return [rest, ...all, 'allProperties/allTasks'].map((one) => `${NAMESPACE}${entity}/${one}`)
}

/**
 * Whether the actions include the asked one on this object; without an object, on any object.
 * @param asked without the namespace: `groups/members/update`
 */
export function covers(held: ReadonlySet<string>, asked: string, object?: Entity): boolean {
  return holdings(asked).some(
    ({ names, includes }) => (!object || includes(object)) && names.some((name) => held.has(name)),
  )
}

/** Every name that grants an action, with the objects that the name then covers. */
function holdings(asked: string): { readonly names: readonly string[]; readonly includes: Test }[] {
  const slash = asked.indexOf('/')
  const [entity, rest] = [asked.slice(0, slash), asked.slice(slash + 1)]
  const entities = ENTITIES.get(entity) ?? { [entity]: ALL }
  const isRead = rest.endsWith('/read')
  return Object.entries(entities).map(([name, includes]) => ({
    names: namesOf(name, rest),
    includes: isRead ? ALL : includes,
  }))
}

/** Roles by their own actions. Made once, since every operation asks for it when the program starts. */
const HOLDERS = new Map<string, string[]>()
for (const { id, actions } of BUILT_IN_ROLES)
  for (const action of actions) {
    const holders = HOLDERS.get(action)
    if (holders) holders.push(id)
    else HOLDERS.set(action, [id])
  }
/** By the actions asked for: most operations ask for the same. */
const ROLES = new Map<string, ReadonlySet<string>>()

/**
 * Template ids of the built-in roles that can be given and include one of the actions. @throws RangeError
 * where no role includes them
 */
export function rolesWith(actions: readonly string[]): ReadonlySet<string> {
  const asked = actions.join()
  const roles = ROLES.get(asked) ?? holdersOf(actions)
  ROLES.set(asked, roles)
  return roles
}

function holdersOf(actions: readonly string[]): ReadonlySet<string> {
  const names = actions.flatMap(holdings).flatMap((one) => one.names)
  const own = new Set(names.flatMap((name) => HOLDERS.get(name) ?? []))
  const ids = BUILT_IN_ROLES.filter(
    ({ id, inheritsFrom, isAssignable }) =>
      isAssignable !== false && (own.has(id) || (inheritsFrom !== null && own.has(inheritsFrom))),
  ).map(({ id }) => id)
  if (ids.length === 0) throw new RangeError(`no built-in role includes ${actions.join(', ')}`)
  return new Set(ids)
}
