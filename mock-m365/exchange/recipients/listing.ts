/**
 * What the Get- cmdlets of recipients have in common: which recipients they show, in which order, and how
 * many.
 */
import type { Entity, Kind } from '../../base.ts'
import { ambiguous, invalidValue, objectNotFound, parameterSetUnresolved } from '../errors.ts'
import { type Invocation, NOTHING, type Outcome } from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { meantBy } from '../wildcards.ts'
import { equality, type Filter, parseFilter, passes } from './filter.ts'
import {
  entitiesByIdentity,
  nameOf,
  RECIPIENT_KINDS,
  type Recipient,
  recipientByAddress,
  recipientOf,
} from './index.ts'
import { changedUtc, emailAddresses, type Scene } from './tail.ts'

export interface Listing {
  /** Kinds in which its recipients are searched; all where absent. */
  readonly kinds?: readonly Kind[]
  /** The recipient for an entity, as this cmdlet sees it. */
  readonly subject?: (view: Invocation['view'], entity: Entity) => Recipient | undefined
  /** Types shown, by the caller's parameters. */
  readonly types: (bound: Binding) => ReadonlySet<string>
  readonly object: (scene: Scene, recipient: Recipient) => Entity
  /** Further conditions of the cmdlet's own parameters. */
  readonly shows?: (object: Entity, invocation: Invocation) => boolean
  /** Documented values of SortBy. */
  readonly sorts: readonly string[]
}

/** https://learn.microsoft.com/powershell/module/exchange/get-recipient */
export const LISTING_PARAMETERS: Readonly<Record<string, ParameterSpec>> = {
  Identity: { type: 'String' },
  Anr: { type: 'String', max: 256 },
  Filter: { type: 'String' },
  OrganizationalUnit: { type: 'String' },
  ResultSize: { type: 'Unlimited' },
  SortBy: { type: 'String' },
}

export const RESULTS_DEFAULT = 1000
/** observed */
export const MORE_RESULTS =
  'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.'

/** Runs a Get- cmdlet. @throws CmdletError 404 for an unknown Identity, 400 for an invalid filter */
export function listed(listing: Listing, invocation: Invocation): Outcome {
  const { view, organization, bound } = invocation
  const scene = { view, organization }
  const identity = typeof bound.Identity === 'string' && bound.Identity !== '' ? bound.Identity : undefined
  if (identity !== undefined && (bound.Anr || bound.Filter)) throw parameterSetUnresolved()
  const make = (recipient: Recipient) => listing.object(scene, recipient)
  if (identity !== undefined) {
    const output = recipientsNamed(listing, invocation, identity).map(make)
    return { ...NOTHING, output }
  }
  const limit = typeof bound.ResultSize === 'number' ? Math.max(0, bound.ResultSize) : RESULTS_DEFAULT
  const found = chosen(listing, invocation, make, bound.SortBy ? Number.POSITIVE_INFINITY : limit + 1)
  if (bound.SortBy) sortBy(listing, found, make, String(bound.SortBy))
  const rows = found.length > limit ? found.slice(0, limit) : found
  return { ...NOTHING, output: lazily(rows, make), warnings: found.length > limit ? [MORE_RESULTS] : [] }
}

/**
 * The only recipient of these types that an Identity names. @throws CmdletError 404 without a match, 400 for
 * several
 */
export function getRecipient(
  listing: Pick<Listing, 'types' | 'subject' | 'kinds'>,
  invocation: Pick<Invocation, 'view' | 'bound'>,
  identity: string,
): Recipient {
  const [recipient, other] = recipientsNamed(listing, invocation, identity)
  if (!recipient || other) throw ambiguous(identity)
  return recipient
}

/**
 * The recipients that an Identity names; several only with a star. @throws CmdletError 404 without a match,
 * 400 for an ambiguous name
 */
function recipientsNamed(
  { kinds = RECIPIENT_KINDS, types, subject = recipientOf }: Pick<Listing, 'types' | 'subject' | 'kinds'>,
  { view, bound }: Pick<Invocation, 'view' | 'bound'>,
  identity: string,
): readonly Recipient[] {
  const allowed = types(bound)
  const suitable = (entities: readonly Entity[]) =>
    entities.flatMap((entity) => subject(view, entity) ?? []).filter(({ type }) => allowed.has(type))
  const exact = suitable(entitiesByIdentity(view, identity))
  if (exact.length > 1) throw ambiguous(identity)
  const found = meantBy(
    identity,
    exact,
    () => suitable(kinds.flatMap((kind) => view.list(kind))),
    namesOf(view),
  )
  if (found.length === 0) throw objectNotFound(identity)
  return found
}

/** Which names a star matches is inferred. */
const namesOf =
  (view: Invocation['view']) =>
  ({ entity, displayName, primaryAddress }: Recipient): readonly unknown[] => [
    nameOf(view, entity),
    displayName,
    entity.mailNickname,
    entity.userPrincipalName,
    primaryAddress,
  ]

