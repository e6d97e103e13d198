/** The two allow lists hold entries of the customer and of the product: rows about them count entries, not objects. */
import { type Difference, own } from '../difference.ts'
import { type DocumentedChange, textOf } from '../documented-change.ts'
import type { ChangeRecord } from '../record.ts'
import type { RunContext } from '../run-context.ts'

type Witnessed = Pick<DocumentedChange, 'matches' | 'covers' | 'expected' | 'witnesses' | 'remark'>

/** The site's addresses enter the IP Allow List; an entry that the customer had there already is not added again. */
export const ADDS_ADDRESSES = {
  matches: ({ kind, before }) => kind === 'HostedConnectionFilterPolicy' && before !== null,
  covers: (difference, _change, run) =>
    isEntry(difference, 'entry added', run.addresses) || isReordering(difference),
  expected: (run) => [...run.addresses].filter((entry) => !grantFound(run, entry)),
  witnesses: (change, run) => allowList(change.after).filter((entry) => run.addresses.has(entry)),
  remark: (run) => standingBefore(run, 'not added'),
} satisfies Witnessed

/** They leave it again, except those that were there before the product came (proposed: MC-10). */
export const REMOVES_ADDRESSES = {
  matches: ({ kind, before, after }) =>
    kind === 'HostedConnectionFilterPolicy' && before !== null && after !== null,
  covers: (difference, _change, run) =>
    isEntry(difference, 'entry removed', new Set(addressesToRemove(run))) || isReordering(difference),
  expected: addressesDue,
  witnesses: (change) => {
    const left = new Set(allowList(change.after))
    return allowList(change.before).filter((entry) => !left.has(entry))
  },
  remark: (run) => (run.sawTheGrant ? standingBefore(run, 'kept') : undefined),
} satisfies Witnessed

/**
 * One pair a site; its items differ by spoof type alone, so that one item or two witness the same pair.
 * The vendor names no spoof type (proposed: either).
 */
export const ADDS_PAIR = {
  matches: (change, run) => change.before === null && isPair(change, run),
  expected: pairOf,
  witnesses: (_change, run) => pairOf(run),
} satisfies Witnessed

export const REMOVES_PAIR = {
  matches: (change, run) => change.after === null && isPair(change, run) && isOurs(change, run),
  expected: pairDue,
  witnesses: (_change, run) => pairOf(run),
} satisfies Witnessed

function pairOf({ site }: RunContext): readonly string[] {
  return site ? [`${site.spoofedUser}, ${site.sendingInfrastructure}`] : []
}

/** Nothing is due to leave that the grant never brought. */
function pairDue(run: RunContext): readonly string[] {
  const images = run.imagesBefore('manual cleanup', (change) => isPair(change, run))
  return !run.sawTheGrant || images.some((image) => image !== null) ? pairOf(run) : []
}

function isPair(change: ChangeRecord, { site }: RunContext): boolean {
  return (
    site !== undefined &&
    change.kind === 'TenantAllowBlockListSpoofItems' &&
    textOf(change, 'SpoofedUser') === site.spoofedUser &&
    textOf(change, 'SendingInfrastructure').toLowerCase() === site.sendingInfrastructure &&
    textOf(change, 'Action') === 'Allow'
  )
}

/** A run that saw the grant also saw the pair being made; a pair that it did not see is the customer's own. */
function isOurs(change: ChangeRecord, run: RunContext): boolean {
  return !run.sawTheGrant || run.madeHere(change)
}

/** A list that the grant never touched shows nothing of what it found there. */
function grantFound(run: RunContext, entry: string): boolean {
  const touched = run.staged.find(({ change }) => change.kind === 'HostedConnectionFilterPolicy')
  return touched?.stage === 'provisioning' && run.addressesBefore.has(entry)
}

/** Undefined where all of them are the product's. */
function standingBefore(run: RunContext, what: string): string | undefined {
  const standing = [...run.addresses].filter((entry) => grantFound(run, entry))
  if (standing.length === 0) return undefined
  return `${standing.length} of the site’s ${run.addresses.size} were there before the grant and belong to the customer, so ${what}: ${standing.join(', ')}`
}

function addressesToRemove(run: RunContext): readonly string[] {
  return [...run.addresses].filter((entry) => !run.sawTheGrant || !run.addressesBefore.has(entry))
}

/** Of those, the ones that were in the list when the cleanup began. */
function addressesDue(run: RunContext): readonly string[] {
  if (!run.sawTheGrant) return addressesToRemove(run)
  const lists = run.imagesBefore('manual cleanup', ({ kind }) => kind === 'HostedConnectionFilterPolicy')
  const stood = new Set(lists.flatMap(allowList))
  return addressesToRemove(run).filter((entry) => stood.has(entry))
}

function allowList(entity: Readonly<Record<string, unknown>> | null): readonly string[] {
  const list = own(entity, 'IPAllowList')
  return Array.isArray(list) ? list.map(String) : []
}

function isEntry(difference: Difference, kind: string, of: ReadonlySet<string>): boolean {
  return (
    difference.kind === kind &&
    'entry' in difference &&
    difference.property === 'IPAllowList' &&
    of.has(String(difference.entry))
  )
}

function isReordering(difference: Difference): boolean {
  return difference.kind === 'reordered' && difference.property === 'IPAllowList'
}
