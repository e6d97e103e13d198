/** What API mode synchronizes: users, groups and mailboxes of the tenant, or the selected users alone. */
import { readDirectory } from '../../directory/read.ts'
import type { Directory } from '../../directory/view.ts'
import { type Policy, targetGroupsOf } from '../../policies/policies.ts'
import type { DirectoryStore } from '../../ports.ts'
import type { Account } from '../kind.ts'
import type { NamedUser } from '../memory/targets.ts'
import { synchronizeMailboxes } from './mailboxes.ts'
import { synchronizeSelected } from './selected.ts'

export interface TargetsRead {
  /** What policies see of the directory. */
  readonly directory: Directory
  readonly counts: { readonly users: number; readonly groups: number; readonly mailboxes: number }
  /** Selected users who are not in the tenant. */
  readonly unavailable: readonly NamedUser[]
}

/** Brings the directory up to date. @throws M365Error; what was read until then stays */
export async function readTargets(account: Account): Promise<TargetsRead> {
  const { session, ports, ledger } = account
  const { directory: store } = ports
  session.ports.log.info({}, 'reading users, groups and mailboxes')
  const unavailable = ledger.targets.isSelected ? await synchronizeSelected(account) : []
  if (!ledger.targets.isSelected) {
    await readDirectory(session, store)
    await synchronizeMailboxes(session, store)
  }
  const directory = await viewOf(store, ledger.policies ?? [])
  return { directory, counts: await store.counts(), unavailable }
}

async function viewOf(store: DirectoryStore, policies: readonly Policy[]): Promise<Directory> {
  const named = policies.flatMap(({ targets }) => ('users' in targets ? targets.users : []))
  const members = new Map<string, readonly string[]>()
  for (const group of targetGroupsOf(policies)) {
    const inGroup = await store.membersOf(group)
    if (inGroup) members.set(group, inGroup)
  }
  const there = (await store.users(named)).map(({ id }) => id)
  return { users: new Set([...there, ...[...members.values()].flat()]), domains: [], members }
}
