/** The mail that is sent in thought after every write: each way, in scope and out of it, plain and awkward. */
import type { Connection, Header, Message, View } from '#mock-m365'
import { NEIGHBOUR } from './neighbour.ts'
import type { Direction } from './outside.ts'
import { isInScope, type Scopes } from './scopes.ts'

export interface Probe {
  readonly name: string
  readonly way: 'inbound' | 'outbound' | 'internal'
  readonly message: Message
  readonly connection: Connection
  /** What a scanner finds in it; its word then takes the place of what Exchange's own filter finds. */
  readonly verdict: 'clean' | 'spam'
  /** Its sender has had mail of the tenant before, and writes into it every header that the tenant's rules know. */
  readonly forged?: true
}

const PARTNER = 'friend@partner.example'
/** A domain that names its own servers and has everything else refused: its mail fails once a relay returns it. */
const STRICT = 'news@strict.example'
const FALSE_ALARM: Header = ['X-Filter-Test', 'spam']
const FOUND: Header = ['X-Scan-Test', 'spam']
const STRANGER: Connection = { ip: '203.0.113.25', helo: 'mail.partner.example', ptr: 'mail.partner.example' }

/**
 * @param view the tenant at the start of the run @param scopes what the policies put in scope there
 * @returns nothing where the tenant has no mailbox
 */
export function probesFor(view: View, scopes: Scopes): readonly Probe[] {
  const people = representatives(view, scopes)
  const [first, second] = people
  if (first === undefined) return []
  const both = second === undefined ? [first] : [first, second]
  const inScope = (direction: Direction) =>
    people.filter((person) => isInScope(view, scopes[direction], person))
  const probes = [
    ...people.map((person) => fromOutside(`mail to ${person}`, PARTNER, [person])),
    fromOutside(`mail to ${both.join(' and ')}`, PARTNER, both),
    fromOutside(`spam to ${first}`, PARTNER, [first], 'spam'),
    fromOutside(`mail to ${first} that Exchange takes for spam`, PARTNER, [first], 'clean', [FALSE_ALARM]),
    fromOutside(`mail of a strict domain to ${first}`, STRICT, [first]),
    withoutSender(fromOutside(`a bounce to ${first}`, PARTNER, [first])),
    ...inScope('inbound').map((person) =>
      forged(fromOutside(`mail with forged headers to ${person}`, PARTNER, [person])),
    ),
    ...people.map((person) => fromInside(`mail of ${person}`, person, [PARTNER])),
    ...inScope('outbound').map((person) =>
      forged(fromInside(`mail with forged headers of ${person}`, person, [PARTNER])),
    ),
    withoutSender(fromInside(`an automatic reply of ${first}`, first, [PARTNER])),
    fromInside(`mail of ${first} to another customer`, first, [NEIGHBOUR]),
    fromNeighbour(`mail of another customer to ${first}`, first),
    fromInside(`mail of ${first} to both sides`, first, [PARTNER, ...both.slice(1)]),
    fromInside(`mail within the tenant`, first, both.slice(-1)),
  ]
  return probes.map((probe, i) => ({ ...probe, message: { ...probe.message, size: SIZE + i } }))
}

/** Scanners choose their way back by the size, so that different probes come back by different addresses. */
const SIZE = 2000

/** One person for each way of being in scope: not at all, in one direction, in both. */
function representatives(view: View, scopes: Scopes): readonly string[] {
  const found = new Map<string, string>()
  for (const { mail, userType } of view.list('users')) {
    // guests have their mailboxes elsewhere
    if (typeof mail !== 'string' || mail === '' || userType === 'Guest') continue
    const address = mail.toLowerCase()
    const kind = `${isInScope(view, scopes.inbound, address)} ${isInScope(view, scopes.outbound, address)}`
    if (!found.has(kind)) found.set(kind, address)
    if (found.size === WAYS_TO_BE_IN_SCOPE) break
  }
  return [...found.values()]
}

const WAYS_TO_BE_IN_SCOPE = 4

function fromOutside(
  name: string,
  from: string,
  to: readonly string[],
  verdict: Probe['verdict'] = 'clean',
  marks: readonly Header[] = verdict === 'spam' ? [FOUND] : [],
): Probe {
  const connection = { ...STRANGER, permittedFor: [from.slice(from.indexOf('@') + 1)] }
  return { name, way: 'inbound', message: message(from, to, marks), connection, verdict }
}

function fromInside(name: string, from: string, to: readonly string[]): Probe {
  const way = to.includes(PARTNER) || to.includes(NEIGHBOUR) ? 'outbound' : 'internal'
  const connection = { ip: '10.0.0.1', helo: 'mailbox', submittedBy: from }
  return { name, way, message: message(from, to, []), connection, verdict: 'clean' }
}

/** Somebody of another tenant of the service, which is protected at the same site. */
function fromNeighbour(name: string, to: string): Probe {
  const connection = { ip: '10.0.0.1', helo: 'mailbox', submittedBy: NEIGHBOUR }
  return { name, way: 'inbound', message: message(NEIGHBOUR, [to], []), connection, verdict: 'clean' }
}

/** Bounces and automatic replies name nobody in the envelope, so that none of them is answered in turn (RFC 5321). */
const withoutSender = (probe: Probe): Probe => ({ ...probe, message: { ...probe.message, from: '' } })

const forged = (probe: Probe): Probe => ({ ...probe, forged: true })

/**
 * Headers that the rules write into mail which they route, and that exempt mail from such rules. Anyone who has got
 * one message of the tenant can know them.
 */
export function forgeableHeadersIn(view: View): readonly Header[] {
  const routing = view.list('TransportRule').filter((rule) => rule.RouteMessageOutboundConnector)
  const headers = routing.flatMap((rule): Header[] => [
    ...headersOf(rule.SetHeaderName, rule.SetHeaderValue),
    ...headersOf(rule.ExceptIfHeaderContainsMessageHeader, rule.ExceptIfHeaderContainsWords),
  ])
  return [...new Map(headers.map((header) => [header.join(': '), header])).values()]
}

function headersOf(name: unknown, values: unknown): Header[] {
  if (typeof name !== 'string' || name === '') return []
  const list = Array.isArray(values) ? values : [values]
  return list.filter((value) => typeof value === 'string').map((value) => [name, value])
}

/** The probe's message in a tenant as it stands. */
export const messageOf = ({ message, forged }: Probe, forgeable: readonly Header[]): Message =>
  forged ? { ...message, headers: [...message.headers, ...forgeable] } : message

function message(from: string, to: readonly string[], marks: readonly Header[]): Message {
  const headers: Header[] = [
    ['From', from],
    ['To', to.join(', ')],
    ['Subject', 'A probe'],
    ['Message-ID', '<probe@casproof.example>'],
    ...marks,
  ]
  return { from, to, headers, body: 'Nothing to see.', size: SIZE, attachments: [] }
}
