/**
 * Mail that Graph has taken and that has not left yet: it moves when the cloud is asked to move it, as notifications do.
 */
import type { Entity } from '../../../base.ts'
import type { Tenant } from '../../../tenant.ts'

/** A message on its way out. */
export interface Outgoing {
  readonly tenant: Tenant
  /** Address of the mailbox that submits it. */
  readonly sender: string
  /** The message as in a mailbox, with its files. */
  readonly message: Entity
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly requestId: string
}

/** More than a cloud's mail that nobody moves. */
const WAITING_MAX = 10_000

export class Outbox {
  #waiting: Outgoing[] = []

  /** @returns false where it is full, and the message is not taken */
  take(outgoing: Outgoing): boolean {
    if (this.#waiting.length >= WAITING_MAX) return false
    this.#waiting.push(outgoing)
    return true
  }

  /** Everything that waits, in the order in which it came; it waits no longer. */
  emptied(): readonly Outgoing[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }
}
