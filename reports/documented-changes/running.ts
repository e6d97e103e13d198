/** Stage 2, service running, of the vendor's table of changes under inline protection. */
import { own } from '../difference.ts'
import { type DocumentedChange, isNamed, type SeenOfRow, updates } from '../documented-change.ts'
import { GROUPS, INBOUND_CONNECTORS, OUTBOUND_CONNECTORS, RULES } from '../published-names.ts'
import { canonical } from '../value-text.ts'
import { ADDS_ADDRESSES, ADDS_PAIR } from './allow-lists.ts'
import { isMembership } from './app.ts'
import { DAILY_SYNC, hoursOf } from './service-time.ts'

const TABLE = { source: 'published table', mark: 'documented', page: 'changes table' } as const
const REPAIR = { source: 'consequence', mark: 'proposed', page: 'object table', clauses: ['RU-10'] } as const
const STAGE = { stage: 'service running' } as const
const CENTER = { ...STAGE, column: 'Admin Center' } as const
const EXCHANGE = { ...STAGE, column: 'Exchange Online' } as const

/**
 * What targets and sites can change in a rule. The table says only that rules are updated; that no other property
 * changes is inferred. The lists of class names and the description are Exchange's own summary of the others.
 */
const RULE_PROPERTIES = [
  ...['RecipientDomainIs', 'SenderDomainIs', 'SentToMemberOf', 'FromMemberOf', 'State'],
  ...['SenderIpRanges', 'ExceptIfSenderIpRanges'],
  ...['Conditions', 'Exceptions', 'Actions', 'Description', 'Size'],
]

const OWN_OBJECTS = {
  groups: GROUPS,
  TransportRule: RULES,
  InboundConnector: INBOUND_CONNECTORS,
  OutboundConnector: OUTBOUND_CONNECTORS,
}

export const runningChanges: readonly DocumentedChange[] = [
  {
    id: 'running/groups',
    statement: 'Members enter and leave the virtual groups as policy targets change.',
    ...CENTER,
    ...TABLE,
    clauses: ['PT-01', 'PT-02', 'PT-03', 'SY-35'],
    matches: isMembership,
    partly: enteredAndLeft,
  },
  {
    id: 'running/sync',
    statement:
      'Once a day, at the time of the site, users, groups, verified domains and MX records are read.',
    ...CENTER,
    ...TABLE,
    clauses: ['SY-01', 'SY-15'],
    activity: 'synchronized',
    ...DAILY_SYNC,
  },
  {
    id: 'running/rules',
    statement: 'Transport rules are updated: domains, state, addresses.',
    ...EXCHANGE,
    ...TABLE,
    clauses: ['PT-04', 'SY-34'],
    ...updates({ TransportRule: RULES }, RULE_PROPERTIES),
  },
  {
    id: 'running/token',
    statement: 'The access token is refreshed every hour.',
    ...STAGE,
    column: 'Other Changes',
    ...TABLE,
    clauses: ['RU-01'],
    activity: 'refreshed the access token',
    due: (run) => hoursOf(run) >= 1,
    partly: ({ activities }, run) =>
      activities.length < hoursOf(run)
        ? `${activities.length} in ${hoursOf(run)} hours of service: a token was asked for only when there was a call to make`
        : undefined,
  },
  {
    id: 'running/repair',
    statement: 'What an administrator changed or removed of the product’s own objects is put back as it was.',
    ...EXCHANGE,
    ...REPAIR,
    matches: (change, run) =>
      change.after !== null &&
      // an object that an administrator renamed has another name before
      isNamed({ ...change, before: null }, OWN_OBJECTS) &&
      run.lastOwnImage(change) !== undefined,
    covers: (difference, change, run) =>
      !('property' in difference) ||
      canonical(own(change.after, difference.property)) ===
        canonical(own(run.lastOwnImage(change) ?? null, difference.property)),
  },
  {
    id: 'running/repair-addresses',
    statement: 'Addresses of the site that left the IP Allow List are put back.',
    ...EXCHANGE,
    ...REPAIR,
    matches: ADDS_ADDRESSES.matches,
    covers: ADDS_ADDRESSES.covers,
  },
  {
    id: 'running/repair-pair',
    statement: 'The domain pair is put back where it left the Tenant Allow/Block List.',
    ...EXCHANGE,
    ...REPAIR,
    matches: ADDS_PAIR.matches,
  },
]

/** The row speaks of both ways. */
function enteredAndLeft({ changes }: SeenOfRow): string | undefined {
  const [entered, left] = [changes.some(({ before }) => !before), changes.some(({ after }) => !after)]
  if (entered === left) return undefined
  return entered ? 'somebody entered, nobody left' : 'somebody left, nobody entered'
}
