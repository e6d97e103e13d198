/** What both ports allow. A request that is slower than this is none that a client of Microsoft's services sends. */
export const LIMITS = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  handshakeTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
  // Node tells the client this time in a Keep-Alive header and itself waits a second longer, so that a client that
  // minds the header never sends into a closing connection.
  keepAliveTimeout: 5000,
  // A request without a body then has no stream to run dry first.
  optimizeEmptyRequests: true,
} as const
