/** Edits of cas-core/scanning: API mode's mail, its verdicts and its quarantine. */
import type { Edit } from '../edit.ts'

export const SCANNING_EDITS: readonly Edit[] = [
  {
    id: 'monitoring-policy-acts',
    file: 'scanning/scan.ts',
    from: "const action = policy.isMonitorOnly ? 'Pass' : verdict.action",
    to: 'const action = verdict.action',
    story: 'A policy that only monitors puts mail aside.',
  },
  {
    id: 'disabled-policy-scans',
    file: 'scanning/applying-policy.ts',
    from: 'ranked(policies).filter(({ enabled }) => enabled)',
    to: 'ranked(policies)',
    story: 'Disabled policies decide what is scanned.',
  },
  {
    id: 'groups-not-scanned',
    file: 'scanning/applying-policy.ts',
    from: 'if ((await directory.membersOf(group))?.includes(user)) return true',
    to: 'if ((await directory.membersOf(user))?.includes(group)) return true',
    story: 'Two arguments swapped: members of targeted groups have no policy.',
  },
  {
    id: 'junk-not-followed',
    file: 'scanning/catch-up.ts',
    from: "const FOLLOWED = ['inbox', 'junkemail']",
    to: "const FOLLOWED = ['inbox']",
    story: 'Mail that came to the junk folder while notifications were lost is not scanned.',
  },
  {
    id: 'gaps-not-read',
    file: 'scanning/subscribe.ts',
    from: '    gaps.push(...gone)\n',
    to: '',
    story: 'What came while a subscription was gone is not scanned.',
  },
  {
    id: 'subscription-too-long',
    file: 'microsoft/subscriptions.ts',
    from: 'const LIFE_MS = 6 * 24 * 3_600_000',
    to: 'const LIFE_MS = 60 * 24 * 3_600_000',
    story: 'A mistyped constant: Graph takes no subscription for sixty days.',
  },
  {
    id: 'foreign-notification-accepted',
    file: 'scanning/notifications.ts',
    from: "  if (tenant?.toLowerCase() !== tenantId.toLowerCase()) return 'tenant'\n",
    to: "  if (tenant === '') return 'tenant'\n",
    story: 'A notification about another tenant is taken for this one’s.',
  },
  {
    id: 'forged-client-state-accepted',
    file: 'scanning/client-state.ts',
    from: 'return isOurs ? mailbox : undefined',
    to: 'return isOurs || proof.length === 32 ? mailbox : undefined',
    story: 'A client state that somebody has made up is believed.',
  },
  {
    id: 'restored-to-inbox',
    file: 'scanning/items.ts',
    from: "move(scanning, item, isThere ? item.from : 'inbox')",
    to: "move(scanning, item, isThere ? 'inbox' : item.from)",
    story: 'A condition turned round: a message does not come back to its folder.',
  },
  {
    id: 'visible-folder-taken',
    file: 'scanning/quarantine-folder.ts',
    from: 'found.find(({ isHidden }) => isHidden)',
    to: 'found.at(0)',
    story: 'A folder of the user’s own with the quarantine’s name is taken, and purged at the end.',
  },
  {
    id: 'left-targets-stay-subscribed',
    file: 'scanning/subscribe.ts',
    from: 'if (!wanted.has(one.mailbox) || !one.isHere) surplus.push(one)',
    to: 'if (!one.isHere) surplus.push(one)',
    story: 'Mailboxes that have left the targets go on being subscribed to.',
  },
  {
    id: 'ids-not-immutable',
    file: 'microsoft/mailbox.ts',
    from: 'session.graph.send({ ...call, headers: { ...IMMUTABLE, ...call.headers } })',
    to: 'session.graph.send({ ...call, headers: { ...call.headers } })',
    story: 'A message that is put aside is not found again by its id.',
  },
]
