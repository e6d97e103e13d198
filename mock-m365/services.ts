/** Microsoft 365: a cloud with its three services, each with its own state. */
import { Cloud, type CloudOptions } from './cloud.ts'
import { type OpenedEntra, openEntra } from './entra/server.ts'
import type { Entra } from './entra/service.ts'
import type { Outside } from './exchange/mail-flow/outside/outside.ts'
import { type OpenedExchange, openExchange } from './exchange/server.ts'
import type { Limits } from './graph/limits/table.ts'
import { type GraphOptions, type OpenedGraph, openGraph } from './graph/server.ts'
import type { Delivered } from './graph/subscriptions/courier.ts'
import type { Service } from './wire.ts'

export interface Microsoft365Options
  extends CloudOptions,
    Partial<Pick<Entra, 'key' | 'signIns'>>,
    Omit<GraphOptions, 'issuer'> {}

interface Services {
  readonly entra: OpenedEntra
  readonly graph: OpenedGraph
  readonly exchange: OpenedExchange
  readonly [name: string]: { readonly service: Service }
}

export class Microsoft365 extends Cloud<Services> {
  constructor(options: Microsoft365Options) {
    super(options, (surroundings) => {
      const entra = openEntra(surroundings, options)
      const graph = openGraph(surroundings, { ...options, issuer: entra })
      return { entra, graph, exchange: openExchange(surroundings, { ...options, issuer: entra }) }
    })
  }

  /** A copy of the tenants' present state, with its own clock, ids and faults. */
  fork(options: Omit<Microsoft365Options, 'tenants' | 'key' | 'signIns' | 'callsMax'>): Microsoft365 {
    const tenants = [...this.tenants.values()].map((tenant) => tenant.fork())
    const { key, signIns } = this.services.entra
    return new Microsoft365({ ...options, tenants, key, signIns: signIns.fork() })
  }

  /** The documented limits that Graph and Exchange enforce now; none where undefined. */
  get limits(): Limits | undefined {
    return this.services.graph.limits()
  }

  /** Enforces other limits from now on, or none; counts start again. @throws RangeError for a scale out of bounds */
  limitBy(limits: Limits | undefined): void {
    this.services.graph.limitBy(limits)
    this.services.exchange.limitBy(limits)
  }

  /** Sends the notifications that are due: one round, in which each request is sent once. */
  deliverNotifications(): Promise<Delivered> {
    return this.services.graph.deliverNotifications()
  }

  /**
   * Moves the mail that waits through the mail flow, which is loaded when the first of it comes.
   * @param outside hosts that it meets outside; the Internet alone where absent
   * @returns how many copies came to a mailbox
   */
  async deliverMail(outside?: Outside): Promise<number> {
    const waiting = this.services.graph.takeMail()
    if (waiting.length === 0) return 0
    const { carryMail } = await import('./mail-transport.ts')
    return waiting.reduce((count, outgoing) => count + carryMail(this, outgoing, outside), 0)
  }
}
