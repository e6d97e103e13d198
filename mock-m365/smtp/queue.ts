/**
 * The service's sending queue: copies that leave a tenant, and reports to senders, are sent over real
 * connections.
 */
import { findHost } from '../exchange/mail-flow/deliver.ts'
import { domainOf } from '../exchange/mail-flow/message.ts'
import { EXPIRED } from '../exchange/mail-flow/way-out/routing.ts'
import type { Journey, Leg } from './journeys.ts'
import { Lanes } from './lanes.ts'
import { TRIES } from './limits.ts'
import { EDGE_NAME, type MailWorld } from './mail-world.ts'
import { type Report, reportOf, store } from './mailboxes.ts'
import { messageOf, type RawMail, readMail, writeMail } from './raw-mail.ts'
import { type Sent, send } from './sender.ts'

const NO_HOST = '450 4.4.312 DNS query failed'

/** The target of a name: a host outside, or the edge itself for another tenant of this cloud. */
interface Target {
  readonly name: string
  readonly port: number
  readonly outside: boolean
}

export class Queue {
  readonly #world: MailWorld
  readonly #pause: () => Promise<void>
  readonly #lanes = new Lanes()

  /** @param pause the pause between two attempts to reach a host */
  constructor(world: MailWorld, pause: () => Promise<void>) {
    this.#world = world
    this.#pause = pause
  }

  /** Sends a copy as its connector says. The journey stays open until a host has accepted it, or none does. */
  carry(leg: Leg, mail: RawMail): void {
    this.#lanes.take(() => this.#carry(leg, mail), leg.journey.hold())
  }

  /** Sends a report to the sender, in a mailbox of the cloud or at a host outside; a failed report is dropped. */
  report(journey: Journey, report: Report): void {
    if (report.message.from !== '') this.#lanes.take(() => this.#report(report), journey.hold())
  }

  async #carry(leg: Leg, mail: RawMail): Promise<void> {
    const { message } = leg.handover
    const raw = await writeMail(message, mail)
    const waits = new Map<string, string>()
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0) await this.#pause()
      waits.clear()
      for (const name of leg.handover.hosts) {
        const target = await this.#targetOf(leg, name)
        const sent = target ? await this.#sendTo(target, leg, name, raw) : undefined
        if (target && sent && this.#isSettled(leg, target, sent)) return
        waits.set(name, sent && 'status' in sent ? sent.status : NO_HOST)
      }
    }
    let last = NO_HOST
    for (const [host, status] of waits) {
      leg.facts.push({ kind: 'deferred', host, status, recipients: message.to })
      last = status
    }
    this.#reject(leg, 'the queue', `${EXPIRED} -> ${last}`, message.to)
  }

  async #targetOf({ journey }: Leg, name: string): Promise<Target | undefined> {
    const { organizations, outside, ports, edgePort, open } = this.#world
    const neighbour = organizations.ofDomain(name)
    if (neighbour && neighbour !== journey.tenant) return { name: EDGE_NAME, port: edgePort, outside: false }
    const { gateways } = organizations.stateOf(journey.tenant)
    const host = findHost([...gateways, ...outside], name)
    const port = host && (ports.get(host) ?? (await open(host)))
    return host && port !== undefined ? { name: host.name, port, outside: true } : undefined
  }

  #sendTo(target: Target, { handover, envid, facts }: Leg, name: string, raw: Buffer): Promise<Sent> {
    const { authority } = this.#world
    const { message, connection, tls, tlsDomain } = handover
    const way = {
      port: target.port,
      host: name,
      as: connection,
      tls,
      tlsDomain,
      leaf: authority.leafOf(connection.tls),
      trusted: authority.pem,
    }
    const { from, to } = message
    return send(way, { from, to, ...(target.outside ? { envid } : {}) }, raw, () => {
      const known = facts.some((fact) => fact.kind === 'handed over' && fact.at === name)
      if (!known) facts.push({ kind: 'handed over', host: target.name, at: name, recipients: to })
    })
  }

  /** @returns false where another host or a later attempt may succeed: not reached, or refused temporarily */
  #isSettled(leg: Leg, { name, outside }: Target, sent: Sent): boolean {
    const { to } = leg.handover.message
    if (sent.kind === 'not reached' || (sent.kind === 'refused' && sent.status.startsWith('4'))) return false
    if (sent.kind === 'refused') {
      this.#reject(leg, name, sent.status, to)
      return true
    }
    const refused = new Set(sent.refused.map(({ recipient }) => recipient))
    for (const { recipient, status } of sent.refused) this.#reject(leg, name, status, [recipient])
    // Hosts outside record themselves what they do with it.
    if (!outside)
      leg.end(
        to.filter((one) => !refused.has(one)),
        'internet',
      )
    return true
  }

  #reject(leg: Leg, by: string, status: string, recipients: readonly string[]): void {
    leg.facts.push({ kind: 'refused', by, status, recipients })
    leg.end(recipients, 'rejected', status)
    this.report(leg.journey, { message: leg.journey.arrival.message, recipients, status })
  }

  async #report(report: Report): Promise<void> {
    const { cloud, organizations, outside, ports, authority } = this.#world
    const { from } = report.message
    const raw = reportOf(report, EDGE_NAME, cloud.clock.now())
    const tenant = organizations.ofDomain(domainOf(from))
    if (tenant) {
      const mail = await readMail(raw)
      const state = organizations.stateOf(tenant)
      store(
        { cloud, tenant, state, recipient: from, folder: 'inbox' },
        messageOf(mail, { from: '', to: [from] }),
        mail,
      )
      return
    }
    const host = findHost(outside, domainOf(from))
    const port = host && ports.get(host)
    if (port === undefined) return
    const as = { ip: '40.107.22.52', helo: EDGE_NAME, ptr: EDGE_NAME }
    const way = { port, host: domainOf(from), as, tls: undefined, tlsDomain: '', leaf: undefined }
    await send({ ...way, trusted: authority.pem }, { from: '', to: [from] }, raw)
  }
}
