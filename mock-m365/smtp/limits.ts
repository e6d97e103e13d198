/**
 * Limits of the mock's SMTP servers, with Exchange Online's own values.
 * https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
 */

/** The documented default for mail of a mailbox; up to 150 MB can be set, which is too much for one process. */
export const MESSAGE_BYTES_MAX = 36 * 1024 * 1024
/** All headers of one message (inferred: the default of Exchange's own receive connectors). */
export const HEADERS_BYTES_MAX = 256 * 1024
/** Recipients of one message (documented): from other servers, and by default from a mailbox. */
export const RECIPIENTS_MAX = 1000
export const SUBMITTED_RECIPIENTS_MAX = 500
/** Bytes in transit in all connections together; later clients are told to try again. */
export const BYTES_IN_TRANSIT_MAX = 8 * MESSAGE_BYTES_MAX

/** The library limits commands to 16 KB a line, and disconnects after ten unknown ones. */
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

/** Nested MIME parts; deeper mail is refused. */
export const PARTS_DEEP_MAX = 64
/** Attempts to reach a host. Exchange tries for a day (inferred). */
export const TRIES = 3
/** A host may remove all headers, and then the hop count cannot end a loop; this limit does. */
export const PASSES_MAX = 64
/** Messages in transit at once; clients with a further one are told to try again. */
export const JOURNEYS_MAX = 500
/** Simultaneous connections of one sending server. */
export const LANES = 8
