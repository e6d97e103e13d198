/** The world outside the tenant: hosts that accept mail, and what they do with it. All functions are pure. */
import type { Certificate, Connection, Message } from '../message.ts'

/** A message that returns to the tenant. */
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
  /** Scanned, and returned to the tenant; recipients that no return names have lost their mail. */
  | { readonly kind: 'scanned'; readonly verdict: string; readonly returned: readonly Returned[] }
  /** Returned to the tenant by a host that is not a scanner. */
  | { readonly kind: 'returned'; readonly returned: readonly Returned[] }
  /** Scanned, and kept back on purpose. */
  | { readonly kind: 'kept'; readonly verdict: string }

export interface OutsideHost {
  readonly name: string
  /** @param host in lower case: a smart host, or the domain of the mail exchanger */
  readonly matches: (host: string) => boolean
  /** Its certificate in STARTTLS for a name; undefined where it does not offer TLS. */
  readonly certificateAt: (name: string) => Certificate | undefined
  readonly receive: (message: Message, connection: Connection) => Receipt
}

/** In order: the first match gets the mail. */
export type Outside = readonly OutsideHost[]
