/**
 * What the mock's SMTP servers take. Exchange Online's own figures stand beside them.
 * https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
 */

/** The documented default for what a mailbox sends; up to 150 MB can be set, which is too much for one process. */
export const MESSAGE_BYTES_MAX = 36 * 1024 * 1024
/** All headers of one message (inferred: the default of Exchange's own receive connectors). */
export const HEADERS_BYTES_MAX = 256 * 1024
/** Recipients of one message (documented): from other servers, and from a mailbox that nobody has given more. */
export const RECIPIENTS_MAX = 1000
export const SUBMITTED_RECIPIENTS_MAX = 500
/** Messages in transit, all connections together; who comes later is told to come again. */
export const BYTES_IN_TRANSIT_MAX = 8 * MESSAGE_BYTES_MAX

/** The library counts commands to 16 KB a line, and cuts off whoever sends ten that are none. */
export const CONNECTION_LIMITS = {
  size: MESSAGE_BYTES_MAX,
  maxClients: 64,
  maxCommandLength: 16_384,
  socketTimeout: 30_000,
  closeTimeout: 1000,
} as const
export const CLIENT_LIMITS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  socketCloseTimeout: 1000,
} as const

/** MIME parts within parts; deeper mail is refused. */
export const PARTS_DEEP_MAX = 64
/** Times that a host which cannot be reached is tried. Exchange goes on for a day (inferred). */
export const TRIES = 3
/** Where a host takes all headers away, hops cannot end a loop; this does. */
export const PASSES_MAX = 64
/** Messages on their way at once; whoever brings a further one is told to come again. */
export const JOURNEYS_MAX = 500
/** Connections by which one server hands messages on at the same time. */
export const LANES = 8
