/**
 * The edge: hops, connection filter, attribution, enhanced filtering, the sender's limits, and recipients.
 */
import type { Addressee, Attribution, Origin } from '../envelope.ts'
import { blockedStatus } from '../filter/sender-list.ts'
import { believed, hopsOf, organizationHeaders, received } from '../headers.ts'
import type { Ledger } from '../ledger.ts'
import { Letter } from '../letter.ts'
import { type Arrival, addressesIn, type Connection, domainOf, headerOf } from '../message.ts'
import { type Other, RECIPIENT_REFUSALS, resolve } from '../recipients/resolve.ts'
import { type Sender, senderOf, sendingRefusal } from '../recipients/restrictions.ts'
import type { MailState } from '../state.ts'
import { attribute } from './attribution.ts'
import { authenticationOf, authenticationResults } from './authentication.ts'
import { isFor, sourceBehind, sourceHeaders } from './enhanced-filtering.ts'

export const HOPS_EXCEEDED = '554 5.4.14 Hop count exceeded - possible mail loop ATTR34'

/** @returns the first copy, or undefined where no recipient is left */
export function accept(
  state: MailState,
  arrival: Arrival,
  ledger: Ledger,
  hopLimit: number,
): Letter | undefined {
  const { message, connection, at } = arrival
  const { ip, helo, submittedBy, tls } = connection
  const { from, to } = message
  const copy = ledger.newCopy()
  ledger.note(copy, { kind: 'arrived', ip, helo, submittedBy, from, to, tls: tls !== undefined })
  const hops = hopsOf(message)
  if (hops >= hopLimit) {
    ledger.note(copy, { kind: 'hops', received: hops, limit: hopLimit })
    ledger.refuse(copy, 'hop count', HOPS_EXCEEDED, to, { hopsExceeded: true })
    return undefined
  }
  const allowedBy = connectionFilter(state, arrival, ledger, copy)
  if (allowedBy === null) return undefined
  const attribution = attribute(state, message, connection)
  if ('refusal' in attribution) {
    ledger.refuse(copy, 'attribution', attribution.refusal, to)
    return undefined
  }
  const { connector, type, by, internal } = attribution
  ledger.note(copy, { kind: 'attributed', connector: connector?.name, type, by, internal })
  const addressees = recipientsOf(state, arrival, attribution, ledger, copy)
  if (addressees.length === 0) return undefined
  const source = sourceOf(arrival, attribution, ledger, copy)
  const server = source?.counts ? source.server : undefined
  const authentication =
    submittedBy === undefined ? authenticationOf(message, server ?? connection) : undefined
  const origin: Origin = {
    connection,
    attribution,
    allowedBy,
    at,
    ...(authentication ? { authentication } : {}),
    ...(server ? { source: server } : {}),
  }
  const letter = new Letter(copy, believed(message, attribution), origin, addressees)
  letter.stamp(
    received(connection, state.edge, at),
    ...(source ? sourceHeaders(source.server, source.counts) : []),
    ...(authentication ? [authenticationResults(authentication, message, server ?? connection)] : []),
    ...organizationHeaders(origin),
  )
  return letter
}

/** Allow beats block (documented). @returns the entry that allows, or null where the connection is refused */
function connectionFilter(
  state: MailState,
  { connection, message }: Arrival,
  ledger: Ledger,
  copy: number,
): string | undefined | null {
  const { ip } = connection
  if (connection.submittedBy !== undefined) return undefined
  const allowed = state.allowed(ip)
  const blocked = allowed === undefined ? state.blocked(ip) : undefined
  const entry = allowed ?? blocked
  if (entry === undefined) return undefined
  const verdict = allowed === undefined ? 'blocked' : 'allowed'
  ledger.note(copy, { kind: 'connection filter', verdict, ip, entry })
  if (blocked === undefined) return allowed
  ledger.refuse(copy, 'connection filter', clientBlocked(ip), message.to)
  return null
}