function chosen(
  listing: Listing,
  invocation: Invocation,
  make: (recipient: Recipient) => Entity,
  atMost: number,
): Recipient[] {
  const { view, bound } = invocation
  const { subject = recipientOf, types, shows } = listing
  const allowed = types(bound)
  const filter = typeof bound.Filter === 'string' ? filterOf(listing, invocation, bound.Filter) : undefined
  const anr = typeof bound.Anr === 'string' ? bound.Anr.toLowerCase() : undefined
  const found: Recipient[] = []
  for (const entity of candidates(listing, invocation, filter)) {
    const recipient = subject(view, entity)
    if (!recipient || !allowed.has(recipient.type)) continue
    if (anr !== undefined && !resembles(recipient, anr)) continue
    if (filter && !passes(filter, glanced(view, recipient, make))) continue
    if (shows && !shows(make(recipient), invocation)) continue
    found.push(recipient)
    if (found.length >= atMost) break
  }
  return found
}

const namesKnown = new WeakMap<Listing['object'], ReadonlyMap<string, string>>()

/** All objects of a cmdlet have the same properties, so that those of an empty one tell them. */
function filterOf({ object }: Listing, { view, organization }: Invocation, text: string): Filter {
  let names = namesKnown.get(object)
  if (!names) {
    const shown = Object.keys(object({ view, organization }, NOBODY))
    names = new Map(shown.map((name) => [name.toLowerCase(), name]))
    namesKnown.set(object, names)
  }
  return parseFilter(text, names)
}

const NOBODY: Recipient = {
  id: '00000000-0000-0000-0000-000000000000',
  type: 'UserMailbox',
  primaryAddress: '',
  addresses: [],
  displayName: '',
  entity: { id: '00000000-0000-0000-0000-000000000000', userPrincipalName: '' },
}

/**
 * Properties that filters often use and that the directory has: a million objects need not be made for them.
 */
const AT_A_GLANCE: ReadonlyMap<string | symbol, (recipient: Recipient, view: Scene['view']) => unknown> =
  new Map<string, (recipient: Recipient, view: Scene['view']) => unknown>([
    ['DisplayName', ({ displayName }) => displayName],
    ['EmailAddresses', emailAddresses],
    ['ExternalDirectoryObjectId', ({ id }) => id],
    ['PrimarySmtpAddress', ({ primaryAddress }) => primaryAddress],
    ['RecipientTypeDetails', ({ type }) => type],
    ['UserPrincipalName', ({ entity }) => entity.userPrincipalName],
    ['WhenChangedUTC', (recipient, view) => changedUtc(view, recipient)],
  ])

/** The object for a filter; it is made in full only for other properties. */
function glanced(view: Scene['view'], recipient: Recipient, make: (recipient: Recipient) => Entity): Entity {
  let whole: Record<string | symbol, unknown> | undefined
  const known: Entity = {}
  return new Proxy(known, {
    get(_, key) {
      const glance = AT_A_GLANCE.get(key)
      if (glance) return glance(recipient, view)
      whole ??= make(recipient)
      return whole[key]
    },
  })
}

/** Properties whose equality the directory's indexes answer. */
const INDEXED: ReadonlyMap<string, string> = new Map([
  ['Alias', 'mailNickname'],
  ['DisplayName', 'displayName'],
  ['PrimarySmtpAddress', 'mail'],
  ['UserPrincipalName', 'userPrincipalName'],
  ['ExternalDirectoryObjectId', 'id'],
])

function candidates(
  { kinds = RECIPIENT_KINDS }: Listing,
  { view }: Invocation,
  filter: Filter | undefined,
): readonly Entity[] {
  const asked = filter && equality(filter, INDEXED)
  if (asked?.[0] === 'mail') {
    const holder = recipientByAddress(view, asked[1])
    return holder ? [holder.entity] : []
  }
  return kinds.flatMap((kind) => (asked ? view.find(kind, asked[0], asked[1]) : view.list(kind)))
}

/** Ambiguous name resolution compares the beginnings of a few properties (documented). */
function resembles({ displayName, entity, primaryAddress }: Recipient, anr: string): boolean {
  const texts = [displayName, primaryAddress, entity.givenName, entity.surname, entity.mailNickname]
  return texts.some((text) => typeof text === 'string' && text.toLowerCase().startsWith(anr))
}

/** Values documented, text inferred. */
function sortBy(
  { sorts }: Listing,
  found: Recipient[],
  make: (recipient: Recipient) => Entity,
  by: string,
): void {
  const property = sorts.find((one) => one.toLowerCase() === by.toLowerCase())
  if (property === undefined)
    throw invalidValue(
      `The property '${by.slice(0, 64)}' can't be sorted by. Use one of: ${sorts.join(', ')}.`,
    )
  const keys = new Map(found.map((one) => [one, String(make(one)[property] ?? '').toLowerCase()]))
  const key = (one: Recipient) => keys.get(one) ?? ''
  found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

/**
 * Rows that are made only when read: an answer shows a page of them, and a million mailboxes of 250
 * properties would not fit in memory.
 */
export function lazily<Row>(rows: readonly Row[], make: (row: Row) => Entity): readonly Entity[] {
  const shown = new Proxy(rows as readonly unknown[], {
    get(target, key) {
      const at = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : undefined
      if (at === undefined) return Reflect.get(target, key)
      const row = rows[at]
      return row === undefined ? undefined : make(row)
    },
  })
  return shown as readonly Entity[]
}
