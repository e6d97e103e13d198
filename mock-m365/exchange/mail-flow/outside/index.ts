/** The door of the world outside: hosts that mail meets beyond the tenants. A server needs nothing else of the mail flow to start. */
export { internetHost } from './hosts.ts'
export type { Outside } from './outside.ts'
export { type RelayProfile, scanningRelay } from './scanning-relay.ts'