/** Inferred from the page on blocked senders; no trace row is written for it (documented). */
const clientBlocked = (ip: string): string =>
  `550 5.7.1 Service unavailable, Client host [${ip}] blocked using Customer Block list`

interface Source {
  readonly server: Connection
  /** Whether filtering asks about it, as for all recipients who are named. */
  readonly counts: boolean
}

function sourceOf(
  { message, connection }: Arrival,
  { connector }: Attribution,
  ledger: Ledger,
  copy: number,
): Source | undefined {
  const skips = connector?.skips
  const server = skips && sourceBehind(skips, message, connection)
  if (!server) return undefined
  const counts = isFor(skips, message.to)
  ledger.note(copy, { kind: 'source', ip: server.ip, helo: server.helo, counts })
  return { server, counts }
}

function recipientsOf(
  state: MailState,
  { message, at }: Arrival,
  attribution: Attribution,
  ledger: Ledger,
  copy: number,
): readonly Addressee[] {
  const { to } = message
  const sender = senderOf(state, message, attribution)
  const refusal =
    sendingRefusal(state, sender, RECIPIENT_REFUSALS.tooMany) ??
    silentRefusal(state, sender) ??
    blockedRefusal(state, sender, at)
  if (refusal !== undefined) {
    ledger.refuse(copy, 'recipients', refusal, to)
    return []
  }
  const found = new Map<string, Addressee>()
  for (const address of to) {
    const { addressees, group, others } = resolve(state, sender, address)
    if (group !== undefined) {
      ledger.note(copy, { kind: 'expanded', group, members: addressees.map((one) => one.address) })
      if (addressees.length + others.length === 0) ledger.end(copy, address, 'deleted')
    }
    for (const other of others) endOther(ledger, copy, other)
    for (const addressee of addressees)
      if (!found.has(addressee.address)) found.set(addressee.address, addressee)
  }
  return [...found.values()]
}

/** The organization's own people can't send from a domain that is disabled for sending (documented). */
function silentRefusal({ silent }: MailState, { attribution, message }: Sender): string | undefined {
  if (!attribution.internal || silent.from.size === 0) return undefined
  const [author = message.from] = addressesIn(headerOf(message, 'from'))
  const isSilent = [author, message.from].some((address) => silent.from.has(domainOf(address)))
  return isSilent ? RECIPIENT_REFUSALS.domainSilent : undefined
}

/**
 * Nobody in the organization can write to a blocked sender; then no recipient gets the message (documented).
 */
function blockedRefusal(
  { senders }: MailState,
  { attribution, message }: Sender,
  at: number,
): string | undefined {
  if (!attribution.internal) return undefined
  const blocked = message.to.filter((one) => senders.blocks(one.toLowerCase(), at) !== undefined)
  return blocked.length === 0 ? undefined : blockedStatus(blocked)
}

/** Each is a separate copy: a rule may still add the same address to the other copies. */
export function endOther(ledger: Ledger, from: number, other: Other): void {
  const { address } = other
  switch (other.kind) {
    case 'refused':
      ledger.refuse(ledger.newCopy(), 'recipients', other.status, [address], { why: other.why })
      return
    case 'held': {
      const copy = ledger.newCopy()
      ledger.note(copy, { kind: 'held', recipient: address, moderators: other.moderators })
      ledger.end(copy, address, 'moderated')
      return
    }
    case 'dropped': {
      const copy = ledger.newCopy()
      ledger.note(copy, { kind: 'dropped', recipient: address, status: other.status })
      ledger.end(copy, address, 'deleted', { status: other.status })
      return
    }
    case 'forwarded': {
      const { to, keeps } = other
      ledger.note(from, { kind: 'forwarded', recipient: address, to, keeps })
      if (!keeps) ledger.end(ledger.newCopy(), address, 'redirected')
    }
  }
}
