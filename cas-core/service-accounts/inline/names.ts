/** Every name that the product leaves in a tenant, as published (trend-vision-one-connectors-transport-inline). */

export const NAMES = {
  R1: 'TMCAS Inline Incoming Domain Transport Rule',
  R2: 'TMCAS Inline Incoming User Transport Rule',
  R3: 'TMCAS Inline Incoming Skip Spam Filter Transport Rule',
  R4: 'TMCAS Inline Incoming Move to Junk Folder Transport Rule',
  R5: 'TMCAS Inline Outgoing Domain Transport Rule',
  R6: 'TMCAS Inline Outgoing User Transport Rule',
  C1: 'TMCAS Inline Outbound Connector for Incoming Message',
  C2: 'TMCAS Inline Inbound Connector for Incoming Message',
  C3: 'TMCAS Inline Outbound Connector for Outgoing Message',
  C4: 'TMCAS Inline Inbound Connector for Outgoing Message',
  G1: 'TMCAS Inline Incoming O365 Virtual Group',
  G2: 'TMCAS Inline Outgoing O365 Virtual Group',
} as const

/**
 * Headers that mark a message as sent to the scanner. The second is observed, the first inferred from it.
 * They prove nothing: strangers can write them.
 */
export const LOOP_HEADERS = {
  inbound: 'X-TrendMicro-CAS-IN-LOOP-IDENTIFIER',
  outbound: 'X-TrendMicro-CAS-OUT-LOOP-IDENTIFIER',
} as const

/** Set by the scanner on mail that belongs in Junk (documented for the Gmail twin). */
export const SPAM_HEADER = { name: 'X-TrendMicro-CAS-SPAM', value: 'true' } as const

/**
 * Used in a rerouting rule without a target domain, so that its condition is never empty: an empty one would
 * match all mail. The name can never be registered (RFC 2606). Proposed.
 */
export const NO_DOMAIN = 'no-target.tmcas.invalid'
