/** The door of the mock: clouds, tenants, faults, and the in-process fetch. */
export type { Entity, Kind } from './base.ts'
export { type CallRecord, Cloud } from './cloud.ts'
export { compileMail } from './exchange/mail-flow/compile.ts'
export { type Composed, composeMail } from './exchange/mail-flow/compose.ts'
export { deliverMail, findHost } from './exchange/mail-flow/deliver.ts'
export { FILTER_TEST_HEADER } from './exchange/mail-flow/filter/content-filter.ts'
export type {
  Arrival,
  AttachedFile,
  Certificate,
  Connection,
  Header,
  Message,
} from './exchange/mail-flow/message.ts'
export { GATEWAY_LIST, type Gateway } from './exchange/mail-flow/outside/gateway.ts'
export { putGateways } from './exchange/mail-flow/outside/gateways.ts'
export { badlyCertifiedHost, internetHost, refusingHost } from './exchange/mail-flow/outside/hosts.ts'
export type { Outside, OutsideHost, Receipt, Returned } from './exchange/mail-flow/outside/outside.ts'
export {
  type RelayProfile,
  SCAN_TEST_HEADER,
  scanningRelay,
} from './exchange/mail-flow/outside/scanning-relay.ts'
export { type Pass, passMail } from './exchange/mail-flow/pass.ts'
export type { MailState } from './exchange/mail-flow/state.ts'
export { recordMail, type TraceRow, traceRows } from './exchange/mail-flow/trace/message-trace.ts'
export { picture } from './exchange/mail-flow/trace/picture.ts'
export type { Fate, FatePlace, Step, Trace } from './exchange/mail-flow/trace/trace.ts'
export { words } from './exchange/mail-flow/trace/words.ts'
export { type Handover, serviceConnection, tlsRefusal } from './exchange/mail-flow/way-out/routing.ts'
export {
  canStrike,
  type Fault,
  type FaultPlan,
  faultPlan,
  NO_FAULTS,
  type PlannedFault,
} from './faults/fault.ts'
export { FAULTS } from './faults/index.ts'
export { fetchOf } from './fetch.ts'
export type { Limits } from './graph/limits/table.ts'
export { deliver, type IncomingMail } from './graph/mail/messages/deliver.ts'
export type { Callout, Heard, Notify } from './graph/subscriptions/notify.ts'
export { SCUBA_EXPORT } from './import/scubagear/schema.ts'
export { mailHostsOf, textRecordsOf } from './public-dns.ts'
export type { Lag, LagRule } from './replication.ts'
export { hash32, seededIds } from './seeded-ids.ts'
export { type ExportedState, startingCloud } from './serve/starting-cloud.ts'
export type { Microsoft365 } from './services.ts'
export { type CustomerFacts, customerTenant } from './starting-states/customer.ts'
export { cloudWith, embeddedCloud, factsOf, type TenantFacts } from './starting-states/index.ts'
export { WORLDS } from './starting-states/worlds.ts'
export { type Change, Tenant, type View } from './tenant.ts'
export { type VirtualClock, virtualClock } from './virtual-clock.ts'
