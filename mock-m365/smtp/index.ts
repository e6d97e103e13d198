/**
 * Mail over real sockets, as an option of `serve`: the service's edge, the server where mailboxes submit, and
 * the hosts outside, each as an SMTP server on loopback. The pure engine decides what happens to a message;
 * transport and certificates are real.
 *
 *   swaks --server localhost:2525 --from friend@partner.example --to ada.lovelace@contoso.com --tls
 *
 * Loopback connections have no address for rules and connectors: XCLIENT (Postfix) sets the simulated one,
 * `swaks --xclient-addr 20.4.48.50 --xclient-name inpost-eu.tmcas.trendmicro.com`. Without it the client's
 * address is 203.0.113.25. https://www.postfix.org/XCLIENT_README.html
 */
import type { Outside, OutsideHost } from '../exchange/mail-flow/outside/outside.ts'
import { recordMail } from '../exchange/mail-flow/trace/message-trace.ts'
import type { Trace } from '../exchange/mail-flow/trace/trace.ts'
import { type Authority, makeMailLeaf } from '../serve/home/certificates.ts'
import type { Microsoft365 } from '../services.ts'
import type { Tenant } from '../tenant.ts'
import { edgeTaker, submissionTaker } from './edge.ts'
import { type Journey, Journeys } from './journeys.ts'
import { RECIPIENTS_MAX, SUBMITTED_RECIPIENTS_MAX } from './limits.ts'
import { mailAuthority } from './mail-authority.ts'
import { EDGE_NAME, type MailWorld, PermittedSenders } from './mail-world.ts'
import { Organizations } from './organizations.ts'
import { openOutsideHost } from './outside-host.ts'
import { Queue } from './queue.ts'
import { openReceiver, type Receiver } from './receiver.ts'

export interface SmtpOptions {
  readonly cloud: Microsoft365
  readonly outside: Outside
  /** Authority that users trust: it signs the edge's certificate for clients. */
  readonly authority: Authority
  /** The real time, milliseconds since the epoch, for certificates. */
  readonly now: number
  /** Port of the edge; 0 means any free port. */
  readonly port: number
  readonly submissionPort: number
  /** The pause between two attempts to reach a host. */
  readonly pause: () => Promise<void>
  /** Called when every copy of a message has its end. */
  readonly onTrace?: (trace: Trace, tenant: Tenant) => void
}

/** The address on which it listens: `localhost:2525`. */
export interface SmtpServing {
  readonly edge: string
  readonly submission: string
  readonly outside: readonly { readonly name: string; readonly address: string }[]
  /** Resolves when no message is in transit. */
  idle(): Promise<void>
  /** Stops a host outside. @param name as traces show it */
  stop(name: string): Promise<void>
  close(): Promise<void>
}

const TRANSPORT = { type: 'system', id: 'transport', displayName: 'Microsoft Exchange transport' } as const
/** Host names of the service in its certificate. */
const NAMES = ['localhost', '127.0.0.1', 'smtp.office365.com']

/** @throws Error where a port is taken */
export async function openSmtp(options: SmtpOptions): Promise<SmtpServing> {
  const { cloud, outside, onTrace } = options
  const ended = (journey: Journey) => {
    const trace = journey.trace()
    const write = { at: trace.arrival.at, actor: TRANSPORT, call: 'mail', requestId: cloud.ids.uuid() }
    recordMail(journey.tenant, write, trace)
    onTrace?.(trace, journey.tenant)
  }
  const open: Receiver[] = []
  const hosts = new Map<string, () => Promise<void>>()
  const opening = new Map<OutsideHost, Promise<number>>()
  const openHost = (host: OutsideHost): Promise<number> => {
    const opened = openOutsideHost(world, host).then((receiver) => {
      open.push(receiver)
      world.ports.set(host, receiver.port)
      hosts.set(host.name, () => receiver.close())
      return receiver.port
    })
    opening.set(host, opened)
    return opened
  }
  const world: MailWorld = {
    cloud,
    organizations: new Organizations(cloud),
    journeys: new Journeys(ended),
    authority: mailAuthority(options.now),
    senders: new PermittedSenders(cloud),
    transit: { bytes: 0 },
    outside,
    ports: new Map(),
    open: (host) => opening.get(host) ?? openHost(host),
    edgePort: 0,
  }
  const close = async () => void (await Promise.all(open.map((one) => one.close())))
  try {
    const [edge, submission] = await openService(world, options)
    open.push(edge, submission)
    world.edgePort = edge.port
    for (const host of outside) await world.open(host)
    return {
      edge: at(edge.port),
      submission: at(submission.port),
      outside: [...world.ports].map(([{ name }, port]) => ({ name, address: at(port) })),
      idle: () => world.journeys.idle(),
      stop: async (name) => hosts.get(name)?.(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const at = (port: number): string => `localhost:${port}`

async function openService(
  world: MailWorld,
  { authority, now, pause, port, submissionPort, cloud }: SmtpOptions,
): Promise<[edge: Receiver, submission: Receiver]> {
  const queue = new Queue(world, pause)
  const common = {
    name: EDGE_NAME,
    greeting: () => `Microsoft ESMTP MAIL Service ready at ${new Date(cloud.clock.now()).toUTCString()}`,
    leaf: makeMailLeaf(authority, NAMES, now),
    trusted: world.authority.pem,
    transit: world.transit,
  }
  const edge = await openReceiver({
    ...common,
    taker: edgeTaker(world, queue),
    recipientsMax: RECIPIENTS_MAX,
    port,
  })
  try {
    const submission = await openReceiver({
      ...common,
      taker: submissionTaker(world, queue),
      recipientsMax: SUBMITTED_RECIPIENTS_MAX,
      port: submissionPort,
    })
    return [edge, submission]
  } catch (error) {
    await edge.close()
    throw error
  }
}
