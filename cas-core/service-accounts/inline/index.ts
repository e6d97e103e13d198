/** Inline protection of Exchange Online: one row in the list of account kinds. */
import { keepDomains } from '../../directory/domains.ts'
import { readMailboxes } from '../../directory/mailboxes.ts'
import { readDirectory } from '../../directory/read.ts'
import type { Directory } from '../../directory/view.ts'
import { confirmedView } from '../../policies/confirmed.ts'
import { type Direction, targetsOf } from '../../policies/policies.ts'
import { ownOf } from '../../reconcile/question.ts'
import { cellOf, isList } from '../../reconcile/row.ts'
import type { Account, AccountKind } from '../kind.ts'
import { boundTo } from '../table.ts'
import { directionsOf } from './directions.ts'
import { INLINE_GOALS, type InlineGoal } from './goals.ts'
import { preflight } from './preflight.ts'
import { protectedIn } from './protected.ts'
import { type InlineContext, type InlineTable, OBJECTS } from './table.ts'

/** What an administrator consents to: mail flow first, so that the role can be assigned; the directory second. */
const CONSENTS = {
  'mail flow': { scope: 'https://outlook.office365.com/.default' },
  'data sync': { scope: 'https://graph.microsoft.com/.default' },
} as const

/**
 * The first is published (trend-vision-one-entraid-permissions-cecp), the others are proposed: without them members of
 * groups that are hidden would be missing, and what the application has been given could not be listed.
 */
const DIRECTORY_NEEDS = {
  'https://graph.microsoft.com': ['Domain.Read.All', 'Directory.Read.All', 'Member.Read.Hidden'],
} as const

export type InlinePurpose = keyof typeof CONSENTS

const UPGRADED = 'granted' satisfies InlineGoal

const grantedGoal = (account: Account): InlineGoal =>
  directionsOf(account) === 'both' ? 'granted' : 'granted inbound'

/** @param table the objects by goal */
export const inlineKind = (table: InlineTable = OBJECTS): AccountKind => ({
  name: 'inline',
  service: 'Exchange Online (Inline Mode)',
  applications: ['inline mode'],
  consents: CONSENTS,
  needs: DIRECTORY_NEEDS,
  goals: INLINE_GOALS,
  table,
  isRefreshedHourly: true,
  actions: {
    grant: grantedGoal,
    upgrade: UPGRADED,
    takeBack: 'taken back' satisfies InlineGoal,
    revoke: 'deprovisioned' satisfies InlineGoal,
    cleanUp: 'clean' satisfies InlineGoal,
  },
  removal: [
    { step: 'Stop user and domain synchronization', objects: [] },
    { step: 'Stop scheduled reports', objects: [] },
    { step: 'Remove mail flow transport rules', objects: ['transportRule'] },
    { step: 'Remove mail flow connectors', objects: ['outboundConnector', 'inboundConnector'] },
    { step: 'Remove Microsoft 365 groups', objects: ['group'] },
    { step: 'Remove policies and user data', objects: [], isLast: true },
    { step: 'Remove service account', objects: [], isLast: true },
  ],
  preflight: (account, seen, from) => {
    // what an upgrade before this one has left is ours, and is made use of
    const isNew = (row: InlineTable[number]) =>
      isList(row) || ownOf(row, { observed: seen, memory: account.ledger }) === undefined
    const made = table.filter((row) => from === undefined || (cellOf(row, from) !== 'present' && isNew(row)))
    return preflight(account, made, from === undefined ? grantedGoal(account) : UPGRADED, seen)
  },
  async synchronize(account, seen) {
    const { session, ledger, ports } = account
    const { directory: store } = ports
    session.ports.log.info({}, 'reading users, groups, mailboxes, domains and their MX records')
    const standing = protectedIn(table, { observed: seen, memory: ledger })
    await readDirectory(session, store)
    const directory = await confirmedView({ session, store, policies: ledger.policies ?? [], standing })
    account.directory = directory
    const unread = await keepDomains(session, store, directory.domains)
    const isWithoutMailboxes = !(await readMailboxes(session, store))
    const { users, groups } = await store.counts()
    const counts = { users, groups, domains: directory.domains.length }
    return { directory, counts, unread, isWithoutMailboxes }
  },
  rows: (account) => boundTo(table, contextOf(account)),
})

function contextOf({ settings, site, marks, directory = NO_DIRECTORY, ledger }: Account): InlineContext {
  const targets = (direction: Direction) => targetsOf(ledger.policies ?? [], directory, direction)
  return {
    site,
    marks,
    spoofTypes: settings.spoofTypes ?? ['External'],
    targets: { inbound: targets('inbound'), outbound: targets('outbound') },
    protection: ledger.protection,
  }
}

const NO_DIRECTORY: Directory = { users: new Set(), domains: [], members: new Map() }
