/**
 * The doors with a socket: HTTPS and forward proxy, for clients that cannot use a given `fetch`. On loopback
 * by default.
 */
import type { SmtpOptions, SmtpServing } from '../smtp/index.ts'

export {
  CONTROL_PREFIX,
  CONTROL_ROUTES,
  controlOf,
  loadableFaults,
  movableClock,
} from '../control/index.ts'
export { selfSigned } from '../entra/tokens/self-signed.ts'
export { type Announcement, announce, announced } from './announcement.ts'
export { type ServeOptions, type Serving, serve } from './doors/doors.ts'
export { environmentFor, preloadOption } from './environment.ts'
export { type EndpointCertificate, endpointCertificate } from './home/endpoint-certificate.ts'
export { type Home, openHome } from './home/home.ts'
export { homeDirectory } from './home/home-directory.ts'
export { randomIds } from './random-ids.ts'
export { type ExportedState, type StartingCloud, startingCloud, type TenantFacts } from './starting-cloud.ts'
export { type MockInUse, useMock } from './use-mock.ts'
export { deliverRegularly, loopbackNotifier } from './webhooks.ts'

export type { SmtpServing }

/** Mail over real sockets. Loaded only when needed, so that starting stays fast. */
export async function openSmtp(
  options: Omit<SmtpOptions, 'now' | 'pause'> & { readonly pauseMs?: number },
): Promise<SmtpServing> {
  const { pauseMs = 1000, ...rest } = options
  const pause = () => new Promise<void>((done) => setTimeout(done, pauseMs).unref())
  const smtp = await import('../smtp/index.ts')
  return smtp.openSmtp({ ...rest, now: Date.now(), pause })
}
