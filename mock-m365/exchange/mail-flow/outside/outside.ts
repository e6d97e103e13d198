/** The world beyond the tenant: hosts that take mail, and what they do with it. All pure. */
import type { Certificate, Connection, Message } from '../message.ts'

/** What comes back into the tenant. */
export interface Returned {
  readonly message: Message
  readonly connection: Connection
  /** How long the host has kept it. */
  readonly delaySeconds?: number
}

/** What a host did with a message. */
export type Receipt =
  /** Delivered for good. */
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly status: string }
  /** Scanned, and given back to the tenant; recipients whom no return names have lost their mail. */
  | { readonly kind: 'scanned'; readonly verdict: string; readonly returned: readonly Returned[] }
  /** Given back to the tenant by a host that is no scanner. */
  | { readonly kind: 'returned'; readonly returned: readonly Returned[] }
  /** Scanned, and kept back on purpose. */
  | { readonly kind: 'kept'; readonly verdict: string }

export interface OutsideHost {
  readonly name: string
  /** @param host in lower case: a smart host, or the domain whose mail exchanger is looked for */
  readonly matches: (host: string) => boolean
  /** What it shows in STARTTLS to those who reach it under a name; undefined where it offers none. */
  readonly certificateAt: (name: string) => Certificate | undefined
  readonly receive: (message: Message, connection: Connection) => Receipt
}

/** Looked through in order: the first that matches takes the mail. */
export type Outside = readonly OutsideHost[]
