/**
 * The service's own servers: the edge, which accepts mail for the tenants, and the server for submission by
 * mailboxes.
 */
import { type Arrival, type Connection, headerOf, type Message } from '../exchange/mail-flow/message.ts'
import { HOPS_EXCEEDED, type Pass, type PassFate, passMail } from '../exchange/mail-flow/pass.ts'
import type { Past } from '../exchange/mail-flow/trace/trace.ts'
import type { Tenant } from '../tenant.ts'
import { type Leg, pastOf } from './journeys.ts'
import { JOURNEYS_MAX, PASSES_MAX } from './limits.ts'
import { EDGE_NAME, type MailWorld, STRANGER_IP } from './mail-world.ts'
import { store } from './mailboxes.ts'
import { relayDenied } from './organizations.ts'
import type { Queue } from './queue.ts'
import { journalReport, messageOf, type RawMail, readMail } from './raw-mail.ts'
import type { Client, Taker, Transaction } from './receiver.ts'
import { REFUSED, SmtpRefusal } from './replies.ts'

/** Accepts mail of other servers, for recipients in the cloud's tenants and for relaying by a tenant's connector. */
export function edgeTaker(world: MailWorld, queue: Queue): Taker {
  const { organizations, journeys } = world
  return {
    mailFrom: ({ envid }) => checkRoom(world, envid),
    rcptTo(recipient, { client, from, envid }) {
      const leg = journeys.find(envid)
      const connection = connectionOf(world, client, from)
      const tenant = organizations.ownerOf(connection, from, recipient) ?? leg?.journey.tenant
      if (!tenant) throw relayDenied()
      const refused = organizations.refusalOf(tenant, connection, from, recipient)
      if (!refused) return
      // A returning message that is refused here has still passed through the tenant.
      if (leg?.journey.tenant === tenant)
        leg.journey.add({ pass: refused.pass, scans: leg.scans, legs: [] }, leg)
      throw new SmtpRefusal(refused.status)
    },
    data: (transaction, raw) =>
      take(world, queue, transaction, connectionOf(world, transaction.client, transaction.from), raw),
  }
}

/** Accepts mail of mailboxes: by SMTP AUTH, or by XCLIENT LOGIN for clients with another protocol. */
export function submissionTaker(world: MailWorld, queue: Queue): Taker {
  const { organizations } = world
  const submitting = ({ client, from }: Transaction): Connection => ({
    ...connectionOf(world, client, from),
    submittedBy: from.toLowerCase(),
  })
  return {
    signIn: (username, password) => organizations.signIn(username, password),
    mailFrom({ client: { user }, from, envid }) {
      checkRoom(world, envid)
      if (user === undefined) throw REFUSED.notAuthenticated()
      organizations.checkSender(user, from)
    },
    data: (transaction, raw) => take(world, queue, transaction, submitting(transaction), raw),
  }
}

function checkRoom({ journeys }: MailWorld, envid: string | undefined): void {
  if (journeys.count >= JOURNEYS_MAX && !journeys.find(envid)) throw REFUSED.busy()
}

function connectionOf({ senders }: MailWorld, client: Client, from: string): Connection {
  const { ip = STRANGER_IP, helo, tls } = client
  // The name of an unknown client's address is the name in its greeting (proposed).
  const ptr = client.ip === undefined ? helo : client.ptr
  return {
    ip,
    helo,
    ...(ptr === undefined ? {} : { ptr }),
    ...(tls === undefined ? {} : { tls }),
    permittedFor: senders.permittedFor(ip, from),
  }
}

