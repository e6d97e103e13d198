/** Which policy applies to a mailbox, and which mailboxes have one. Source: trend-vision-one-general. */
import type { Policy } from '../policies/policies.ts'
import { ranked } from '../policies/priorities.ts'
import type { DirectoryStore } from '../ports.ts'

/** Enabled policies, the highest priority first, the predefined ones last. */
const inOrder = (policies: readonly Policy[]): Policy[] => ranked(policies).filter(({ enabled }) => enabled)

/** The policy with the highest priority of those that target a user; only this one applies. */
export async function applyingPolicy(
  policies: readonly Policy[],
  user: string,
  directory: Pick<DirectoryStore, 'membersOf'>,
): Promise<Policy | undefined> {
  for (const policy of inOrder(policies)) if (await isTargeted(policy, user, directory)) return policy
  return undefined
}

async function isTargeted(
  { targets }: Policy,
  user: string,
  directory: Pick<DirectoryStore, 'membersOf'>,
): Promise<boolean> {
  if ('all' in targets) return true
  // policies of API mode have no domain targets
  if ('domains' in targets) return false
  if (targets.users.includes(user)) return true
  for (const group of targets.groups) if ((await directory.membersOf(group))?.includes(user)) return true
  return false
}

const PAGE = 1_000

/** Object ids of the users who have a mailbox and are targeted by an enabled policy, in order. */
export async function protectedMailboxes(
  policies: readonly Policy[],
  directory: Pick<DirectoryStore, 'membersOf' | 'mailboxesAfter'>,
): Promise<readonly string[]> {
  const enabled = inOrder(policies)
  const isForAll = enabled.some(({ targets }) => 'all' in targets)
  const targeted = new Set<string>()
  if (!isForAll)
    for (const { targets } of enabled) {
      if (!('users' in targets)) continue
      for (const user of targets.users) targeted.add(user)
      for (const group of targets.groups)
        for (const user of (await directory.membersOf(group)) ?? []) targeted.add(user)
    }
  const found: string[] = []
  for (let after = ''; ; ) {
    const page = await directory.mailboxesAfter(after, PAGE)
    for (const { id } of page) if (isForAll || targeted.has(id)) found.push(id)
    const last = page.at(-1)
    if (!last) return found
    after = last.id
  }
}
