/** Limits of both ports. Clients of Microsoft's services send faster requests than this. */
export const LIMITS = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  handshakeTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
  // Node tells the client this time in a Keep-Alive header and itself waits a second longer, so that a client
  // that respects the header never sends into a closing connection.
  keepAliveTimeout: 5000,
  // Without it, a request without a body would first have to drain its stream.
  optimizeEmptyRequests: true,
} as const
