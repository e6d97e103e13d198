/** A host of the simulated world as a real server: what it does with mail is the same pure function, TLS is real. */
import { returnedFact } from '../exchange/mail-flow/deliver.ts'
import type { Connection } from '../exchange/mail-flow/message.ts'
import type { OutsideHost, Returned } from '../exchange/mail-flow/outside/outside.ts'
import type { Leg } from './journeys.ts'
import { Lanes } from './lanes.ts'
import { RECIPIENTS_MAX } from './limits.ts'
import { type MailWorld, STRANGER_IP } from './mail-world.ts'
import { messageOf, type RawMail, readMail, writeMail } from './raw-mail.ts'
import { openReceiver, type Receiver, type Transaction } from './receiver.ts'
import { SmtpRefusal } from './replies.ts'
import { send } from './sender.ts'

/** The service's host name: every tenant's own name leads to the same edge. */
const SERVICE = 'mail.protection.outlook.com'

/** Clients that request no name get the certificate of this name. */
const NAMELESS = 'mx.example.net'

export function openOutsideHost(world: MailWorld, host: OutsideHost): Promise<Receiver> {
  const { authority } = world
  const shown = host.certificateAt(NAMELESS)
  const back = new Lanes()
  return openReceiver({
    name: shown?.names[0]?.replace(/^\*/, 'mx') ?? NAMELESS,
    greeting: () => 'ESMTP',
    leaf: authority.leafOf(shown),
    leafAt: (name) => authority.leafOf(host.certificateAt(name)),
    trusted: authority.pem,
    transit: world.transit,
    recipientsMax: RECIPIENTS_MAX,
    port: 0,
    taker: {
      async data(transaction, raw) {
        const mail = await readMail(raw)
        const leg = world.journeys.find(transaction.envid)
        const receipt = host.receive(
          messageOf(mail, transaction, leg?.handover.message.size),
          connectionOf(transaction),
        )
        if (receipt.kind === 'refused') throw new SmtpRefusal(receipt.status)
        if (receipt.kind === 'delivered') leg?.end(transaction.to, 'internet')
        else if (receipt.kind !== 'returned') {
          if (leg) leg.scans = [...leg.scans, host.name]
          leg?.facts.push({ kind: 'scanned', relay: host.name, verdict: receipt.verdict })
        }
        if (receipt.kind === 'kept') leg?.end(transaction.to, 'kept outside')
        if (receipt.kind === 'scanned' || receipt.kind === 'returned') {
          const held = { leg, mail, transaction }
          const release = leg?.journey.hold() ?? (() => undefined)
          back.take(() => giveBack(world, host, held, receipt.returned), release)
        }
        return '2.0.0 OK'
      },
    },
  })
}

function connectionOf({ client: { ip = STRANGER_IP, helo, ptr, tls } }: Transaction): Connection {
  return { ip, helo, ...(ptr === undefined ? {} : { ptr }), ...(tls === undefined ? {} : { tls }) }
}

interface Held {
  readonly leg: Leg | undefined
  readonly mail: RawMail
  readonly transaction: Transaction
}

/** The edge itself records what it does with it. */
async function giveBack(
  world: MailWorld,
  host: OutsideHost,
  { leg, mail, transaction }: Held,
  returned: readonly Returned[],
): Promise<void> {
  const backFor = new Set(returned.flatMap(({ message }) => message.to.map((one) => one.toLowerCase())))
  for (const back of returned) leg?.facts.push(returnedFact(host, back))
  for (const { message, connection } of returned) {
    const { from, to } = message
    const { authority, edgePort, senders } = world
    if (connection.permittedFor) senders.publish(connection.ip, connection.permittedFor)
    const way = {
      port: edgePort,
      host: SERVICE,
      as: connection,
      tls: undefined,
      tlsDomain: '',
      leaf: authority.leafOf(connection.tls),
      trusted: authority.pem,
      ...(connection.tls === undefined ? { plain: true as const } : {}),
    }
    const envelope = { from, to, ...(leg === undefined ? {} : { envid: leg.envid }) }
    const sent = await send(way, envelope, await writeMail(message, mail))
    // The edge has recorded its own refusal.
    if (sent.kind === 'not reached') leg?.end(to, 'lost')
  }
  leg?.end(
    transaction.to.filter((one) => !backFor.has(one.toLowerCase())),
    'lost',
  )
}
