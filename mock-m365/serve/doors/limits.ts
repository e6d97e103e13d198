/** Limits of both ports. Clients of Microsoft's services send faster requests than this. */
export const LIMITS = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  handshakeTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
  // Node tells the client this time in a Keep-Alive header and itself waits a second longer, so that a client
  // that respects the header never sends into a closing connection. On a machine that stands still for longer than
  // that second the client may, all the same: a minute makes connections rare that are idle for so long.
  keepAliveTimeout: 60_000,
  // Without it, a request without a body would first have to drain its stream.
  optimizeEmptyRequests: true,
} as const
