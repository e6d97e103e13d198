/** Hosts outside of the tenants. A server needs only this part of the mail flow to start. */
export { internetHost } from './hosts.ts'
export type { Outside } from './outside.ts'
export { type RelayProfile, scanningRelay } from './scanning-relay.ts'
