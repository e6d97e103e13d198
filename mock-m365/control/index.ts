/**
 * The control surface of a served mock, for what tests need and Microsoft's services do not offer. JSON over
 * the HTTPS port, below `/_casproof/`, on loopback names and from loopback addresses only; `GET /_casproof/`
 * prints its table.
 *
 *   curl --cacert "$CA" https://localhost:8443/_casproof/tenants
 *   curl --cacert "$CA" -H 'content-type: application/json' -d '{"seconds": 3600}'
 *   https://localhost:8443/_casproof/clock/advance
 */
export { type Control, controlOf } from './control.ts'
export { loadableFaults } from './loadable-faults.ts'
export { movableClock } from './movable-clock.ts'
export { CONTROL_PREFIX } from './perform.ts'
export { controlRoutes } from './server-routes.ts'
export { ROUTES as CONTROL_ROUTES } from './table.ts'