/** @returns the text of the 250 @throws SmtpRefusal where the edge accepts no copy */
async function take(
  world: MailWorld,
  queue: Queue,
  { from, to, envid }: Transaction,
  connection: Connection,
  raw: Buffer,
): Promise<string> {
  const { cloud, organizations, journeys } = world
  const mail = identified(await readMail(raw), () => cloud.ids.uuid())
  const leg = journeys.find(envid)
  const at = cloud.clock.now()
  const ways = Map.groupBy(
    to,
    (recipient) => organizations.ownerOf(connection, from, recipient) ?? leg?.journey.tenant,
  )
  const refusals: string[] = []
  let taken = false
  for (const [tenant, recipients] of ways) {
    if (!tenant) continue
    const after = leg?.journey.tenant === tenant ? leg : undefined
    // Headers stamped by servers do not count as the message's size, so that conditions on the size do not
    // change on the way (proposed).
    const size = after?.handover.message.size
    const arrival = { message: messageOf(mail, { from, to: recipients }, size), connection, at }
    const refusal = passThrough(world, queue, tenant, arrival, mail, after)
    if (refusal === undefined) taken = true
    else refusals.push(refusal)
  }
  const [refusal] = refusals
  if (!taken) throw refusal === undefined ? relayDenied() : new SmtpRefusal(refusal)
  const [, id] = mail.headers.find(([name]) => name.toLowerCase() === 'message-id') ?? []
  return `2.6.0 ${id} [Hostname=${EDGE_NAME}] ${mail.size} bytes Queued mail for delivery`
}

/** Exchange adds a Message-ID where it is missing (documented). */
function identified(mail: RawMail, uuid: () => string): RawMail {
  if (headerOf(mail, 'message-id') !== undefined) return mail
  return { ...mail, headers: [...mail.headers, ['Message-ID', `<${uuid()}@mock.prod.outlook.com>`]] }
}

/** @returns the refusal for the client, where no recipient gets the message */
function passThrough(
  world: MailWorld,
  queue: Queue,
  tenant: Tenant,
  arrival: Arrival,
  mail: RawMail,
  after: Leg | undefined,
): string | undefined {
  const { cloud, organizations, journeys } = world
  if (after && after.journey.passes >= PASSES_MAX) {
    after.end(arrival.message.to, 'lost')
    return HOPS_EXCEEDED
  }
  const journey = after?.journey ?? journeys.begin(tenant, arrival)
  const release = journey.hold()
  try {
    const state = organizations.stateOf(tenant)
    const pass = passMail(state, arrival)
    const past: Past = { scans: after?.scans ?? [], report: after?.report }
    const legs = pass.handovers.map((one) =>
      journeys.leave(cloud.ids.uuid(), journey, one, pastOf({ pass, ...past }, one.copy)),
    )
    journey.add({ pass, ...past, legs }, after)
    const rawOf = (copy: number, message: Message) =>
      pass.reports.has(copy) ? journalReport(message, mail) : mail
    const refusal = refusalAtEdge(pass)
    for (const { copy, recipient, fate, message } of pass.fates)
      if (message && (fate === 'inbox' || fate === 'junk'))
        store(
          { cloud, tenant, state, recipient, folder: fate === 'junk' ? 'junkemail' : 'inbox' },
          message,
          rawOf(copy, message),
        )
    if (refusal === undefined)
      for (const { recipient, status, report } of pass.fates.filter(isRefusal)) {
        const message = report ? { ...arrival.message, from: state.journaling.alternate } : arrival.message
        queue.report(journey, { message, recipients: [recipient], status })
      }
    for (const leg of legs) queue.carry(leg, rawOf(leg.handover.copy, leg.handover.message))
    return refusal
  } finally {
    release()
  }
}

const isRefusal = (fate: PassFate): fate is PassFate & { readonly status: string } =>
  fate.fate === 'rejected' && fate.status !== undefined

/** Refusals of the edge are told to the client; later refusals are reported to the sender. */
const AT_EDGE: ReadonlySet<string> = new Set([
  'arrived',
  'hops',
  'connection filter',
  'attributed',
  'refused',
])

function refusalAtEdge({ steps, fates }: Pass): string | undefined {
  const isEdge = steps.every(({ kind }) => AT_EDGE.has(kind)) && fates.every(isRefusal)
  return isEdge ? fates[0]?.status : undefined
}
