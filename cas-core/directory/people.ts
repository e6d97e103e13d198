/** People and groups of a tenant as an administrator looks for them: by exact name, by its beginning, by group. */
import { M365Error } from '../microsoft/errors.ts'
import type { Row } from '../microsoft/exchange.ts'
import { repeatable } from '../microsoft/retry.ts'
import { absentAsUndefined, type Session } from '../microsoft/session.ts'
import type { DirectoryGroup, DirectoryUser } from '../ports.ts'
import { groupFrom, SELECTED, userFrom } from './rows.ts'

/** A user who may be chosen as a target. */
export interface Person extends DirectoryUser {
  /** A guest of another organization. */
  readonly isGuest: boolean
  /** Primary address; empty where there is none. */
  readonly mail: string
  /** ISO 8601. */
  readonly createdAt: string
}

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Where the list goes on; undefined at its end. */
  readonly next?: string
}

/** What is asked of a user. */
export const PERSON = `${SELECTED.users},userType,mail,createdDateTime`
/** A filter may hold so many alternatives. https://learn.microsoft.com/graph/filter-query-parameter */
const ALTERNATIVES_MAX = 15
/** No user principal name has more characters. */
const NAME_MAX = 256
/** How many groups one search shows. Proposed. */
const GROUPS_MAX = 100
/** How many members one page shows. */
const MEMBERS_MAX = 100
const GRAPH = 'https://graph.microsoft.com/v1.0'

/**
 * Users by object id or by exact user principal name, in any case. Who is not there has no entry.
 * @param names object ids and user principal names
 * @returns by the name that was asked for
 * @throws M365Error
 */
export async function peopleNamed(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  const found = new Map<string, Person>()
  for (const [property, some] of [
    ['id', names.filter(isId)],
    ['userPrincipalName', names.filter((name) => !isId(name) && name.length <= NAME_MAX)],
  ] as const)
    for (let i = 0; i < some.length; i += ALTERNATIVES_MAX) {
      const asked = some.slice(i, i + ALTERNATIVES_MAX)
      const filter = `${property} in (${asked.map(quoted).join(',')})`
      const rows = await session.list(`/users?$filter=${encodeURIComponent(filter)}&$select=${PERSON}`)
      const people = new Map(rows.map((row) => [text(row[property]).toLowerCase(), personOf(row)]))
      for (const name of asked) {
        const person = people.get(name.toLowerCase())
        if (person) found.set(name, person)
      }
    }
  return found
}

/** Groups whose name begins with a text, by name; the first hundred of them. @throws M365Error */
export async function groupsBeginning(session: Session, beginning: string): Promise<Page<DirectoryGroup>> {
  const filter = encodeURIComponent(`startswith(displayName,${quoted(beginning)})`)
  const { items, next } = await pageAt(
    session,
    `/groups?$filter=${filter}&$select=${SELECTED.groups}&$top=${GROUPS_MAX}`,
  )
  const groups = items.map(groupFrom).sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'))
  return { items: groups, ...(next === undefined ? {} : { next }) }
}

/**
 * Users in a group, those of its groups included; undefined where the group is not there.
 * @param after `next` of the page before, which must be the same group's
 * @throws M365Error; RangeError for an `after` that is not the group's
 */
export async function peopleInGroup(
  session: Session,
  group: string,
  after?: string,
): Promise<Page<Person> | undefined> {
  const path = `/groups/${encodeURIComponent(group)}/transitiveMembers`
  // what comes back from a browser decides to which address a token is sent
  if (after !== undefined && !after.startsWith(`${GRAPH}${path}?`))
    throw new RangeError('the page is not one of this group')
  const page = await pageAt(session, after ?? `${path}?$select=${PERSON}&$top=${MEMBERS_MAX}`).catch(
    absentAsUndefined,
  )
  if (!page) return undefined
  const users = page.items.filter((row) => row['@odata.type'] === '#microsoft.graph.user')
  return { ...page, items: users.map(personOf) }
}

async function pageAt({ ports, graph }: Session, path: string): Promise<Page<Row>> {
  const answer = await repeatable(ports, () => graph.send({ method: 'GET', path }))
  const { value, '@odata.nextLink': next } = (answer ?? {}) as { value?: Row[]; '@odata.nextLink'?: string }
  if (!Array.isArray(value)) throw new M365Error('graph', 500, 'UnreadableAnswer', `${path} holds no list`)
  return { items: value, ...(next === undefined ? {} : { next }) }
}

/** @param row with the properties of `PERSON` */
export const personOf = (row: Row): Person => ({
  ...userFrom(row),
  isGuest: row.userType === 'Guest',
  mail: text(row.mail),
  createdAt: text(row.createdDateTime),
})

/** Whether a name has the form of an object id. */
const isId = (name: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(name)

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
