/**
 * The list of synchronized users after a grant with selected users: view, add, delete, import, and its end, when
 * protection is extended to all targets. Source: trend-vision-one-manage-synced-eo-user-list.
 */

import { type Person, peopleNamed } from '../directory/people.ts'
import { M365Error } from '../microsoft/errors.ts'
import { SELECTED_MAX } from '../service-accounts/api/selected.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { namesIn } from './name-file.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'
import type { ListedUser } from './target-codes.ts'
import { listed, type Selection, usersToAdd } from './targets.ts'
import { synchronizeTargets } from './targets-synchronized.ts'

/** The list is offered while access is granted with selected users. */
const isOffered = ({ ledger, kind }: Account): boolean =>
  isGranted(kind, ledger.goal) && ledger.targets.isSelected

const notOffered = (): StageOutcome => refused({ code: 'list not offered', data: {} })

/** The list, each user with whether the tenant still has that user. Reads only. */
export async function viewSynchronizedUsers(account: Account): Promise<StageOutcome> {
  if (!isOffered(account)) return notOffered()
  const users = [...account.ledger.targets.users.values()]
  const there = await holders(account, [...account.ledger.targets.users.keys()])
  const rows = users.map((user): ListedUser => {
    if (!there) return { ...user, status: undefined }
    const now = there.get(user.id)
    if (!now) return { ...user, status: 'Unavailable' }
    const { userPrincipalName, displayName } = now
    return { ...user, userPrincipalName, displayName, status: 'Synchronized' }
  })
  return outcome('done', { code: 'users listed', data: { users: rows, max: SELECTED_MAX } })
}

/** Who has the names or ids now; undefined where the tenant does not answer: the list is used all the same. */
async function holders(
  { session }: Account,
  names: readonly string[],
): Promise<ReadonlyMap<string, Person> | undefined> {
  try {
    return await peopleNamed(session, names)
  } catch (error) {
    if (error instanceof M365Error) return undefined
    throw error
  }
}

/** Adds users and synchronizes them; all or none. */
export async function addSynchronizedUsers(
  account: Account,
  selection: Pick<Selection, 'add' | 'addGroups'>,
): Promise<StageOutcome> {
  if (!isOffered(account)) return notOffered()
  const adding = await usersToAdd(account, selection)
  if ('code' in adding) return adding
  const { users, added } = adding
  if (users.length > 0) await account.ledger.append({ type: 'users selected', users })
  const { activities } = await synchronizeTargets(account)
  const data = { added, listed: account.ledger.targets.users.size }
  return { ...outcome('done', { code: 'users added', data }), activities }
}

/** Deletes users from the product: they are not protected any more, and may be added again. All or none. */
export async function deleteSynchronizedUsers(
  account: Account,
  names: readonly string[],
): Promise<StageOutcome> {
  const { ledger } = account
  if (!isOffered(account)) return notOffered()
  const now = await holders(account, names)
  // a name that somebody has now is that person's, not of the user who had it when the list was made
  const idsOf = (name: string): readonly string[] => {
    const holder = now?.get(name)
    if (holder) return ledger.targets.users.has(holder.id) ? [holder.id] : []
    return [...listed(account, [name])]
  }
  const unknown = names.filter((name) => idsOf(name).length === 0)
  if (unknown.length > 0) return refused({ code: 'users not found', data: { names: unknown } })
  const ids = [...new Set(names.flatMap(idsOf))]
  if (ids.length > 0) await ledger.append({ type: 'users removed', ids })
  const { activities } = await synchronizeTargets(account)
  const data = { deleted: ids.length, listed: ledger.targets.users.size }
  return { ...outcome('done', { code: 'users deleted', data }), activities }
}

/** A file of user principal names, as the browser hands it over. */
export interface NameFile {
  readonly fileName: string
  /** Bytes, where the browser has not decoded them. */
  readonly text: string | Uint8Array
}

/**
 * Adds the users of a text file. Users on the list already are written over; those that the tenant does not have are
 * told. A file that is too long, or with too many new users, changes nothing.
 */
export async function importSynchronizedUsers(account: Account, file: NameFile): Promise<StageOutcome> {
  const { ledger } = account
  if (!isOffered(account)) return notOffered()
  if (!/\.txt$/i.test(file.fileName)) return refused({ code: 'file of another type', data: {} })
  const read = namesIn(file)
  if ('code' in read) return refused(read)
  const { names } = read
  if (names.length > SELECTED_MAX)
    return refused({ code: 'file too long', data: { names: names.length, max: SELECTED_MAX } })
  const upns = names.filter((name) => name.includes('@'))
  const people = await seenAfterConsent(account, () => peopleNamed(account.session, upns))
  const before = ledger.targets.users
  const added = [...people.values()].filter(({ id }) => !before.has(id)).length
  if (before.size + added > SELECTED_MAX)
    return refused({ code: 'too many users', data: { selected: before.size, added, max: SELECTED_MAX } })
  const users = [...people.values()].map(({ id, userPrincipalName, displayName }) => ({
    ...{ id, userPrincipalName, displayName },
  }))
  if (users.length > 0) await ledger.append({ type: 'users selected', users })
  const { activities } = await synchronizeTargets(account)
  const notFound = names.filter((name) => !people.has(name))
  const data = { added, overwritten: users.length - added, notFound }
  return { ...outcome('done', { code: 'users imported', data }), activities }
}

/**
 * Extends protection to all targets. Nothing is read yet: the next synchronization does that, by hand or on its day.
 * Selected users stay.
 */
export async function extendProtection(account: Account): Promise<StageOutcome> {
  if (!isOffered(account)) return refused({ code: 'nothing to extend', data: {} })
  await account.ledger.append({ type: 'protection extended' })
  return outcome('done', { code: 'extended', data: {} })
}
