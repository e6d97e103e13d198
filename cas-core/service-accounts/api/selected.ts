/** Selected targets: at most a hundred users, and the directory that holds them and nothing else. */
import type { Person } from '../../directory/people.ts'
import { peopleNamed } from '../../directory/people.ts'
import type { DirectoryStore, Mailbox } from '../../ports.ts'
import type { Account } from '../kind.ts'
import type { NamedUser } from '../memory/targets.ts'

/** https://docs.trendmicro.com, trend-vision-one-manage-synced-eo-user-list */
export const SELECTED_MAX = 100

/**
 * Brings the directory to the list: who is not on it goes, who is new is read. A listed user who is not in the tenant
 * at the moment keeps what is known, since one reading proves nothing.
 * @returns who of the list is not in the tenant
 * @throws M365Error
 */
export async function synchronizeSelected(account: Account): Promise<readonly NamedUser[]> {
  const { session, ledger, ports } = account
  const { directory: store } = ports
  const listed = ledger.targets.users
  const people = await peopleNamed(session, [...listed.keys()])
  const gone = await strangersIn(store, new Set(listed.keys()))
  const found = [...people.values()]
  await store.apply({
    users: found.map(({ id, userPrincipalName, displayName, isLicensed }) => ({
      ...{ id, userPrincipalName, displayName, isLicensed },
    })),
    mailboxes: found.flatMap(mailboxOf),
    goneUsers: gone,
    goneMailboxes: gone,
  })
  return [...listed.values()].filter(({ id }) => !people.has(id))
}

/** Ids of users in the directory who are not on the list. */
async function strangersIn(store: DirectoryStore, listed: ReadonlySet<string>): Promise<string[]> {
  const strangers: string[] = []
  for (let after = ''; ; ) {
    const page = await store.usersAfter(after, SELECTED_MAX)
    strangers.push(...page.map(({ id }) => id).filter((id) => !listed.has(id)))
    const last = page.at(-1)
    if (!last) return strangers
    after = last.id
  }
}

/**
 * A user's mailbox, as Graph shows it. The published permissions do not let the application ask Exchange Online, so
 * that a licence tells the type and the user's creation stands for the mailbox's: proposed.
 */
export function mailboxOf({ id, mail, createdAt, isLicensed, isGuest }: Person): Mailbox[] {
  if (mail === '' || isGuest) return []
  return [{ id, primarySmtpAddress: mail, type: isLicensed ? 'UserMailbox' : 'SharedMailbox', createdAt }]
}
